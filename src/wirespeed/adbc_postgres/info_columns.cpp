#include <algorithm>
#include <array>

#include "wirespeed/adbc_postgres/nested_columns.hpp"
#include "wirespeed/adbc_postgres/object_columns.hpp"

namespace wirespeed::adbc_postgres {
namespace {

using column::Column;
using column::Field;
using column::Type;

// The alternatives of a value, by their numbers in the union.
enum Alternative : std::uint8_t { kString, kBool, kInt64, kBitmask, kStringList, kMap };

using InfoValue = std::variant<OptionalText, bool, std::int64_t>;

struct Info {
  InfoCode code;
  InfoValue value;
};

std::vector<Info> all_info(const std::string& server_version) {
  const OptionalText none;  // of what there is no version
  return {{InfoCode::vendor_name, OptionalText("PostgreSQL")},
          {InfoCode::vendor_version, OptionalText(server_version)},
          {InfoCode::vendor_arrow_version, none},
          {InfoCode::vendor_sql, true},
          {InfoCode::vendor_substrait, false},
          {InfoCode::vendor_substrait_min_version, none},
          {InfoCode::vendor_substrait_max_version, none},
          {InfoCode::driver_name, OptionalText("wirespeed PostgreSQL driver")},
          {InfoCode::driver_version, OptionalText(WIRESPEED_VERSION)},
          {InfoCode::driver_arrow_version, none},
          {InfoCode::driver_adbc_version, std::int64_t{kAdbcVersion110}}};
}

class InfoBuilder {
 public:
  void append(const Info& info) {
    codes_.append(static_cast<std::uint32_t>(info.code));
    std::visit([this](const auto& value) { append_value(value); }, info.value);
  }

  Answer<column::Batch> finish() {
    auto codes = answer_of(codes_.finish());
    if (!codes) return std::unexpected(std::move(codes).error());
    auto value = finish_value();
    if (!value) return std::unexpected(std::move(value).error());
    column::Batch batch;
    batch.rows = codes->length;
    batch.columns.push_back(*std::move(codes));
    batch.columns.push_back(*std::move(value));
    return batch;
  }

 private:
  void append_value(const OptionalText& text) {
    choose(kString, strings_.length());
    strings_.append(text ? std::string_view(*text) : std::string_view());
  }
  void append_value(bool value) {
    choose(kBool, bools_.length());
    bools_.append(value);
  }
  void append_value(std::int64_t value) {
    choose(kInt64, integers_.length());
    integers_.append(value);
  }
  void choose(Alternative alternative, std::size_t place) {
    alternatives_.append(static_cast<std::int8_t>(alternative));
    places_.append(static_cast<std::int32_t>(place));
  }

  // The alternatives without a value are empty.
  Answer<Column> finish_value() {
    auto alternatives = answer_of(alternatives_.finish());
    auto places = answer_of(places_.finish());
    auto strings = answer_of(strings_.finish());
    auto bools = answer_of(bools_.finish());
    auto integers = answer_of(integers_.finish());
    auto bitmask = answer_of(column::Int32Builder().finish());
    auto texts = answer_of(column::Utf8Builder().finish());
    auto keys = answer_of(column::Int32Builder().finish());
    auto values = answer_of(column::Int32Builder().finish());
    for (const auto* one : {&alternatives, &places, &strings, &bools, &integers, &bitmask, &texts, &keys, &values}) {
      if (!*one) return std::unexpected(one->error());
    }
    Column made{.type = Type::dense_union, .validity = {}, .offsets = {}, .values = {}, .children = {}};
    made.length = alternatives->length;
    made.values = std::move(alternatives->values);
    made.offsets = std::move(places->values);
    std::vector<Column> entry;
    entry.push_back(*std::move(keys));
    entry.push_back(ListEnds().finish(*std::move(values)));
    made.children.push_back(*std::move(strings));
    made.children.push_back(*std::move(bools));
    made.children.push_back(*std::move(integers));
    made.children.push_back(*std::move(bitmask));
    made.children.push_back(ListEnds().finish(*std::move(texts)));
    made.children.push_back(ListEnds().finish(struct_of(std::move(entry)), Type::map));
    return made;
  }

  column::NumberBuilder<std::uint32_t, Type::uint32> codes_;
  column::NumberBuilder<std::int8_t, Type::int8> alternatives_;
  column::Int32Builder places_;
  column::Utf8Builder strings_;
  column::BoolBuilder bools_;
  column::Int64Builder integers_;
};

}  // namespace

column::Schema info_schema() {
  const Field number{.type = Type::int32};
  Field key = number;
  key.name = "key";
  const Field value{.name = "info_value",
                    .type = Type::dense_union,
                    .children = {{.name = "string_value", .type = Type::utf8},
                                 {.name = "bool_value", .type = Type::boolean},
                                 {.name = "int64_value", .type = Type::int64},
                                 {.name = "int32_bitmask", .type = Type::int32},
                                 list_of("string_list", {.type = Type::utf8}),
                                 column::map_of("int32_to_int32_list_map", key, list_of("value", number))}};
  return {required({.name = "info_name", .type = Type::uint32}), value};
}

Answer<column::Batch> info_batch(std::optional<std::span<const std::uint32_t>> codes,
                                 const std::string& server_version) {
  InfoBuilder builder;
  for (const Info& info : all_info(server_version)) {
    const bool is_wanted = !codes || std::ranges::find(*codes, static_cast<std::uint32_t>(info.code)) != codes->end();
    if (is_wanted) builder.append(info);
  }
  return builder.finish();
}

}  // namespace wirespeed::adbc_postgres
