// Bytes that are cut, changed, or that lie about what follows.
#include <gtest/gtest.h>

#include "wirespeed/bolt/record_columns.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::bolt {
namespace {

using column::Type;
using packstream::Bytes;
using packstream::List;
using packstream::Map;
using packstream::Structure;
using packstream::Value;

// The vocabulary: records of one column.
Bytes record(Value value) { return value_or_throw(packstream::encode(List(1, std::move(value)))); }

RecordColumns one_column(const ColumnOptions& options) { return value_or_throw(RecordColumns::make({"c"}, options)); }

Result<std::shared_ptr<const column::Table>> table_of(const List& values, const ColumnOptions& options = {}) {
  RecordColumns columns = one_column(options);
  for (const Value& value : values) {
    const Bytes bytes = record(value);
    auto done = columns.append(ByteView(bytes));
    if (!done) return std::unexpected(done.error());
  }
  auto done = columns.finish();
  if (!done) return std::unexpected(done.error());
  return columns.take_table();
}

Error error_of(const List& values, const ColumnOptions& options = {}) {
  const auto table = table_of(values, options);
  EXPECT_FALSE(table) << "expected an error";
  return table ? Error{} : table.error();
}

Value node(std::int64_t id, List labels, Map properties) {
  return Structure{'N', {id, std::move(labels), std::move(properties), fmt::format("4:x:{}", id)}};
}
Value unbound(std::int64_t id, const char* type) {
  return Structure{'r', {id, type, Map{{"since", 2000 + id}}, fmt::format("5:x:{}", id)}};
}

List of_every_kind() {
  const Value path =
      Structure{'P', {List{node(1, {"A"}, Map{}), node(2, {}, Map{})}, List{unbound(10, "A")}, List{1, 1}}};
  return {Value(),
          true,
          5,
          300,
          1.5,
          "text",
          std::string(20, 'y'),
          Bytes{1, 2},
          List{1, 2.5, "x"},
          Map{{"k", List{}}},
          node(3, {"L"}, Map{{"p", 1}}),
          path,
          Structure{'D', {1}},
          Structure{'i', {1, 2, "UTC"}},
          Structure{'E', {1, 2, 3, 4}},
          Structure{'Y', {9157, 1.0, 2.0, 3.0}},
          Structure{'V', {Bytes{0xC6}, Bytes(12, 1)}},
          Structure{'?', {"Thing", 6, 1, Map{{"message", "new"}}}}};
}

TEST(RecordColumns, a_record_cut_at_any_offset_is_an_error) {
  const Bytes whole = record(of_every_kind());
  for (const bool json : {false, true}) {
    const ColumnOptions options{.json_maps = json, .json_graph = json};
    for (std::size_t n = 0; n < whole.size(); ++n) {
      RecordColumns columns = one_column(options);
      ASSERT_FALSE(columns.append(ByteView(whole).first(n))) << n;
    }
    RecordColumns columns = one_column(options);
    EXPECT_TRUE(columns.append(ByteView(whole)));
  }
}

TEST(RecordColumns, a_record_with_any_byte_changed_is_columns_or_an_error) {
  const Bytes whole = record(of_every_kind());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int change : {1, 0x10, 0x80, 0xFF}) {
      Bytes changed = whole;
      changed[i] = static_cast<std::uint8_t>(changed[i] ^ change);
      RecordColumns columns = one_column({.mixed = column::Mixed::text});
      if (columns.append(ByteView(changed)) && columns.finish()) {
        EXPECT_TRUE(columns.take_table());
      }
    }
  }
}

TEST(RecordColumns, sizes_that_lie_take_no_memory) {
  for (const char* head : {"\x91\xD6\xFF\xFF\xFF\xFF", "\x91\xDA\xFF\xFF\xFF\xFF", "\x91\xD2\xFF\xFF\xFF\xFF",
                           "\x91\xCE\xFF\xFF\xFF\xFF", "\xD6\xFF\xFF\xFF\xFF"}) {
    RecordColumns columns = one_column({});
    EXPECT_EQ(columns.append(bytes_of(head)).error().code, Errc::truncated);
  }
}

TEST(RecordColumns, empty_maps_beside_one_of_many_keys_do_not_fill_the_memory) {
  Map wide;
  for (int i = 0; i < 1000; ++i) wide.append(fmt::format("k{}", i), 1);
  List rows = {wide};
  rows.resize(200'000, Map());
  EXPECT_EQ(error_of(List(1, rows)).code, Errc::limit);
}

TEST(RecordColumns, more_keys_than_a_struct_may_have_are_refused) {
  Map wide;
  for (int i = 0; i < 2000; ++i) wide.append(fmt::format("k{}", i), 1);
  EXPECT_EQ(error_of({wide}).code, Errc::limit);
  EXPECT_TRUE(table_of({wide}, {.json_maps = true}));
}

TEST(RecordColumns, nesting_without_end_is_an_error) {
  Bytes deep(100'000, 0x91);
  RecordColumns columns = one_column({});
  EXPECT_EQ(columns.append(ByteView(deep)).error().code, Errc::limit);
  RecordColumns text = one_column({.types = {{.name = "c", .type = Type::utf8}}});
  EXPECT_EQ(text.append(ByteView(deep)).error().code, Errc::limit);
}

TEST(RecordColumns, a_key_that_comes_twice_is_an_error_in_a_struct) {
  EXPECT_EQ(error_of({Map{{"a", 1}, {"a", 2}}}).code, Errc::limit);
}

TEST(RecordColumns, text_that_is_no_UTF_8_is_an_error_that_names_the_value) {
  EXPECT_EQ(
      error_of({"good", "b\xFF"}).message,
      "columns: expected text in UTF-8, found other bytes in value 1 of column 'c', in the batch that begins with "
      "record 0");
  EXPECT_FALSE(table_of({"\xC3", "\xA9"}));  // é, cut in two
  EXPECT_EQ(error_of({Map{{"\xFF", 1}}}).code, Errc::limit);
  EXPECT_EQ(error_of({Map{{"\xFF", 1}}}, {.json_maps = true}).code, Errc::malformed);
}

}  // namespace
}  // namespace wirespeed::bolt
