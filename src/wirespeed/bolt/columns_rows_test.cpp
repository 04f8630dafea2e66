#include "wirespeed/bolt/columns_rows.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <limits>

#include "wirespeed/bolt/record_columns.hpp"
#include "wirespeed/column/arrow_import_fixture.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::bolt {
namespace {

using column::numbers;
using column::show;
using column::Shown;
using column::table_of;
using packstream::Bytes;
using packstream::List;
using packstream::Map;
using packstream::Structure;
using packstream::Value;

// The vocabulary: columns made of values, and the rows that they become again.
ArrowArrayStream stream_of(const List& values, ColumnOptions options = {}) {
  RecordColumns columns = value_or_throw(RecordColumns::make({"c"}, std::move(options)));
  for (const Value& value : values) {
    value_or_throw(columns.append(ByteView(value_or_throw(packstream::encode(List(1, value))))));
  }
  value_or_throw(columns.finish());
  ArrowArrayStream stream;
  column::export_stream(column::source_of(value_or_throw(columns.take_table())), &stream);
  return stream;
}

List values_of(const RowBatch& batch) {
  List values;
  const Value rows = value_or_throw(packstream::decode(batch.bytes));
  for (const Value& row : *rows.get<List>()) values.push_back(*row.get<Map>()->find("c"));
  return values;
}

std::vector<RowBatch> sizes_of(ColumnsToRows& rows, List& values) {
  std::vector<RowBatch> batches;
  for (;;) {
    const RowBatch batch = value_or_throw(rows.next());
    if (batch.rows == 0) return batches;
    for (Value& value : values_of(batch)) values.push_back(std::move(value));
    batches.push_back(batch);
  }
}

List rows_of(ArrowArrayStream stream, RowOptions options = {}) {
  ColumnsToRows rows = value_or_throw(ColumnsToRows::make(&stream, options));
  List values;
  sizes_of(rows, values);
  return values;
}

void expect_both_ways(const List& values) {
  EXPECT_EQ(rows_of(stream_of(values)), values);
  EXPECT_EQ(rows_of(stream_of(values, {.batch_rows = 1})), values);
}

List rows_of(Shown column, RowOptions options = {}) {
  Shown root = table_of(std::move(column));
  return rows_of(show(root), options);
}

Error error_of(Shown column, RowOptions options = {}) {
  Shown root = table_of(std::move(column));
  ArrowArrayStream stream = show(root);
  auto rows = ColumnsToRows::make(&stream, options);
  if (!rows) return rows.error();
  auto batch = rows->next();
  EXPECT_FALSE(batch);
  return batch ? Error{} : batch.error();
}

TEST(ColumnsToRows, what_records_became_becomes_what_they_were) {
  expect_both_ways({1, Value(), -17, std::numeric_limits<std::int64_t>::min()});
  expect_both_ways({1.5, Value(), -0.0});
  expect_both_ways({true, false, Value(), true});
  expect_both_ways({"", "Zoë", std::string(300, 'x'), Value()});
  expect_both_ways({Bytes{1, 2}, Bytes{}, Value()});
  expect_both_ways({Value(), Value()});
  expect_both_ways({List{1, 2}, List{}, Value(), List{Value(), 3}});
  expect_both_ways({List(1, List{"a"}), List{List{}, List{"b", "c"}}});
  expect_both_ways({Map{{"a", 1}, {"b", List{"x"}}}, Value(), Map{{"a", Value()}, {"b", List{}}}});
  expect_both_ways({1, "x", true, List{1}, Value()});
}

TEST(ColumnsToRows, dates_and_times_are_Bolts_structures) {
  expect_both_ways({Structure{'D', {-719'468}}, Structure{'D', {19'417}}});
  expect_both_ways({Structure{'t', {std::int64_t{3'723'000'000'001}}}});
  expect_both_ways({Structure{'d', {-1, 999'999'999}}, Structure{'d', {5, 0}}});
  expect_both_ways({Structure{'d', {253'402'300'799, 1000}}});
  expect_both_ways({Structure{'I', {60, 1, 5400}}});
  expect_both_ways({Structure{'I', {60, 1, 0}}});
  expect_both_ways({Structure{'i', {-1, 5, "Europe/Berlin"}}});
  expect_both_ways({Structure{'E', {14, -3, 5, 500'000'000}}, Structure{'E', {0, 0, -1, 500'000'000}}});
}

TEST(ColumnsToRows, before_Bolt_5_instants_count_from_the_clock_on_the_wall) {
  EXPECT_EQ(rows_of(stream_of({Structure{'I', {60, 1, 5400}}}), {.utc = false}),
            (List{Structure{'F', {5460, 1, 5400}}}));
  ArrowArrayStream stream = stream_of({Structure{'i', {0, 0, "Europe/Berlin"}}});
  EXPECT_EQ(ColumnsToRows::make(&stream, {.utc = false}).error().code, Errc::unsupported);
}

TEST(ColumnsToRows, batches_end_at_their_rows_or_at_their_bytes) {
  const List values(1000, Value(std::string(100, 'x')));
  for (const RowOptions& options : {RowOptions{.batch_rows = 64}, RowOptions{.batch_bytes = 64 * 105}}) {
    ArrowArrayStream stream = stream_of(values, {.batch_rows = 100});
    ColumnsToRows rows = value_or_throw(ColumnsToRows::make(&stream, options));
    List found;
    const std::vector<RowBatch> batches = sizes_of(rows, found);
    EXPECT_EQ(found, values);
    EXPECT_EQ(batches.size(), 16U);
    EXPECT_EQ(batches[0].rows, 64);
    EXPECT_EQ(batches[1].first_row, 64);
    EXPECT_EQ(value_or_throw(rows.next()).rows, 0);
  }
}

TEST(ColumnsToRows, a_stream_without_rows_is_at_its_end) { EXPECT_EQ(rows_of(stream_of({})), List{}); }

TEST(ColumnsToRows, integers_of_all_widths_are_integers) {
  EXPECT_EQ(rows_of(numbers<std::int8_t>("c", {-128, 127})), (List{-128, 127}));
  EXPECT_EQ(rows_of(numbers<std::uint8_t>("C", {0, 255})), (List{0, 255}));
  EXPECT_EQ(rows_of(numbers<std::int16_t>("s", {-32768})), (List{-32768}));
  EXPECT_EQ(rows_of(numbers<std::uint16_t>("S", {65535})), (List{65535}));
  EXPECT_EQ(rows_of(numbers<std::uint32_t>("I", {UINT32_MAX})), (List{std::int64_t{UINT32_MAX}}));
  EXPECT_EQ(rows_of(numbers<std::uint64_t>("L", {INT64_MAX})), (List{std::numeric_limits<std::int64_t>::max()}));
}

TEST(ColumnsToRows, an_integer_that_Bolt_cannot_say_is_an_error_with_its_place) {
  EXPECT_EQ(error_of(numbers<std::uint64_t>("L", {1, UINT64_MAX})).message,
            "rows: column 'c', row 1: 18446744073709551615 is beyond the integers of Bolt, which end at 2^63 - 1");
}

TEST(ColumnsToRows, floats_of_all_widths_are_floats) {
  EXPECT_EQ(rows_of(numbers<std::uint16_t>("e", {0x3C00, 0xC000, 0x0001, 0x7BFF, 0xFC00})),
            (List{1.0, -2.0, 0x1p-24, 65504.0, -std::numeric_limits<double>::infinity()}));
  EXPECT_EQ(rows_of(numbers<float>("f", {0.5F})), (List{0.5}));
}

TEST(ColumnsToRows, text_and_bytes_of_all_layouts_are_text_and_bytes) {
  const std::vector<std::int64_t> offsets = {0, 1, 3};
  const std::string text = "abc";
  const std::vector<const void*> large = {nullptr, offsets.data(), text.data()};
  EXPECT_EQ(rows_of({.format = "U", .buffers = large, .length = 2}), (List{"a", "bc"}));
  EXPECT_EQ(rows_of({.format = "Z", .buffers = large, .length = 2}), (List{Bytes{'a'}, Bytes{'b', 'c'}}));
  EXPECT_EQ(rows_of({.format = "w:2", .buffers = {nullptr, "abcd"}, .length = 2}),
            (List{Bytes{'a', 'b'}, Bytes{'c', 'd'}}));
}

TEST(ColumnsToRows, views_are_short_in_place_and_long_elsewhere) {
  const std::string data = "....a text of more than twelve bytes";
  std::array<std::uint8_t, 32> views{};
  store_le<std::int32_t>(views.data(), 5);
  std::memcpy(views.data() + 4, "short", 5);
  store_le(views.data() + 16, static_cast<std::int32_t>(data.size() - 4));
  store_le<std::int32_t>(views.data() + 24, 0);
  store_le<std::int32_t>(views.data() + 28, 4);
  const std::int64_t sizes = static_cast<std::int64_t>(data.size());
  EXPECT_EQ(rows_of({.format = "vu", .buffers = {nullptr, views.data(), data.data(), &sizes}, .length = 2}),
            (List{"short", data.substr(4)}));
}

TEST(ColumnsToRows, dictionaries_are_what_they_hold) {
  const std::vector<std::int8_t> places = {1, 0, 1};
  const std::vector<std::int32_t> offsets = {0, 3, 7};
  Shown column = numbers("c", places);
  column.dictionary = {{.format = "u", .buffers = {nullptr, offsets.data(), "onefour"}, .length = 2}};
  EXPECT_EQ(rows_of(column), (List{"four", "one", "four"}));
}

TEST(ColumnsToRows, an_offset_moves_values_bits_and_children) {
  const std::vector<std::int32_t> values = {1, 2, 3, 4};
  const std::uint8_t bits = 0b1011;
  Shown inner = {.format = "i", .buffers = {&bits, values.data()}, .length = 3, .nulls = 1, .offset = 1};
  EXPECT_EQ(rows_of(inner), (List{2, Value(), 4}));
  Shown outer = {.format = "+s", .buffers = {nullptr}, .length = 2, .offset = 1, .children = {inner}};
  EXPECT_EQ(rows_of(outer), (List{Map{{"c", Value()}}, Map{{"c", 4}}}));
}

TEST(ColumnsToRows, maps_are_maps_when_their_keys_are_text) {
  const std::vector<std::int32_t> offsets = {0, 2, 2};
  const std::vector<std::int32_t> text = {0, 1, 3};
  const std::vector<std::int64_t> values = {7, 8};
  Shown key = {.format = "u", .buffers = {nullptr, text.data(), "abc"}, .length = 2, .name = "key"};
  Shown entries = {.format = "+s", .buffers = {nullptr}, .length = 2, .children = {key, numbers("l", values)}};
  Shown map = {.format = "+m", .buffers = {nullptr, offsets.data()}, .length = 2, .children = {entries}};
  EXPECT_EQ(rows_of(map), (List{Map{{"a", 7}, {"bc", 8}}, Map{}}));
  map.children[0].children[0] = numbers("l", values);
  EXPECT_EQ(error_of(map).code, Errc::unsupported);
}

TEST(ColumnsToRows, lists_of_fixed_size_begin_where_their_place_says) {
  const std::vector<std::int16_t> values = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(
      rows_of({.format = "+w:2", .buffers = {nullptr}, .length = 2, .offset = 1, .children = {numbers("s", values)}}),
      (List{List{3, 4}, List{5, 6}}));
}

TEST(ColumnsToRows, times_of_all_units_are_in_nanoseconds) {
  EXPECT_EQ(rows_of(numbers<std::int32_t>("tts", {61})), (List{Structure{'t', {std::int64_t{61'000'000'000}}}}));
  EXPECT_EQ(rows_of(numbers<std::int64_t>("ttu", {61})), (List{Structure{'t', {61'000}}}));
  EXPECT_EQ(rows_of(numbers<std::int64_t>("tdm", {-86'400'000})), (List{Structure{'D', {-1}}}));
  EXPECT_EQ(rows_of(numbers<std::int64_t>("tsm:", {-1})), (List{Structure{'d', {-1, 999'000'000}}}));
  EXPECT_EQ(rows_of(numbers<std::int64_t>("tss:-03:30", {5})), (List{Structure{'I', {5, 0, -12'600}}}));
  EXPECT_EQ(rows_of(numbers<std::int64_t>("tDm", {1500})), (List{Structure{'E', {0, 0, 1, 500'000'000}}}));
  EXPECT_EQ(rows_of(numbers<std::int32_t>("tiM", {14})), (List{Structure{'E', {14, 0, 0, 0}}}));
  const auto two_days_less_1_ms = static_cast<std::int64_t>(0xFFFFFFFF00000002);
  EXPECT_EQ(rows_of(numbers<std::int64_t>("tiD", {two_days_less_1_ms})),
            (List{Structure{'E', {0, 2, -1, 999'000'000}}}));
}

TEST(ColumnsToRows, types_without_a_form_in_Bolt_are_named) {
  EXPECT_EQ(
      error_of({.format = "d:38,2", .buffers = {nullptr, nullptr}}).message,
      "rows: column 'c' is of a type (Arrow format 'd:38,2') that Bolt has no form for; cast it first, as to float64 "
      "or text");
  EXPECT_EQ(error_of({.format = "+r"}).code, Errc::unsupported);
}

TEST(ColumnsToRows, schemas_and_batches_that_contradict_themselves_are_errors) {
  EXPECT_EQ(error_of({.format = "+l"}).code, Errc::invalid_argument);
  EXPECT_EQ(error_of({.format = "+ud:0,1"}).code, Errc::invalid_argument);
  EXPECT_EQ(error_of({.format = "u", .buffers = {nullptr}, .length = 1}).code, Errc::invalid_argument);
}

TEST(ColumnsToRows, the_error_of_a_stream_is_passed_on_and_stays) {
  Shown root = table_of(numbers<std::int64_t>("l", {1}));
  ArrowArrayStream stream = show(root);
  stream.get_next = [](ArrowArrayStream*, ArrowArray*) { return EIO; };
  stream.get_last_error = [](ArrowArrayStream*) { return "the disk is gone"; };
  ColumnsToRows rows = value_or_throw(ColumnsToRows::make(&stream, {}));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(rows.next().error().message, "rows: the stream of columns failed: the disk is gone");
  }
}

}  // namespace
}  // namespace wirespeed::bolt
