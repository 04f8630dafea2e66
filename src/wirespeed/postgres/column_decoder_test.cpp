// Values of each kind as the server sends them, written by hand, and what becomes of them.
#include "wirespeed/postgres/column_decoder.hpp"

#include <gtest/gtest.h>

#include "wirespeed/postgres/row_fixture.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::int32_t typmod_of(int precision, int scale) { return (precision << 16 | (scale & 0x7FF)) + 4; }

struct Decoded {
  column::Field field;
  column::Column column;
  std::string error;
};

Row::value_type none() { return std::nullopt; }

Decoded decode(TypeRef type, const Row& values, const ColumnOptions& options = {}, Format format = Format::binary,
               const TypeCatalog& catalog = TypeCatalog()) {
  auto described = describe({{"c", type.oid, type.typmod}});
  described[0].format = format;
  auto columns = value_or_throw(RowColumns::make(described, catalog, options, {}));
  Rows all;
  for (const auto& value : values) all.push_back({value});
  Decoded decoded{columns.schema()[0], {}, error(columns, rows(all))};
  if (decoded.error != "none") return decoded;
  decoded.column = std::move(batch_of(columns).columns[0]);
  decoded.field = columns.schema()[0];
  return decoded;
}

template <typename T>
std::vector<T> values_of(const Decoded& decoded) {
  const auto values = decoded.column.values.values<T>();
  return {values.begin(), values.end()};
}

Texts texts_of(const Decoded& decoded) {
  const auto offsets = decoded.column.offsets.values<std::int32_t>();
  Texts texts;
  for (std::size_t i = 1; i < offsets.size(); ++i) {
    const auto* data = reinterpret_cast<const char*>(decoded.column.values.data());
    texts.emplace_back(data + offsets[i - 1], data + offsets[i]);
  }
  return texts;
}

std::string text_of_one(Oid oid, const std::string& value) {
  const Decoded decoded = decode({oid}, {value});
  return decoded.error == "none" ? texts_of(decoded).front() : decoded.error;
}

std::string numeric(std::vector<int> digits, int weight, int sign, int scale) {
  std::string bytes = i2(static_cast<int>(digits.size())) + i2(weight) + i2(sign) + i2(scale);
  for (const int digit : digits) bytes += i2(digit);
  return bytes;
}

TEST(ColumnDecoder, numbers_are_turned_around) {
  EXPECT_EQ(values_of<std::int16_t>(decode({21}, {i2(-2), none(), i2(5)})), (std::vector<std::int16_t>{-2, 0, 5}));
  EXPECT_EQ(values_of<std::int64_t>(decode({20}, {i8(INT64_MIN)})), (std::vector<std::int64_t>{INT64_MIN}));
  EXPECT_EQ(values_of<float>(decode({700}, {f4(1.5F)})), (std::vector<float>{1.5F}));
  EXPECT_EQ(values_of<double>(decode({701}, {f8(-0.25)})), (std::vector<double>{-0.25}));
  EXPECT_EQ(decode({26}, {i4(-1)}).field.type, column::Type::uint32);
}

TEST(ColumnDecoder, nulls_are_bits_that_are_not_set) {
  const Decoded decoded = decode({23}, {i4(1), none(), i4(3)});
  EXPECT_EQ(decoded.column.nulls, 1);
  EXPECT_EQ(decoded.column.validity.data()[0], 0b101);
  EXPECT_EQ(decode({23}, {i4(1)}).column.validity.size(), 0U);
}

TEST(ColumnDecoder, booleans_are_bits) {
  Row values;
  for (int i = 0; i < 300; ++i) values.push_back(std::string(1, static_cast<char>(i % 3 == 0)));
  const Decoded decoded = decode({16}, values);
  for (std::size_t i = 0; i < 300; ++i)
    EXPECT_EQ(decoded.column.values.data()[i / 8] >> (i % 8) & 1, i % 3 == 0 ? 1 : 0);
}

TEST(ColumnDecoder, dates_and_timestamps_count_from_1970) {
  EXPECT_EQ(values_of<std::int32_t>(decode({1082}, {i4(0)})), (std::vector<std::int32_t>{10'957}));
  EXPECT_EQ(values_of<std::int64_t>(decode({1114}, {i8(1)})), (std::vector<std::int64_t>{946'684'800'000'001}));
  EXPECT_EQ(decode({1184}, {i8(1)}).field.zone, "UTC");
  EXPECT_EQ(values_of<std::int64_t>(decode({1083}, {i8(86'400'000'000)})), (std::vector<std::int64_t>{86'400'000'000}));
}

TEST(ColumnDecoder, what_is_beyond_arrow_is_null_or_the_extreme_or_text) {
  const Row far = {i8(INT64_MAX), i8(INT64_MIN), i8(INT64_MAX - 946'684'800'000'000 + 1), i8(0)};
  EXPECT_EQ(decode({1114}, far).column.nulls, 3);
  const auto extreme = values_of<std::int64_t>(decode({1114}, far, {.out_of_range = OutOfRange::extreme}));
  EXPECT_EQ(extreme, (std::vector<std::int64_t>{INT64_MAX, INT64_MIN + 1, INT64_MAX, 946'684'800'000'000}));
  EXPECT_EQ(texts_of(decode({1114}, far, {.out_of_range = OutOfRange::text})),
            (Texts{"infinity", "-infinity", "294247-01-10 04:00:54.775808", "2000-01-01 00:00:00"}));
  EXPECT_EQ(texts_of(decode({1082}, {i4(-730'120), i4(INT32_MAX)}, {.out_of_range = OutOfRange::text})),
            (Texts{"0001-12-31 BC", "infinity"}));
}

TEST(ColumnDecoder, intervals_that_leave_nanoseconds_follow_the_same_rule) {
  const std::string usual = i8(1'500'000) + i4(3) + i4(14);
  const std::string far = i8(INT64_MAX / 1000 + 1) + i4(3) + i4(14);
  EXPECT_EQ(decode({1186}, {usual, far}).column.nulls, 1);
  EXPECT_EQ(decode({1186}, {usual, far}, {.out_of_range = OutOfRange::extreme}).column.nulls, 0);
  EXPECT_EQ(texts_of(decode({1186}, {usual}, {.out_of_range = OutOfRange::text})),
            (Texts{"1 year 2 mons 3 days 00:00:01.5"}));
}

TEST(ColumnDecoder, numerics_are_exact_text_without_a_precision) {
  const Row values = {numeric({1, 2345, 6700}, 1, 0, 2), numeric({5}, -1, 0x4000, 4), numeric({}, 0, 0, 3),
                      numeric({}, 0, 0xC000, 0),         numeric({}, 0, 0xF000, 0),   numeric({7}, 2, 0, 0)};
  EXPECT_EQ(texts_of(decode({1700}, values)), (Texts{"12345.67", "-0.0005", "0.000", "NaN", "-Infinity", "700000000"}));
}

TEST(ColumnDecoder, numerics_of_a_precision_are_decimals) {
  const Decoded decoded =
      decode({1700, typmod_of(7, 2)}, {numeric({1, 2345, 6700}, 1, 0x4000, 2), numeric({}, 0, 0xC000, 0)});
  EXPECT_EQ(decoded.field.precision, 7);
  EXPECT_EQ(decoded.field.scale, 2);
  EXPECT_EQ(values_of<std::int64_t>(decoded), (std::vector<std::int64_t>{-1'234'567, -1, 0, 0}));
  EXPECT_EQ(decoded.column.nulls, 1);
  EXPECT_EQ(decode({1700, typmod_of(39, 2)}, {}).field.type, column::Type::utf8);
  EXPECT_EQ(decode({1700, typmod_of(5, -2)}, {}).field.type, column::Type::utf8);
}

TEST(ColumnDecoder, a_numeric_that_its_precision_cannot_hold_is_an_error) {
  EXPECT_EQ(
      decode({1700, typmod_of(3, 1)}, {numeric({1234}, 0, 0, 0)}).error,
      "decode column \"c\" (numeric), row 1: expected a value of numeric(3,1), found one with 4 digits before the "
      "point");
}

TEST(ColumnDecoder, numerics_become_the_nearest_double_when_asked) {
  const Decoded decoded =
      decode({1700}, {numeric({1, 2345, 6700}, 1, 0, 2), numeric({1}, 200, 0, 0)}, {.numeric = NumericAs::float64});
  EXPECT_EQ(values_of<double>(decoded), (std::vector<double>{12345.67, HUGE_VAL}));
}

TEST(ColumnDecoder, values_that_arrow_has_no_type_for_are_the_servers_text) {
  EXPECT_EQ(text_of_one(27, i4(-1) + i2(-1)), "(4294967295,65535)");
  EXPECT_EQ(text_of_one(869, std::string("\2\x18\0\4\1\2\3\4", 8)), "1.2.3.4/24");
  EXPECT_EQ(text_of_one(869, std::string("\3\x80\0\x10", 4) + std::string(15, '\0') + "\1"), "::1");
  EXPECT_EQ(text_of_one(829, std::string("\x08\0\x2b\1\2\3", 6)), "08:00:2b:01:02:03");
  EXPECT_EQ(text_of_one(1560, i4(10) + "\xA0\x40"), "1010000001");
  EXPECT_EQ(text_of_one(18, std::string(1, '\0')), "");
  EXPECT_EQ(text_of_one(3614, i4(2) + std::string("a\0", 2) + i2(1) + "\xC0\x01" + std::string("b'\0", 3) + i2(0)),
            "'a':1A 'b'''");
}

TEST(ColumnDecoder, json_keeps_its_text_and_jsonb_loses_its_version) {
  EXPECT_EQ(text_of_one(114, "{ }"), "{ }");
  EXPECT_EQ(text_of_one(3802, "\x01{}"), "{}");
  EXPECT_EQ(text_of_one(3802, "\x02{}"), "decode column \"c\" (jsonb), row 1: expected version 1, found 2");
}

std::string array_of(const std::vector<std::pair<int, int>>& dimensions, Oid item, const Row& items) {
  std::string bytes = i4(static_cast<std::int64_t>(dimensions.size())) + i4(0) + i4(item);
  for (const auto& [size, lower] : dimensions) bytes += i4(size) + i4(lower);
  for (const auto& value : items) bytes += sized(value);
  return bytes;
}

TEST(ColumnDecoder, arrays_are_lists) {
  const Decoded decoded = decode({1007}, {array_of({{2, 1}}, 23, {i4(1), none()}), array_of({}, 23, {}), none()});
  EXPECT_EQ(decoded.field.type, column::Type::list);
  EXPECT_EQ(decoded.column.children[0].length, 2);
  EXPECT_EQ(decoded.column.children[0].nulls, 1);
  EXPECT_EQ(decoded.column.nulls, 1);
}

TEST(ColumnDecoder, arrays_of_other_shapes_make_the_column_a_struct) {
  const Row values = {array_of({{2, 1}}, 23, {i4(1), i4(2)}), array_of({}, 23, {}),
                      array_of({{2, 1}, {1, 0}}, 23, {i4(3), i4(4)}), none()};
  const Decoded decoded = decode({1007}, values);
  ASSERT_EQ(decoded.field.type, column::Type::structure);
  const auto dimensions = decoded.column.children[1].children[0].values.values<std::int32_t>();
  EXPECT_EQ(std::vector<std::int32_t>(dimensions.begin(), dimensions.end()), (std::vector<std::int32_t>{2, 2, 1}));
  const auto bounds = decoded.column.children[2].children[0].values.values<std::int32_t>();
  EXPECT_EQ(std::vector<std::int32_t>(bounds.begin(), bounds.end()), (std::vector<std::int32_t>{1, 1, 0}));
  EXPECT_EQ(decoded.column.children[0].children[0].length, 4);
  EXPECT_EQ(decode({1007}, values, {.arrays = ArraysAs::lists}).error,
            "decode column \"c\" (integer[]), row 3: expected one dimension from 1 on, found 2 from 1 on; read it with "
            "arrays=structs");
}

TEST(ColumnDecoder, an_array_that_lies_about_its_items_is_an_error) {
  EXPECT_NE(decode({1007}, {array_of({{1'000'000'000, 1}}, 23, {i4(1)})}).error, "none");
  EXPECT_NE(decode({1007}, {array_of({{1 << 30, 1}, {1 << 30, 1}, {1 << 30, 1}}, 23, {i4(1)})}).error, "none");
  EXPECT_NE(decode({1007}, {array_of({{-1, 1}}, 23, {})}).error, "none");
  EXPECT_NE(decode({1007}, {array_of({{1, 1}}, 25, {"a"})}).error, "none");
  EXPECT_EQ(decode({1007}, {array_of({{2, 1}}, 23, {i4(1), "abc"})}).error,
            "decode column \"c\" (integer[]), row 1: item 2: expected 4 bytes, found 3");
}

TEST(ColumnDecoder, ranges_are_their_bounds_and_flags) {
  const Decoded decoded = decode({3904}, {"\x02" + sized(i4(1)) + sized(i4(5)), "\x01", "\x08" + sized(i4(5))});
  EXPECT_EQ(decoded.column.children[0].nulls, 2);
  EXPECT_EQ(decoded.column.children[1].nulls, 1);
  EXPECT_EQ(decoded.column.children[2].values.data()[0], 0b001);
  EXPECT_EQ(decoded.column.children[4].values.data()[0], 0b010);
}

TypeCatalog& made_types(TypeCatalog& catalog) {
  catalog.put({.oid = 20'000, .name = "mood", .kind = Kind::enumeration, .labels = {"sad", "ok"}});
  catalog.put({.oid = 20'001, .name = "pair", .kind = Kind::composite, .fields = {{"a", {23}}, {"b", {20'000}}}});
  catalog.put({.oid = 20'002, .name = "hstore", .kind = Kind::hstore});
  catalog.put({.oid = 20'003, .name = "vector", .kind = Kind::vector});
  catalog.put({.oid = 20'004, .name = "loop", .kind = Kind::composite, .fields = {{"a", {20'004}}}});
  return catalog;
}

TEST(ColumnDecoder, composites_are_structs) {
  TypeCatalog catalog;
  const Row values = {i4(2) + i4(23) + sized(i4(1)) + i4(20'000) + sized("ok"), none()};
  const Decoded decoded = decode({20'001}, values, {}, Format::binary, made_types(catalog));
  EXPECT_EQ(decoded.field.children[1].name, "b");
  EXPECT_EQ(decoded.column.nulls, 1);
  EXPECT_EQ(decoded.column.children[0].nulls, 1);
  const std::string altered = i4(1) + i4(23) + sized(i4(1));
  EXPECT_EQ(decode({20'001}, {altered}, {}, Format::binary, catalog).error,
            "decode column \"c\" (pair), row 1: expected 2 fields, found 1; forget the types when one was altered");
}

TEST(ColumnDecoder, types_that_hold_themselves_are_an_error) {
  TypeCatalog catalog;
  EXPECT_FALSE(make_column_decoder("c", {20'004}, Format::binary, made_types(catalog), {}));
}

TEST(ColumnDecoder, an_enumeration_is_a_dictionary_of_its_labels_when_asked) {
  TypeCatalog catalog;
  const ColumnOptions options{.dictionary = DictionaryText::always};
  const Decoded decoded = decode({20'000}, {"ok", "ok", none(), "sad"}, options, Format::binary, made_types(catalog));
  EXPECT_EQ(values_of<std::int8_t>(decoded), (std::vector<std::int8_t>{1, 1, 0, 0}));
  EXPECT_EQ(decoded.column.dictionary[0].length, 2);
}

// A NULL, then so many texts that differ, each twice.
template <typename T>
void expect_places(std::size_t texts) {
  Row values{none()};
  std::vector<T> expected{0};
  for (std::size_t i = 0; i < 2 * texts; ++i) {
    values.emplace_back(std::to_string(i % texts));
    expected.push_back(static_cast<T>(i % texts));
  }
  const Decoded decoded = decode({25}, values, {.dictionary = DictionaryText::always});
  EXPECT_EQ(decoded.column.values.size(), expected.size() * sizeof(T));
  EXPECT_EQ(values_of<T>(decoded), expected);
  EXPECT_EQ(decoded.column.nulls, 1);
  EXPECT_EQ(decoded.column.dictionary[0].length, static_cast<std::int64_t>(texts));
}

TEST(ColumnDecoder, places_in_a_dictionary_are_as_narrow_as_its_texts_allow) {
  expect_places<std::int8_t>(128);
  expect_places<std::int16_t>(129);
  expect_places<std::int16_t>(32'768);
  expect_places<std::int32_t>(32'769);
}

TEST(ColumnDecoder, vectors_of_a_known_dimension_are_lists_of_that_size) {
  TypeCatalog catalog;
  const std::string value = i2(2) + i2(0) + f4(1) + f4(2.5F);
  const Decoded fixed = decode({20'003, 2}, {value, none()}, {}, Format::binary, made_types(catalog));
  EXPECT_EQ(fixed.field.type, column::Type::fixed_size_list);
  EXPECT_EQ(fixed.column.children[0].length, 4);
  EXPECT_EQ(decode({20'003}, {value}, {}, Format::binary, catalog).field.type, column::Type::list);
}

TEST(ColumnDecoder, records_are_structs_while_they_are_alike) {
  const std::string one = i4(1) + i4(23) + sized(i4(1));
  const std::string two = i4(2) + i4(23) + sized(i4(1)) + i4(25) + sized("a b");
  EXPECT_EQ(decode({2249}, {none(), one, one}).field.type, column::Type::structure);
  EXPECT_EQ(texts_of(decode({2249}, {none(), one, two})), (Texts{"", "(1)", "(1,\"a b\")"}));
  EXPECT_EQ(texts_of(decode({2249}, {one}, {.records = RecordsAs::text})), (Texts{"(1)"}));
}

TEST(ColumnDecoder, unknown_types_are_bytes_with_a_name) {
  const Decoded decoded = decode({77'777}, {"abc"});
  EXPECT_EQ(decoded.field.type, column::Type::binary);
  EXPECT_EQ(decoded.field.metadata[1].second, R"({"type_name": "77777", "vendor_name": "PostgreSQL"})");
}

TEST(ColumnDecoder, text_is_checked_when_the_server_has_not) {
  EXPECT_EQ(decode({25}, {"\xFF"}, {.server_is_utf8 = false}).error,
            "decode column \"c\" (text), row 1: expected UTF-8, found byte 0xff at 0; read it with text=\"binary\", "
            "which gives bytes");
  EXPECT_EQ(decode({25}, {"\xFF"}).error, "none");
}

TEST(ColumnDecoder, simple_types_are_read_from_text_too) {
  EXPECT_EQ(values_of<std::int32_t>(decode({23}, {"-5", none()}, {}, Format::text)),
            (std::vector<std::int32_t>{-5, 0}));
  EXPECT_EQ(values_of<std::int32_t>(decode({1082}, {"1970-01-02"}, {}, Format::text)), (std::vector<std::int32_t>{1}));
  EXPECT_EQ(values_of<std::int64_t>(decode({1184}, {"1970-01-01 05:30:00+05:30"}, {}, Format::text)),
            (std::vector<std::int64_t>{0}));
  EXPECT_EQ(values_of<std::int64_t>(decode({1700, typmod_of(7, 2)}, {"-12345.67"}, {}, Format::text)),
            (std::vector<std::int64_t>{-1'234'567, -1}));
  EXPECT_EQ(texts_of(decode({17}, {"\\x6162"}, {}, Format::text)), (Texts{"ab"}));
  EXPECT_EQ(texts_of(decode({600}, {"(1,2)"}, {}, Format::text)), (Texts{"(1,2)"}));
  EXPECT_EQ(decode({23}, {"5x"}, {}, Format::text).error,
            "decode column \"c\" (integer), row 1: expected an integer of 4 bytes, found \"5x\"");
}

TEST(ColumnDecoder, views_hold_short_text_and_say_where_long_text_is) {
  Row values;
  for (std::size_t size = 0; size < 40; ++size) values.push_back(std::string(size, static_cast<char>('a' + size % 26)));
  values.push_back(none());
  const Decoded decoded = decode({25}, values, {.text = TextLayout::utf8_view});
  ASSERT_EQ(decoded.column.values.size(), 16 * values.size());
  for (std::size_t size = 0; size < 40; ++size) {
    const std::uint8_t* view = decoded.column.values.data() + 16 * size;
    EXPECT_EQ(load_le<std::int32_t>(view), static_cast<std::int32_t>(size));
    const std::uint8_t* text = view + 4;
    if (size > 12)
      text = decoded.column.data[load_le<std::uint32_t>(view + 8)]->data() + load_le<std::uint32_t>(view + 12);
    EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(text), size), *values[size]);
    for (std::size_t i = size; i < 12; ++i) EXPECT_EQ(view[4 + i], 0);
  }
}

// Values of every type, cut at any byte, are errors or values, and never more.
TEST(ColumnDecoder, values_that_are_cut_do_not_crash) {
  TypeCatalog catalog;
  made_types(catalog);
  const std::string value = array_of({{2, 1}}, 23, {i4(1), i4(2)}) + std::string(40, '\1');
  for (Oid oid = 16; oid < 6200; ++oid) {
    if (catalog.find(oid) == nullptr) continue;
    for (std::size_t size = 0; size <= value.size(); ++size)
      decode({oid}, {value.substr(0, size)}, {}, Format::binary, catalog);
  }
}

}  // namespace
}  // namespace wirespeed::postgres
