// Records written, looked at and read: what comes out is what went in, and nothing that is no record passes.
#include <gtest/gtest.h>

#include <random>

#include "wirespeed/record/batch.hpp"
#include "wirespeed/record/gather.hpp"
#include "wirespeed/record/verify.hpp"
#include "wirespeed/record/writer.hpp"

namespace wirespeed::record {
namespace {

SchemaPtr schema_of(std::vector<FieldSpec> fields) { return value_or_throw(Schema::make(std::move(fields))); }

FieldType list_of(Kind kind) { return {.kind = kind, .is_list = true}; }

SchemaPtr point_schema() { return schema_of({{"x", {Kind::float64}}, {"y", {Kind::float64}}}); }

// A field of each kind, and lists of each sort.
SchemaPtr every_schema() {
  return schema_of({{"flag", {Kind::boolean}},
                    {"small", {Kind::int8}},
                    {"number", {Kind::int64}, true},
                    {"code", {.kind = Kind::fixed_text, .width = 5}},
                    {"hash", {.kind = Kind::fixed_bytes, .width = 3}},
                    {"ratio", {Kind::float32}},
                    {"name", {Kind::text}},
                    {"note", {Kind::text}, true},
                    {"blob", {Kind::bytes}},
                    {"numbers", list_of(Kind::int16)},
                    {"words", list_of(Kind::text)},
                    {"flags", list_of(Kind::boolean)},
                    {"at", {.kind = Kind::record, .record = point_schema()}},
                    {"path", {.kind = Kind::record, .is_list = true, .record = point_schema()}}});
}

std::vector<std::uint8_t> copy_of(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

std::vector<std::uint8_t> point(double x, double y) {
  const auto schema = point_schema();
  Writer writer(*schema);
  writer.set_number(0, x);
  writer.set_number(1, y);
  return copy_of(value_or_throw(writer.finish()));
}

std::vector<std::uint8_t> every_record(const Schema& schema) {
  const auto a = point(1, 2);
  const auto b = point(3, 4);
  const std::vector<ByteView> path{a, b};
  const std::vector<ByteView> words{bytes_of("Zoë"), bytes_of(""), bytes_of("x")};
  const std::vector<std::int16_t> numbers{1, -2, 3};
  const std::vector<std::uint8_t> flags{1, 0};
  Writer writer(schema);
  writer.set_boolean(0, true);
  writer.set_number<std::int8_t>(1, -5);
  writer.set_null(2);
  writer.set_fixed_text(3, "ab");
  writer.set_fixed_bytes(4, bytes_of("xyz"));
  writer.set_number(5, 0.5F);
  writer.set_text(6, "Jesper Dahlbäck");
  writer.set_bytes(8, bytes_of("blob"));  // note is passed over
  writer.set_numbers<std::int16_t>(9, numbers);
  writer.set_items(10, words);
  writer.set_values(11, flags);
  writer.set_record(12, a);
  writer.set_items(13, path);
  return copy_of(value_or_throw(writer.finish()));
}

TEST(Record, what_is_written_is_read) {
  const auto schema = every_schema();
  const auto bytes = every_record(*schema);
  ASSERT_TRUE(verify(*schema, bytes));
  const View view(*schema, bytes.data());
  EXPECT_TRUE(view.boolean(0));
  EXPECT_EQ(view.number<std::int8_t>(1), -5);
  EXPECT_TRUE(view.is_null(2));
  EXPECT_EQ(view.fixed_text(3), "ab");
  EXPECT_EQ(text_of(view.fixed_bytes(4)), "xyz");
  EXPECT_EQ(view.number<float>(5), 0.5F);
  EXPECT_EQ(view.text(6), "Jesper Dahlbäck");
  EXPECT_TRUE(view.is_null(7));
  EXPECT_EQ(text_of(view.bytes(8)), "blob");
  EXPECT_EQ(view.list(9).number<std::int16_t>(1), -2);
  EXPECT_EQ(view.list(10).text(0), "Zoë");
  EXPECT_EQ(view.list(10).text(1), "");
  EXPECT_EQ(view.list(11).size(), 2U);
  EXPECT_EQ(view.record(12).number<double>(1), 2.0);
  EXPECT_EQ(view.list(13).record(1).number<double>(0), 3.0);
}

TEST(Record, any_field_can_be_asked_for_its_value) {
  const auto schema = every_schema();
  const auto bytes = every_record(*schema);
  const View view(*schema, bytes.data());
  EXPECT_TRUE(std::get<bool>(value_of(view, 0)));
  EXPECT_EQ(std::get<std::int64_t>(value_of(view, 1)), -5);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(value_of(view, 2)));
  EXPECT_EQ(std::get<std::string_view>(value_of(view, 3)), "ab");
  EXPECT_EQ(std::get<ByteView>(value_of(view, 4)).size(), 3U);
  EXPECT_EQ(std::get<float>(value_of(view, 5)), 0.5F);
  EXPECT_EQ(std::get<std::int64_t>(value_of(std::get<ListView>(value_of(view, 9)), 2)), 3);
  EXPECT_EQ(std::get<std::string_view>(value_of(view.list(10), 2)), "x");
  EXPECT_EQ(std::get<double>(value_of(std::get<View>(value_of(view.list(13), 0)), 1)), 2.0);
}

TEST(Record, times_say_what_they_mean) {
  const auto schema =
      schema_of({{"d", {Kind::date}}, {"t", {Kind::timestamp_utc}}, {"s", {Kind::duration}}, {"u", {Kind::uint64}}});
  Writer writer(*schema);
  writer.set_number<std::int32_t>(0, -1);
  writer.set_number<std::int64_t>(1, 5);
  writer.set_number<std::int64_t>(2, 6);
  writer.set_number<std::uint64_t>(3, ~std::uint64_t{0});
  const auto bytes = copy_of(value_or_throw(writer.finish()));
  const View view(*schema, bytes.data());
  EXPECT_EQ(std::get<Date>(value_of(view, 0)).days, -1);
  EXPECT_TRUE(std::get<Timestamp>(value_of(view, 1)).is_utc);
  EXPECT_EQ(std::get<Duration>(value_of(view, 2)).us, 6);
  EXPECT_EQ(std::get<std::uint64_t>(value_of(view, 3)), ~std::uint64_t{0});
}

TEST(Record, equal_fields_are_equal_bytes) {
  const auto schema = every_schema();
  EXPECT_EQ(every_record(*schema), every_record(*every_schema()));
}

TEST(Record, a_writer_can_be_used_again) {
  const auto schema = point_schema();
  Writer writer(*schema);
  for (int i = 0; i < 3; ++i) {
    writer.begin();
    writer.set_number<double>(0, i);
    writer.set_number<double>(1, 7);
    const auto bytes = copy_of(value_or_throw(writer.finish()));
    EXPECT_EQ(bytes, point(i, 7));
  }
}

TEST(Record, a_record_beyond_the_inline_bytes_is_whole) {
  const auto schema = schema_of({{"a", {Kind::text}}, {"b", {Kind::text}}});
  Writer writer(*schema);
  const std::string big(100'000, 'x');
  writer.set_text(0, big);
  writer.set_text(1, "end");
  const auto bytes = copy_of(value_or_throw(writer.finish()));
  ASSERT_TRUE(verify(*schema, bytes));
  EXPECT_EQ(View(*schema, bytes.data()).text(0), big);
  EXPECT_EQ(View(*schema, bytes.data()).text(1), "end");
}

TEST(Record, a_field_that_must_be_there_is_missed) {
  const auto schema = point_schema();
  Writer writer(*schema);
  writer.set_number(0, 1.0);
  const auto made = writer.finish();
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message.find("\"y\""), std::string::npos);
}

TEST(Record, text_beyond_its_width_is_refused) {
  const auto schema = schema_of({{"code", {.kind = Kind::fixed_text, .width = 2}}});
  Writer writer(*schema);
  writer.set_fixed_text(0, "abc");
  EXPECT_FALSE(writer.finish());
}

TEST(Record, a_text_of_fixed_width_may_fill_it) {
  const auto schema = schema_of({{"code", {.kind = Kind::fixed_text, .width = 3}}});
  Writer writer(*schema);
  writer.set_fixed_text(0, "abc");
  const auto bytes = copy_of(value_or_throw(writer.finish()));
  EXPECT_EQ(View(*schema, bytes.data()).fixed_text(0), "abc");
}

TEST(Schema, wrong_fields_are_refused) {
  EXPECT_FALSE(Schema::make({}));
  EXPECT_FALSE(Schema::make({{"a", {Kind::int8}}, {"a", {Kind::int8}}}));
  EXPECT_FALSE(Schema::make({{"a", {.kind = Kind::fixed_text, .width = 0}}}));
  EXPECT_FALSE(Schema::make({{"a", {.kind = Kind::record}}}));
  EXPECT_FALSE(Schema::make(std::vector<FieldSpec>(kMaxFields + 1)));
}

TEST(Schema, nesting_has_an_end) {
  SchemaPtr schema = point_schema();
  Result<SchemaPtr> deeper = schema;
  for (std::size_t i = 0; deeper && i < 2 * kMaxDepth; ++i) {
    deeper = Schema::make({{"in", {.kind = Kind::record, .record = *deeper}}});
  }
  ASSERT_FALSE(deeper);
  EXPECT_EQ(deeper.error().code, Errc::limit);
}

TEST(Schema, old_fields_stay_where_they_are_when_it_grows) {
  std::vector<FieldSpec> specs;
  std::vector<std::uint32_t> offsets;
  for (int i = 0; i < 40; ++i) {
    specs.push_back({"f" + std::to_string(i), {i % 3 == 0 ? Kind::int8 : i % 3 == 1 ? Kind::int64 : Kind::text}, true});
    const auto schema = schema_of(specs);
    offsets.push_back(schema->field(static_cast<std::size_t>(i)).offset);
    for (std::size_t j = 0; j < offsets.size(); ++j) EXPECT_EQ(schema->field(j).offset, offsets[j]);
  }
}

std::vector<FieldSpec> first_version() { return {{"id", {Kind::int64}}, {"name", {Kind::text}}}; }

std::vector<FieldSpec> second_version() {
  auto fields = first_version();
  fields.push_back({"lines", {Kind::int32}, false, true});
  fields.push_back({"note", {Kind::text}, true});
  fields.push_back({"tags", list_of(Kind::text), false, true});
  return fields;
}

SchemaPtr second_schema() {
  const auto plain = schema_of(second_version());
  const auto loose = value_or_throw(plain->loosened());
  const std::vector<ByteView> tags{bytes_of("new")};
  Writer writer(*loose);
  writer.set_number<std::int32_t>(2, 7);
  writer.set_items(4, tags);
  return value_or_throw(plain->with_defaults(value_or_throw(writer.finish())));
}

std::vector<std::uint8_t> first_record() {
  const auto schema = schema_of(first_version());
  Writer writer(*schema);
  writer.set_number<std::int64_t>(0, 42);
  writer.set_text(1, "name");
  return copy_of(value_or_throw(writer.finish()));
}

std::vector<std::uint8_t> second_record(const Schema& schema) {
  Writer writer(schema);
  writer.set_number<std::int64_t>(0, 43);
  writer.set_text(1, "other");
  writer.set_number<std::int32_t>(2, 9);
  writer.set_text(3, "note");
  return copy_of(value_or_throw(writer.finish()));
}

TEST(Evolution, an_old_record_has_defaults_for_what_is_new) {
  const auto schema = second_schema();
  const auto old = first_record();
  ASSERT_TRUE(verify(*schema, old));
  const View view(*schema, old.data());
  EXPECT_EQ(view.text(1), "name");
  EXPECT_EQ(view.number<std::int32_t>(2), 7);
  EXPECT_TRUE(view.is_null(3));
  EXPECT_EQ(view.list(4).text(0), "new");
}

TEST(Evolution, a_new_record_is_read_by_the_old_schema) {
  const auto bytes = second_record(*second_schema());
  const auto old = schema_of(first_version());
  ASSERT_TRUE(verify(*old, bytes));
  EXPECT_EQ(View(*old, bytes.data()).text(1), "other");
}

TEST(Evolution, what_is_passed_over_is_written_as_its_default) {
  const auto schema = second_schema();
  const auto bytes = second_record(*schema);
  EXPECT_EQ(View(*schema, bytes.data()).list(4).text(0), "new");
}

TEST(Evolution, a_field_of_another_name_or_type_is_no_evolution) {
  const auto bytes = second_record(*second_schema());
  EXPECT_FALSE(verify(*schema_of({{"id", {Kind::int64}}, {"title", {Kind::text}}}), bytes));
  EXPECT_FALSE(verify(*schema_of({{"id", {Kind::uint64}}, {"name", {Kind::text}}}), bytes));
  EXPECT_FALSE(verify(*schema_of({{"name", {Kind::text}}, {"id", {Kind::int64}}}), bytes));
}

TEST(Evolution, a_new_field_that_must_be_there_refuses_old_records) {
  auto fields = first_version();
  fields.push_back({"must", {Kind::int64}});
  EXPECT_FALSE(verify(*schema_of(fields), first_record()));
}

TEST(Evolution, columns_take_old_and_new_records_together) {
  const auto schema = second_schema();
  const auto old = first_record();
  const auto fresh = second_record(*schema);
  const std::vector<const std::uint8_t*> places{old.data(), fresh.data(), old.data()};
  const auto batch = value_or_throw(gather_batch(Records(*schema, places)));
  ASSERT_EQ(batch.rows, 3);
  const auto lines = batch.columns[2].values.values<std::int32_t>();
  EXPECT_EQ((std::vector<std::int32_t>(lines.begin(), lines.end())), (std::vector<std::int32_t>{7, 9, 7}));
  EXPECT_EQ(batch.columns[3].nulls, 2);
  EXPECT_EQ(text_of({batch.columns[1].values.data(), batch.columns[1].values.size()}), "nameothername");
}

TEST(Verify, bytes_cut_anywhere_are_no_record) {
  const auto schema = every_schema();
  const auto bytes = every_record(*schema);
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    const std::vector<std::uint8_t> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n));
    const auto verified = verify(*schema, cut);
    ASSERT_FALSE(verified) << n;
    EXPECT_EQ(verified.error().code, Errc::truncated) << n;
  }
}

// Reads everything; under AddressSanitizer nothing beyond the bytes.
void read_all(const View& view);

void read_item(const Value& value) {
  if (const auto* view = std::get_if<View>(&value)) read_all(*view);
  if (const auto* list = std::get_if<ListView>(&value)) {
    for (std::size_t i = 0; i < list->size(); ++i) read_item(value_of(*list, i));
  }
}

void read_all(const View& view) {
  for (std::size_t i = 0; i < view.schema().size(); ++i) read_item(value_of(view, i));
}

TEST(Verify, any_byte_changed_is_refused_or_read_within_the_record) {
  const auto schema = every_schema();
  const auto bytes = every_record(*schema);
  std::size_t refused = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const unsigned flip : {1U, 0x80U, 0xFFU}) {
      auto changed = bytes;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ flip);
      if (!is_valid(*schema, changed)) {
        ++refused;
      } else {
        read_all(View(*schema, changed.data()));
      }
    }
  }
  EXPECT_GT(refused, bytes.size());
}

TEST(Verify, words_at_random_are_refused_or_read_within_the_record) {
  const auto schema = every_schema();
  const auto bytes = every_record(*schema);
  std::mt19937_64 random(8);
  for (int round = 0; round < 20'000; ++round) {
    auto changed = bytes;
    const std::size_t at = random() % (bytes.size() / 4) * 4;
    store_le(changed.data() + at, static_cast<std::uint32_t>(random() % 3 == 0 ? random() : random() % bytes.size()));
    if (is_valid(*schema, changed)) read_all(View(*schema, changed.data()));
  }
}

// Fields of one width alone, which a glance may tell to be good.
SchemaPtr flat_schema() {
  return schema_of({{"flag", {Kind::boolean}},
                    {"number", {Kind::int64}, true},
                    {"code", {.kind = Kind::fixed_text, .width = 11}},
                    {"hash", {.kind = Kind::fixed_bytes, .width = 3}},
                    {"sure", {Kind::boolean}, true},
                    {"ratio", {Kind::float32}}});
}

std::vector<std::uint8_t> flat_record(const Schema& schema, std::string_view code, bool has_number) {
  Writer writer(schema);
  writer.set_boolean(0, true);
  if (has_number) writer.set_number<std::int64_t>(1, -1);
  writer.set_fixed_text(2, code);
  writer.set_fixed_bytes(3, bytes_of("\xFF\xFE\x80"));
  writer.set_boolean(4, false);
  writer.set_number(5, 0.5F);
  return copy_of(value_or_throw(writer.finish()));
}

TEST(Verify, a_glance_finds_good_what_a_look_at_each_field_does) {
  const auto schema = flat_schema();
  EXPECT_TRUE(schema->is_plain(flat_record(*schema, "ascii", true)));
  EXPECT_FALSE(schema->is_plain(flat_record(*schema, "ascii", false)));
  EXPECT_FALSE(schema->is_plain(flat_record(*schema, "Zo\xC3\xAB", true)));
  EXPECT_FALSE(every_schema()->is_plain(every_record(*every_schema())));
  for (const auto& bytes : {flat_record(*schema, "ascii", true), flat_record(*schema, "Zo\xC3\xAB", false)}) {
    ASSERT_TRUE(is_valid(*schema, bytes));
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      auto changed = bytes;
      changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ 1U << (bit % 8));
      EXPECT_EQ(is_valid(*schema, changed), verify(*schema, changed).has_value()) << bit;
    }
    for (std::size_t n = 0; n < bytes.size(); ++n) EXPECT_FALSE(is_valid(*schema, ByteView(bytes).first(n))) << n;
  }
}

TEST(Verify, the_first_of_many_that_is_no_record_is_found) {
  const auto schema = flat_schema();
  const auto good = flat_record(*schema, "ascii", true);
  auto bad = good;
  bad[kHeaderBytes] = 2;  // a boolean
  const std::vector<ByteView> records{good, good, bad, good};
  std::vector<const std::uint8_t*> places(records.size());
  EXPECT_EQ(first_invalid(*schema, records, places.data()), 2U);
  EXPECT_EQ(places[1], good.data());
  EXPECT_EQ(first_invalid(*schema, std::span(records).first(2), places.data()), 2U);
}

TEST(Verify, null_is_zeros) {
  const auto schema = schema_of({{"a", {Kind::int64}, true}});
  Writer writer(*schema);
  auto bytes = copy_of(value_or_throw(writer.finish()));
  ASSERT_TRUE(verify(*schema, bytes));
  bytes[kHeaderBytes] = 1;
  EXPECT_FALSE(verify(*schema, bytes));
}

TEST(Verify, a_text_must_not_end_within_a_character_of_the_next) {
  const auto schema = schema_of({{"words", list_of(Kind::text)}});
  const std::vector<ByteView> words{bytes_of("\xC3"), bytes_of("\xAB")};  // one ë together
  Writer writer(*schema);
  writer.set_items(0, words);
  EXPECT_FALSE(verify(*schema, copy_of(value_or_throw(writer.finish()))));
}

TEST(Verify, an_error_says_which_field_and_where) {
  const auto schema = every_schema();
  auto bytes = every_record(*schema);
  bytes[schema->field(0).offset] = 2;
  const auto verified = verify(*schema, bytes);
  ASSERT_FALSE(verified);
  EXPECT_NE(verified.error().message.find("boolean of 0 or 1, found 2 (byte 16"), std::string::npos)
      << verified.error().message;
  EXPECT_NE(verified.error().message.find("\"flag\""), std::string::npos);
}

TEST(Batch, records_one_behind_the_other_are_found) {
  const auto a = point(1, 2);
  const auto b = point(3, 4);
  std::vector<std::uint8_t> both = a;
  both.insert(both.end(), b.begin(), b.end());
  EXPECT_EQ(value_or_throw(split_batch(both)), (std::vector<std::size_t>{0, a.size(), 2 * a.size()}));
  both.pop_back();
  EXPECT_FALSE(split_batch(both));
  EXPECT_EQ(value_or_throw(split_batch({})), (std::vector<std::size_t>{0}));
}

TEST(Gather, values_of_each_width_come_one_behind_the_other) {
  const auto schema = every_schema();
  const auto bytes = every_record(*schema);
  const std::vector<const std::uint8_t*> places(5, bytes.data());
  const Records records(*schema, places);
  EXPECT_TRUE(records.are_current);
  std::vector<std::uint8_t> codes(25);
  std::vector<std::uint8_t> missing(5, 9);
  EXPECT_EQ(gather_values(records, 3, codes.data(), missing.data()), 0U);
  EXPECT_EQ(trimmed(codes.data() + 20, 5), "ab");
  std::vector<std::uint8_t> numbers(40, 9);
  EXPECT_EQ(gather_values(records, 2, numbers.data(), missing.data()), 5U);
  EXPECT_EQ(missing, std::vector<std::uint8_t>(5, 1));
}

TEST(Gather, lists_and_nested_records_become_nested_columns) {
  const auto schema = every_schema();
  const auto bytes = every_record(*schema);
  const std::vector<const std::uint8_t*> places(2, bytes.data());
  const auto batch = value_or_throw(gather_batch(Records(*schema, places)));
  const column::Column& words = batch.columns[10];
  EXPECT_EQ(words.children[0].length, 6);
  const column::Column& path = batch.columns[13];
  EXPECT_EQ(path.children[0].type, column::Type::structure);
  const auto ys = path.children[0].children[1].values.values<double>();
  EXPECT_EQ((std::vector<double>(ys.begin(), ys.end())), (std::vector<double>{2, 4, 2, 4}));
}

}  // namespace
}  // namespace wirespeed::record
