#include "wirespeed/packstream/column_reader.hpp"

#include <gtest/gtest.h>

#include "wirespeed/column/cell_text.hpp"
#include "wirespeed/packstream/json_reader.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::packstream {
namespace {

// The vocabulary: a value as a column and as JSON, and what is wrong with bytes.
std::string column_of(const Value& value) {
  const Bytes bytes = value_or_throw(encode(value, Version::v2));
  const ColumnRules rules{.version = Version::v2};
  column::Refusal refusal;
  column::AnyBuilder builder("c", {.refusal = &refusal});
  ColumnReader reader(rules);
  reader.start(bytes);
  EXPECT_TRUE(reader.read(builder));
  EXPECT_TRUE(reader.cursor().at_end());
  const column::Field field = builder.field();
  const column::Column column = value_or_throw(builder.finish());
  std::string text = column::to_string(field) + " ";
  if (!column::append_cell(text, field, column, 0)) text += "null";
  return text;
}

std::string json_of(const Value& value) {
  const Bytes bytes = value_or_throw(encode(value, Version::v2));
  const ColumnRules rules{.version = Version::v2};
  Cursor cursor(bytes);
  std::string text;
  JsonReader reader(cursor, text, rules);
  EXPECT_TRUE(reader.read());
  EXPECT_TRUE(cursor.at_end());
  return text;
}

Error error_of(const Bytes& bytes) {
  const ColumnRules rules;
  column::Refusal refusal;
  column::AnyBuilder builder("c", {.refusal = &refusal});
  ColumnReader reader(rules);
  reader.start(bytes);
  EXPECT_FALSE(reader.read(builder));
  return reader.error().value_or(Error{});
}

// Whether a cursor finds what it expects there.
template <typename Expect>
Fault fault_of(const Bytes& bytes, Expect expect) {
  Cursor cursor(bytes);
  EXPECT_FALSE(expect(cursor));
  return cursor.fault();
}

TEST(ColumnReader, values_of_every_kind_become_columns) {
  EXPECT_EQ(column_of(Value()), "null null");
  EXPECT_EQ(column_of(true), "bool true");
  EXPECT_EQ(column_of(std::int64_t{1} << 40), "int64 1099511627776");
  EXPECT_EQ(column_of(1.5), "float64 1.5");
  EXPECT_EQ(column_of(std::string(300, 'x')), "utf8 " + std::string(300, 'x'));
  EXPECT_EQ(column_of(Bytes{1}), "binary AQ==");
  EXPECT_EQ(column_of(Uuid{1}), "uuid 01000000-0000-0000-0000-000000000000");
  EXPECT_EQ(column_of(List(20, Value(1))).substr(0, 14), "list<int64> [1");
  EXPECT_EQ(column_of(Map{{"a", List{"x"}}}), "struct<a: list<utf8>> {\"a\": [\"x\"]}");
}

TEST(ColumnReader, values_of_every_kind_become_JSON) {
  EXPECT_EQ(
      json_of(List{Value(), true, false, -5, 1.0, "x\"", Bytes{1}, Uuid{1}, Map{{"b", 1}, {"a", Value()}}}),
      R"([null, true, false, -5, 1.0, "x\"", "AQ==", "01000000-0000-0000-0000-000000000000", {"b": 1, "a": null}])");
  EXPECT_EQ(json_of(std::string(70'000, 'x')).size(), 70'002U);
}

TEST(ColumnReader, structures_mean_nothing_here) {
  EXPECT_EQ(error_of({0xB1, 'D', 1}).message, "columns: found a structure, which has no meaning here before offset 2");
}

TEST(ColumnReader, bytes_that_are_no_value_are_errors) {
  EXPECT_EQ(error_of({}).code, Errc::truncated);
  EXPECT_EQ(error_of({0xC4}).code, Errc::malformed);
  EXPECT_EQ(error_of({0xE0}).code, Errc::malformed);
  EXPECT_EQ(error_of({0xCB, 1}).code, Errc::truncated);
  EXPECT_EQ(error_of({0x82, 'a'}).code, Errc::truncated);
  EXPECT_EQ(error_of({0x92, 1}).code, Errc::truncated);
  EXPECT_EQ(error_of({0xA1, 1, 1}).code, Errc::malformed);
  EXPECT_EQ(error_of(Bytes(100, 0x91)).code, Errc::limit);
}

TEST(Cursor, says_what_it_expected_and_what_it_found) {
  std::int64_t integer = 0;
  const Fault fault = fault_of({0x81, 'a'}, [&](Cursor& cursor) { return cursor.expect_integer(integer); });
  EXPECT_EQ(to_error(fault).message, "Expected integer, found text (marker 81) before offset 1");
}

TEST(Cursor, refuses_other_kinds_and_sizes_beyond_the_bytes) {
  double number = 0;
  std::string_view text;
  ByteView bytes;
  std::uint64_t size = 0;
  std::uint8_t tag = 0;
  std::size_t fields = 0;
  using Kind = Fault::Kind;
  EXPECT_EQ(fault_of({1}, [&](Cursor& cursor) { return cursor.expect_float(number); }).kind, Kind::wrong_kind);
  EXPECT_EQ(fault_of({1}, [&](Cursor& cursor) { return cursor.expect_text(text); }).kind, Kind::wrong_kind);
  EXPECT_EQ(fault_of({1}, [&](Cursor& cursor) { return cursor.expect_key(text); }).kind, Kind::key_not_text);
  EXPECT_EQ(fault_of({1}, [&](Cursor& cursor) { return cursor.expect_bytes(bytes); }).kind, Kind::wrong_kind);
  EXPECT_EQ(fault_of({0xCC, 2, 1}, [&](Cursor& cursor) { return cursor.expect_bytes(bytes); }).kind, Kind::truncated);
  EXPECT_EQ(fault_of({0xD4, 2, 1}, [&](Cursor& cursor) { return cursor.expect_list(size); }).kind, Kind::truncated);
  EXPECT_EQ(fault_of({0xA1, 1}, [&](Cursor& cursor) { return cursor.expect_map(size); }).kind, Kind::truncated);
  EXPECT_EQ(fault_of({0xB1, 'D'}, [&](Cursor& cursor) { return cursor.expect_structure(tag, fields); }).kind,
            Kind::truncated);
  EXPECT_EQ(fault_of({0x92, 1}, [&](Cursor& cursor) { return cursor.skip(bytes, Version::v1); }).kind, Kind::truncated);
}

}  // namespace
}  // namespace wirespeed::packstream
