#include "wirespeed/record/json_writer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace wirespeed::record {
namespace {

using column::ArrayView;
using column::Item;

template <typename T>
ArrayView view_of(Item item, const std::vector<T>& values) {
  return {.item = item,
          .length = static_cast<std::int64_t>(values.size()),
          .data = reinterpret_cast<const std::uint8_t*>(values.data()),
          .stride = sizeof(T),
          .width = sizeof(T)};
}

JsonChunks column_of(const std::string& name, const ArrayView& view, const JsonOptions& options = {},
                     Meaning meaning = Meaning::value, std::int64_t per_second = 0) {
  JsonChunks column{name, {}};
  column.chunks.push_back(*json_column(name, view, options, meaning, per_second));
  return column;
}

Result<std::string> json_of(const JsonTable& table, Orient orient, unsigned threads = 1) {
  JsonScratch memory;
  auto size = write_json(table, orient, memory, threads);
  if (!size) return std::unexpected(size.error());
  return std::string(memory.grow(0, *size).data(), *size);
}

std::string of_one(const ArrayView& view, const JsonOptions& options = {}, Meaning meaning = Meaning::value,
                   std::int64_t per_second = 0) {
  auto text = json_of({column_of("c", view, options, meaning, per_second)}, Orient::columns);
  return text ? *text : text.error().message;
}

template <typename T>
std::string times(const std::vector<T>& ticks, Meaning meaning, std::int64_t per_second, Dates dates = Dates::iso,
                  std::int64_t epoch = 1000) {
  const JsonOptions options{.dates = dates, .epoch_per_second = epoch};
  return of_one(view_of(Item::ticks, ticks), options, meaning, per_second);
}

const std::vector<std::int64_t> kNumbers = {1, -2, 3};
const std::vector<double> kFloats = {0.5, std::numeric_limits<double>::quiet_NaN(), 1e300};

JsonTable two_columns() {
  return {column_of("a", view_of(Item::int64, kNumbers)), column_of("b\"", view_of(Item::float64, kFloats))};
}

TEST(JsonWriter, a_table_is_objects_by_row_or_arrays_by_column_or_a_line_for_each_row) {
  EXPECT_EQ(*json_of(two_columns(), Orient::records), R"([{"a":1,"b\"":0.5},{"a":-2,"b\"":null},{"a":3,"b\"":1e300}])");
  EXPECT_EQ(*json_of(two_columns(), Orient::columns), R"({"a":[1,-2,3],"b\"":[0.5,null,1e300]})");
  EXPECT_EQ(*json_of(two_columns(), Orient::lines),
            "{\"a\":1,\"b\\\"\":0.5}\n{\"a\":-2,\"b\\\"\":null}\n{\"a\":3,\"b\\\"\":1e300}\n");
}

TEST(JsonWriter, no_rows_and_no_columns_are_tables_too) {
  const std::vector<std::int64_t> none;
  const JsonTable empty{column_of("a", view_of(Item::int64, none))};
  EXPECT_EQ(*json_of(empty, Orient::records), "[]");
  EXPECT_EQ(*json_of(empty, Orient::columns), R"({"a":[]})");
  EXPECT_EQ(*json_of(empty, Orient::lines), "");
  EXPECT_EQ(*json_of({JsonChunks{"a", {}}}, Orient::columns), R"({"a":[]})");
  EXPECT_EQ(*json_of({}, Orient::records), "[]");
  EXPECT_EQ(*json_of({}, Orient::columns), "{}");
}

TEST(JsonWriter, columns_in_different_chunks_are_the_same_rows) {
  const std::vector<std::int64_t> first = {1, -2};
  const std::vector<std::int64_t> second = {};
  const std::vector<std::int64_t> third = {3};
  JsonTable table = two_columns();
  table[0] = column_of("a", view_of(Item::int64, first));
  for (const auto* values : {&second, &third}) {
    table[0].chunks.push_back(*json_column("a", view_of(Item::int64, *values), {}));
  }
  EXPECT_EQ(*json_of(table, Orient::records), *json_of(two_columns(), Orient::records));
  EXPECT_EQ(*json_of(table, Orient::columns), *json_of(two_columns(), Orient::columns));
}

TEST(JsonWriter, items_that_are_not_next_to_each_other_are_found) {
  ArrayView view = view_of(Item::int64, kNumbers);
  view.data += 2 * sizeof(std::int64_t);
  view.stride = -static_cast<std::int64_t>(sizeof(std::int64_t));
  EXPECT_EQ(of_one(view), R"({"c":[3,-2,1]})");
}

TEST(JsonWriter, what_is_not_there_is_null) {
  const std::uint8_t bits = 0b1011'0100;
  ArrayView view = view_of(Item::int64, kNumbers);
  view.validity = &bits;
  view.first = 3;
  EXPECT_EQ(of_one(view), R"({"c":[null,-2,3]})");
}

TEST(JsonWriter, booleans_are_bytes_or_bits) {
  const std::vector<std::uint8_t> bytes = {1, 0, 1};
  EXPECT_EQ(of_one(view_of(Item::boolean, bytes)), R"({"c":[true,false,true]})");
  ArrayView bits = view_of(Item::bit, bytes);
  bits.first = 16;
  EXPECT_EQ(of_one(bits), R"({"c":[true,false,false]})");
}

TEST(JsonWriter, integers_of_every_width_are_as_they_are) {
  EXPECT_EQ(of_one(view_of(Item::int8, std::vector<std::int8_t>{-128, 127})), R"({"c":[-128,127]})");
  EXPECT_EQ(of_one(view_of(Item::uint16, std::vector<std::uint16_t>{65535})), R"({"c":[65535]})");
  EXPECT_EQ(of_one(view_of(Item::uint64, std::vector<std::uint64_t>{~0ULL})), R"({"c":[18446744073709551615]})");
}

TEST(JsonWriter, floats_of_32_bits_have_their_own_digits) {
  EXPECT_EQ(of_one(view_of(Item::float32, std::vector<float>{0.1F, HUGE_VALF})), R"({"c":[0.1,null]})");
}

TEST(JsonWriter, what_is_no_number_is_an_error_that_says_where_when_asked) {
  const JsonOptions options{.non_finite = NonFinite::error};
  EXPECT_EQ(of_one(view_of(Item::float64, kFloats), options),
            "to_json: column 'c', row 1: expected a number, found nan");
}

TEST(JsonWriter, the_row_of_an_error_counts_from_the_table_s_beginning) {
  const std::vector<double> bad = {1, 2, HUGE_VAL};
  JsonTable table = {column_of("c", view_of(Item::int64, kNumbers))};
  table[0].chunks.push_back(*json_column("c", view_of(Item::float64, bad), {.non_finite = NonFinite::error}));
  for (const Orient orient : {Orient::records, Orient::columns}) {
    EXPECT_EQ(json_of(table, orient).error().message, "to_json: column 'c', row 5: expected a number, found inf");
  }
}

TEST(JsonWriter, numpy_s_texts_end_before_their_zeros) {
  const std::vector<std::array<char, 4>> bytes = {{'a', 'b', 0, 0}, {'"', 0, 'c', 'd'}, {0, 0, 0, 0}};
  EXPECT_EQ(of_one(view_of(Item::bytes, bytes)), R"({"c":["ab","\"\u0000cd",""]})");
  const std::vector<std::array<char32_t, 2>> wide = {{U'\U0001F600', 0}, {U'\n', U'x'}};
  EXPECT_EQ(of_one(view_of(Item::ucs4, wide)), "{\"c\":[\"\xF0\x9F\x98\x80\",\"\\nx\"]}");
}

TEST(JsonWriter, text_that_is_no_utf_8_is_an_error_that_says_where) {
  const std::vector<std::string_view> texts = {"fine", "b\xFF"};
  EXPECT_EQ(of_one(view_of(Item::slices, texts)),
            "to_json: column 'c', row 1: expected UTF-8, found the byte 0xff at 1 of 2");
}

TEST(JsonWriter, long_text_is_the_same_in_pieces) {
  std::string text;
  while (text.size() < 50'000) text += "\xE4\xB8\xAD\xF0\x9F\x98\x80xy\"\xC3\xA4";
  const std::vector<std::string_view> texts = {text, std::string_view(text).substr(0, 4096)};
  std::string expected;
  for (const char c : text) expected += c == '"' ? std::string("\\\"") : std::string(1, c);
  const std::string found = of_one(view_of(Item::slices, std::vector<std::string_view>{text}));
  EXPECT_EQ(found, "{\"c\":[\"" + expected + "\"]}");
}

TEST(JsonWriter, rows_have_their_text_whatever_its_size) {
  std::vector<std::string> texts;
  for (const std::size_t size : {0U, 1U, 15U, 16U, 63U, 64U, 65U, 200U, 4096U, 4097U, 20'000U}) {
    texts.emplace_back(size, 'x');
    texts.emplace_back(size, '\x01');  // of which each byte takes six
  }
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  const std::vector<std::uint8_t> there = {0xff, 0xff, 0xdf};
  ArrayView view = view_of(Item::slices, views);
  view.validity = there.data();
  std::string expected;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string piece = texts[i].empty() || texts[i][0] == 'x' ? "x" : "\\u0001";
    std::string text;
    for (std::size_t n = 0; n < texts[i].size(); ++n) text += piece;
    const std::string cell = i == 21 ? "null" : '"' + text + '"';
    expected += fmt::format("{}{{\"a\":{},\"b\":{}}}", i == 0 ? "[" : ",", cell, cell);
  }
  EXPECT_EQ(*json_of({column_of("a", view), column_of("b", view)}, Orient::records), expected + "]");
}

TEST(JsonWriter, text_of_a_row_that_is_no_utf_8_is_an_error_whatever_its_size) {
  for (const std::size_t size : {1U, 64U, 65U, 5'000U}) {
    const std::string text = std::string(size - 1, 'x') + '\xff';
    const std::vector<std::string_view> texts = {"a", text};
    const auto found = json_of({column_of("c", view_of(Item::slices, texts))}, Orient::records);
    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(
        found.error().message,
        fmt::format("to_json: column 'c', row 1: expected UTF-8, found the byte 0xff at {} of {}", size - 1, size));
  }
}

TEST(JsonWriter, moments_have_a_fraction_where_there_is_one) {
  EXPECT_EQ(times<std::int64_t>({0, -1, 951'782'400, INT64_MIN}, Meaning::moment, 1),
            R"({"c":["1970-01-01T00:00:00","1969-12-31T23:59:59","2000-02-29T00:00:00",null]})");
  EXPECT_EQ(times<std::int64_t>({1, -1}, Meaning::moment, 1'000'000),
            R"({"c":["1970-01-01T00:00:00.000001","1969-12-31T23:59:59.999999"]})");
  EXPECT_EQ(times<std::int64_t>({1, 1000, 1'000'000'000}, Meaning::moment, 1'000'000'000),
            R"({"c":["1970-01-01T00:00:00.000000001","1970-01-01T00:00:00.000001","1970-01-01T00:00:01"]})");
}

TEST(JsonWriter, instants_say_that_they_are_utc_s) {
  EXPECT_EQ(times<std::int64_t>({5}, Meaning::instant, 1000), R"({"c":["1970-01-01T00:00:00.005000+00:00"]})");
  EXPECT_EQ(times<std::int64_t>({5000}, Meaning::instant, 1000, Dates::iso_z), R"({"c":["1970-01-01T00:00:05Z"]})");
}

TEST(JsonWriter, moments_at_the_bounds_of_four_digit_years_are_like_all_others) {
  const auto day = [](std::int64_t days) { return days * 86'400; };
  EXPECT_EQ(
      times<std::int64_t>({day(-719'468), day(-719'468) - 1, day(-719'528), day(-719'528) - 1}, Meaning::moment, 1),
      R"({"c":["0000-03-01T00:00:00","0000-02-29T23:59:59","0000-01-01T00:00:00","-0001-12-31T23:59:59"]})");
  EXPECT_EQ(times<std::int64_t>({day(2'932'897) - 1, day(2'932'897), INT64_MAX}, Meaning::moment, 1),
            R"({"c":["9999-12-31T23:59:59","10000-01-01T00:00:00","292277026596-12-04T15:30:07"]})");
}

TEST(JsonWriter, narrow_text_of_numpy_has_its_escapes_and_its_refusals) {
  const std::vector<std::array<char, 3>> texts = {{'\x01', '\x02', '\x1f'}, {'"', '\\', '\n'}, {'\xC3', '\xA4', 0}};
  EXPECT_EQ(of_one(view_of(Item::bytes, texts)), "{\"c\":[\"\\u0001\\u0002\\u001f\",\"\\\"\\\\\\n\",\"\xC3\xA4\"]}");
  const std::vector<std::array<char, 3>> bad = {{'a', 'b', 'c'}, {'a', '\xFF', 'c'}};
  EXPECT_EQ(of_one(view_of(Item::bytes, bad)),
            "to_json: column 'c', row 1: expected UTF-8, found the byte 0xff at 1 of 3");
}

TEST(JsonWriter, years_of_any_size_are_written) {
  EXPECT_EQ(times<std::int64_t>({2'932'897, -719'529, -1'000'000}, Meaning::days, 0),
            R"({"c":["10000-01-01","-0001-12-31","-0768-02-04"]})");
  EXPECT_EQ(times<std::int64_t>({INT64_MAX}, Meaning::days, 0),
            "to_json: column 'c', row 0: expected a date, found one 9223372036854775807 days after 1970");
}

TEST(JsonWriter, epochs_count_in_their_unit_and_round_down) {
  EXPECT_EQ(times<std::int64_t>({1500, -1}, Meaning::moment, 1'000'000, Dates::epoch), R"({"c":[1,-1]})");
  EXPECT_EQ(times<std::int64_t>({2}, Meaning::moment, 1, Dates::epoch, 1'000'000'000), R"({"c":[2000000000]})");
  EXPECT_EQ(times<std::int64_t>({1}, Meaning::days, 0, Dates::epoch), R"({"c":[86400000]})");
  EXPECT_NE(times<std::int64_t>({INT64_MAX}, Meaning::moment, 1, Dates::epoch).find("in 64 bits"), std::string::npos);
}

TEST(JsonWriter, durations_and_times_of_day_are_iso_s) {
  EXPECT_EQ(times<std::int64_t>({93'784'500, -1, 0}, Meaning::duration, 1000),
            R"({"c":["P1DT2H3M4.5S","P-1DT23H59M59.999S","P0DT0H0M0S"]})");
  EXPECT_EQ(times<std::int64_t>({3'723'000'001, 86'400'000'000}, Meaning::time, 1'000'000),
            R"({"c":["01:02:03.000001","24:00:00"]})");
  EXPECT_NE(times<std::int64_t>({-1}, Meaning::time, 1000).find("expected a time of day"), std::string::npos);
}

TEST(JsonWriter, text_that_is_json_already_goes_in_as_it_is) {
  const std::vector<std::string_view> texts = {"[1,2]", "null"};
  EXPECT_EQ(of_one(view_of(Item::slices, texts), {}, Meaning::json), R"({"c":[[1,2],null]})");
}

TEST(JsonWriter, places_in_a_dictionary_are_what_stands_there) {
  const std::vector<std::string_view> texts = {"x", "y"};
  const ArrayView values = view_of(Item::slices, texts);
  const std::vector<std::int8_t> places = {1, 0, 1};
  ArrayView view = view_of(Item::int8, places);
  view.dictionary = &values;
  EXPECT_EQ(of_one(view), R"({"c":["y","x","y"]})");
  const std::vector<std::int8_t> wrong = {0, -1};
  view.data = reinterpret_cast<const std::uint8_t*>(wrong.data());
  view.length = 2;
  EXPECT_EQ(of_one(view), "to_json: column 'c', row 1: expected a place in a dictionary of 2, found -1");
}

TEST(JsonWriter, names_that_occur_twice_and_columns_of_other_lengths_are_errors) {
  JsonTable table = two_columns();
  table[1].name = "a";
  EXPECT_NE(json_of(table, Orient::records).error().message.find("found 'a' more than once"), std::string::npos);
  const std::vector<std::int64_t> one = {1};
  table[1] = column_of("b", view_of(Item::int64, one));
  EXPECT_NE(json_of(table, Orient::records).error().message.find("3 items in 'a' and 1 in 'b'"), std::string::npos);
}

// Enough for many pieces.
std::vector<double> many_floats() {
  std::mt19937_64 random(6);
  std::normal_distribution<double> normal;
  std::vector<double> values(300'000);
  for (double& value : values) value = normal(random);
  return values;
}

TEST(JsonWriter, threads_make_the_same_text) {
  const std::vector<double> floats = many_floats();
  const JsonTable table{column_of("a", view_of(Item::float64, floats)), column_of("b", view_of(Item::float64, floats))};
  for (const Orient orient : {Orient::records, Orient::columns, Orient::lines}) {
    const auto alone = json_of(table, orient, 1);
    ASSERT_TRUE(alone && alone->size() > 2 * kParallelBytes);
    EXPECT_EQ(*json_of(table, orient, 2), *alone);
    EXPECT_EQ(*json_of(table, orient, 5), *alone);
  }
}

TEST(JsonWriter, the_first_of_several_errors_is_told_whoever_finds_it) {
  std::vector<double> floats = many_floats();
  for (std::size_t i = 70'000; i < floats.size(); i += 1000) floats[i] = HUGE_VAL;
  const JsonOptions options{.non_finite = NonFinite::error};
  const JsonTable table{column_of("a", view_of(Item::float64, floats), options)};
  for (const unsigned threads : {1U, 2U, 4U}) {
    EXPECT_EQ(json_of(table, Orient::columns, threads).error().message,
              "to_json: column 'a', row 70000: expected a number, found inf");
  }
}

TEST(JsonWriter, a_stop_ends_it) {
  const std::vector<double> floats = many_floats();
  const JsonTable table{column_of("a", view_of(Item::float64, floats))};
  CancelToken token;
  token.cancel();
  for (const unsigned threads : {1U, 3U}) {
    JsonScratch memory;
    EXPECT_EQ(write_json(table, Orient::columns, memory, threads, {std::nullopt, &token}).error().code,
              Errc::cancelled);
  }
}

class NoMemory final : public JsonMemory {
 public:
  std::span<char> grow(std::size_t used, std::size_t size) override {
    if (size > 100'000) throw std::bad_alloc();
    return scratch_.grow(used, size);
  }

 private:
  JsonScratch scratch_;
};

TEST(JsonWriter, memory_that_is_not_there_is_an_error) {
  const std::vector<double> floats = many_floats();
  const JsonTable table{column_of("a", view_of(Item::float64, floats))};
  for (const unsigned threads : {1U, 3U}) {
    NoMemory memory;
    EXPECT_EQ(write_json(table, Orient::columns, memory, threads).error().code, Errc::limit);
  }
}

}  // namespace
}  // namespace wirespeed::record
