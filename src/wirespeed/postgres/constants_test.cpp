#include "wirespeed/postgres/constants.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace wirespeed::postgres {
namespace {

using column::ArrayView;
using column::Item;

template <typename T>
ArrayView view_of(Item item, const std::vector<T>& items) {
  return {.item = item,
          .length = static_cast<std::int64_t>(items.size()),
          .data = reinterpret_cast<const std::uint8_t*>(items.data()),
          .stride = sizeof(T),
          .width = sizeof(T)};
}

std::string written(const ArrayView& items, ConstantKind kind, ConstantForm form = ConstantForm::as_sql,
                    TimeUnit unit = TimeUnit::microsecond) {
  const auto text = constants(items, {.kind = kind, .form = form, .unit = unit});
  return text ? *text : "error: " + text.error().message;
}

std::string texts(std::vector<std::string_view> items, ConstantForm form = ConstantForm::as_sql) {
  return written(view_of(Item::slices, items), ConstantKind::text, form);
}

constexpr auto kItem = ConstantForm::as_array_item;

TEST(Constants, integers_are_their_digits) {
  EXPECT_EQ(written(view_of<std::int64_t>(Item::int64, {1, -2, 0}), ConstantKind::integer), "1,-2,0");
  EXPECT_EQ(written(view_of<std::uint8_t>(Item::uint8, {255}), ConstantKind::integer), "255");
  EXPECT_EQ(written(view_of<std::uint64_t>(Item::uint64, {~0ULL}), ConstantKind::integer), "18446744073709551615");
}

TEST(Constants, the_least_integer_is_no_number_without_its_sign) {
  const std::vector<std::int64_t> least{std::numeric_limits<std::int64_t>::min()};
  EXPECT_EQ(written(view_of(Item::int64, least), ConstantKind::integer), "'-9223372036854775808'::int8");
  EXPECT_EQ(written(view_of(Item::int64, least), ConstantKind::integer, kItem), "-9223372036854775808");
}

TEST(Constants, floats_keep_every_bit_and_their_type) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> doubles{0.1, -0.0, 5e-324, 1e300, std::nan(""), -infinity};
  EXPECT_EQ(written(view_of(Item::float64, doubles), ConstantKind::float64, kItem),
            "0.1,-0,5e-324,1e+300,NaN,-Infinity");
  EXPECT_EQ(written(view_of<float>(Item::float32, {0.1F}), ConstantKind::float32), "'0.1'::float4");
}

TEST(Constants, booleans_of_bytes_and_of_bits) {
  EXPECT_EQ(written(view_of<std::uint8_t>(Item::boolean, {0, 1}), ConstantKind::boolean), "false,true");
  const std::uint8_t bits = 0b0110;
  const ArrayView some{.item = Item::bit, .length = 3, .data = &bits, .first = 1};
  EXPECT_EQ(written(some, ConstantKind::boolean, kItem), "t,t,f");
}

TEST(Constants, quotes_are_doubled) {
  EXPECT_EQ(texts({"it's", "", "''"}), "'it''s','',''''''");
  EXPECT_EQ(texts({"'; DROP TABLE x; --"}), "'''; DROP TABLE x; --'");
}

TEST(Constants, backslashes_are_escaped_where_they_are_said_to_be_escapes) {
  EXPECT_EQ(texts({"a\\'b"}), "E'a\\\\''b'");
}

TEST(Constants, what_encoders_turn_into_a_backslash_is_an_escape) {
  EXPECT_EQ(texts({"\xC2\xA5'"}), "E'\\u00a5'''");
  EXPECT_EQ(texts({"\xE2\x80\xBE"}), "E'\\u203e'");
  EXPECT_EQ(texts({"\xC2\xA6\xE2\x82\xAC"}), "'\xC2\xA6\xE2\x82\xAC'");
}

TEST(Constants, items_of_an_array_are_quoted_its_way) {
  EXPECT_EQ(texts({"a,b", "\"", "\\", "NULL", ""}, kItem), R"("a,b","\"","\\","NULL","")");
}

TEST(Constants, what_is_not_there_is_null) {
  EXPECT_EQ(texts({std::string_view(), "x"}), "NULL,'x'");
  const std::uint8_t validity = 0b10;
  const std::vector<std::int32_t> numbers{7, 8};
  ArrayView some = view_of(Item::int32, numbers);
  EXPECT_EQ(written(some, ConstantKind::integer), "7,8");
  some.validity = &validity;
  EXPECT_EQ(written(some, ConstantKind::integer), "NULL,8");
}

TEST(Constants, texts_of_one_width_end_before_their_zeros) {
  const std::string bytes("ab\0d\0\0", 6);
  const ArrayView narrow{.item = Item::bytes,
                         .length = 2,
                         .data = reinterpret_cast<const std::uint8_t*>(bytes.data()),
                         .stride = 3,
                         .width = 3};
  EXPECT_EQ(written(narrow, ConstantKind::text), "'ab','d'");
  const std::vector<std::array<char32_t, 2>> wide{{U'\u00e9', 0}, {U'a', U'\U0001F600'}};
  EXPECT_EQ(written(view_of(Item::ucs4, wide), ConstantKind::text), "'\xC3\xA9','a\xF0\x9F\x98\x80'");
}

TEST(Constants, texts_between_offsets_and_in_views) {
  const std::string all = "abcdefghijklmnopqrs";
  const std::vector<std::int32_t> offsets{1, 3, 3, 16};
  const ArrayView between{.item = Item::text,
                          .length = 3,
                          .data = reinterpret_cast<const std::uint8_t*>(all.data()),
                          .offsets = offsets.data()};
  EXPECT_EQ(written(between, ConstantKind::text), "'bc','','defghijklmnop'");
  struct Short {
    std::int32_t size;
    char text[12];
  };
  const std::vector<Short> views{{2, "xy"}, {13, {'b', 'c', 'd', 'e', 0, 0, 0, 0, 1, 0, 0, 0}}};
  const void* buffer = all.data();
  ArrayView in_views = view_of(Item::text_view, views);
  in_views.buffers = &buffer;
  EXPECT_EQ(written(in_views, ConstantKind::text), "'xy','bcdefghijklmn'");
}

TEST(Constants, places_in_a_dictionary_are_its_texts) {
  const std::vector<std::string_view> words{"a", "b", {}};
  const ArrayView dictionary = view_of(Item::slices, words);
  const std::vector<std::int8_t> codes{1, 0, 2, 1};
  ArrayView places = view_of(Item::int8, codes);
  places.dictionary = &dictionary;
  EXPECT_EQ(written(places, ConstantKind::text), "'b','a',NULL,'b'");
}

TEST(Constants, bytes_are_hexadecimal) {
  const std::vector<std::string_view> bytes{std::string_view("\0\xff'", 3)};
  EXPECT_EQ(written(view_of(Item::slices, bytes), ConstantKind::bytea), "E'\\\\x00ff27'::bytea");
  EXPECT_EQ(written(view_of(Item::slices, bytes), ConstantKind::bytea, kItem), "\"\\\\x00ff27\"");
}

TEST(Constants, times_of_every_unit) {
  const std::vector<std::int64_t> second{1, -1};
  const ArrayView ticks = view_of(Item::ticks, second);
  EXPECT_EQ(written(ticks, ConstantKind::timestamp, kItem, TimeUnit::second),
            "\"1970-01-01 00:00:01\",\"1969-12-31 23:59:59\"");
  EXPECT_EQ(written(ticks, ConstantKind::timestamptz, ConstantForm::as_sql, TimeUnit::millisecond),
            "'1970-01-01 00:00:00.001+00'::timestamptz,'1969-12-31 23:59:59.999+00'::timestamptz");
  EXPECT_EQ(written(ticks, ConstantKind::timestamp, kItem, TimeUnit::nanosecond),
            "\"1970-01-01 00:00:00\",\"1969-12-31 23:59:59.999999\"");
}

TEST(Constants, days_before_christ_and_intervals_that_go_back) {
  EXPECT_EQ(written(view_of<std::int32_t>(Item::int32, {0, -719'529}), ConstantKind::date),
            "'1970-01-01'::date,'0002-12-31 BC'::date");
  EXPECT_EQ(written(view_of<std::int64_t>(Item::ticks, {-1}), ConstantKind::interval),
            "'-1 days +23:59:59.999999'::interval");
}

TEST(Constants, no_time_is_null) {
  const std::vector<std::int64_t> none{std::numeric_limits<std::int64_t>::min()};
  EXPECT_EQ(written(view_of(Item::ticks, none), ConstantKind::date), "NULL");
}

TEST(Constants, times_that_the_server_does_not_have_are_refused) {
  const std::vector<std::int64_t> past{std::numeric_limits<std::int64_t>::min() + 1};
  const std::vector<std::int64_t> far{std::numeric_limits<std::int64_t>::max()};
  EXPECT_NE(written(view_of(Item::ticks, past), ConstantKind::timestamp).find("expected timestamp within"),
            std::string::npos);
  EXPECT_NE(written(view_of(Item::ticks, far), ConstantKind::timestamp, kItem, TimeUnit::second).find("within"),
            std::string::npos);
  EXPECT_NE(written(view_of(Item::ticks, far), ConstantKind::date).find("expected date within"), std::string::npos);
}

TEST(Constants, text_that_no_server_takes_is_refused) {
  EXPECT_NE(texts({std::string_view("a\0b", 3)}).find("zero characters"), std::string::npos);
  EXPECT_NE(texts({"\xff"}).find("UTF-8"), std::string::npos);
  const std::vector<std::uint32_t> half{0xD800};
  EXPECT_NE(written(view_of(Item::ucs4, half), ConstantKind::text).find("UTF-8"), std::string::npos);
}

TEST(Constants, items_of_another_kind_are_refused) {
  const std::vector<std::int64_t> number{1};
  for (const auto kind :
       {ConstantKind::boolean, ConstantKind::float32, ConstantKind::float64, ConstantKind::text, ConstantKind::bytea}) {
    EXPECT_NE(written(view_of(Item::int64, number), kind).find("expected items"), std::string::npos);
  }
  const std::vector<std::string_view> text{"a"};
  for (const auto kind : {ConstantKind::integer, ConstantKind::date, ConstantKind::interval}) {
    EXPECT_NE(written(view_of(Item::slices, text), kind).find("expected items"), std::string::npos);
  }
}

TEST(Constants, nothing_is_nothing) {
  EXPECT_EQ(written(view_of<std::int64_t>(Item::int64, {}), ConstantKind::integer), "");
}

}  // namespace
}  // namespace wirespeed::postgres
