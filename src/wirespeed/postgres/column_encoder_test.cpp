#include "wirespeed/postgres/column_encoder.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "wirespeed/postgres/encoder_fixture.hpp"

namespace wirespeed::postgres {
namespace {

using Texts = std::vector<std::string>;

constexpr TypeRef kBool{16};
constexpr TypeRef kBytea{17};
constexpr TypeRef kInt8{20};
constexpr TypeRef kInt2{21};
constexpr TypeRef kInt4{23};
constexpr TypeRef kText{25};
constexpr TypeRef kOid{26};
constexpr TypeRef kJson{114};
constexpr TypeRef kJsonb{3802};
constexpr TypeRef kPoint{600};
constexpr TypeRef kFloat4{700};
constexpr TypeRef kFloat8{701};
constexpr TypeRef kMoney{790};
constexpr TypeRef kMacaddr{829};
constexpr TypeRef kInet{869};
constexpr TypeRef kInt4Array{1007};
constexpr TypeRef kDate{1082};
constexpr TypeRef kTime{1083};
constexpr TypeRef kTimestamp{1114};
constexpr TypeRef kTimestamptz{1184};
constexpr TypeRef kInterval{1186};
constexpr TypeRef kVarbit{1562};
constexpr TypeRef kNumeric{1700};
constexpr TypeRef kUuid{2950};
constexpr TypeRef kInt4Range{3904};

constexpr std::int32_t numeric_typmod(int precision, int scale) { return (precision << 16 | (scale & 0x7FF)) + 4; }

// Columns made by hand. What the buffers show lives as long as the process.
template <typename T>
const T* kept(std::vector<T> values) {
  static std::vector<std::shared_ptr<const std::vector<T>>> all;
  all.push_back(std::make_shared<const std::vector<T>>(std::move(values)));
  return all.back()->data();
}

Shown text(const Texts& values, const char* format = "u") {
  std::vector<std::int32_t> offsets = {0};
  std::vector<char> bytes;
  for (const std::string& value : values) {
    bytes.insert(bytes.end(), value.begin(), value.end());
    offsets.push_back(static_cast<std::int32_t>(bytes.size()));
  }
  bytes.push_back('\0');
  return {.format = format,
          .buffers = {nullptr, kept(offsets), kept(bytes)},
          .length = static_cast<std::int64_t>(values.size())};
}

Shown with_nulls(Shown column, std::vector<std::uint8_t> bits) {
  column.buffers[0] = kept(std::move(bits));
  column.nulls = -1;
  return column;
}

Shown list_of(Shown items, const std::vector<std::int32_t>& offsets) {
  return {.format = "+l",
          .buffers = {nullptr, kept(offsets)},
          .length = static_cast<std::int64_t>(offsets.size()) - 1,
          .children = {std::move(items)}};
}

Shown struct_of(std::vector<Shown> children, const Texts& names) {
  for (std::size_t i = 0; i < children.size(); ++i) children[i].name = names[i];
  const std::int64_t length = children.front().length;
  return {.format = "+s", .buffers = {nullptr}, .length = length, .children = std::move(children)};
}

Shown bits(std::uint8_t byte, std::int64_t length) {
  return {.format = "b", .buffers = {nullptr, kept(std::vector<std::uint8_t>{byte})}, .length = length};
}

Shown decimals(const char* format, const std::vector<std::int64_t>& values) {
  std::vector<std::int64_t> words;
  for (const std::int64_t value : values) words.insert(words.end(), {value, value < 0 ? -1 : 0});
  return {.format = format, .buffers = {nullptr, kept(words)}, .length = static_cast<std::int64_t>(values.size())};
}

TEST(ColumnEncoder, integers_of_all_widths_go_into_any_that_holds_them) {
  EXPECT_EQ(cells_of(numbers<std::int8_t>("c", {-1, 127}), kInt8), (Texts{"ffffffffffffffff", "000000000000007f"}));
  EXPECT_EQ(cells_of(numbers<std::int64_t>("l", {-32768, 32767}), kInt2), (Texts{"8000", "7fff"}));
  EXPECT_EQ(cells_of(numbers<std::uint64_t>("L", {UINT32_MAX}), kOid), (Texts{"ffffffff"}));
  EXPECT_EQ(cells_of(numbers<double>("g", {-3.0}), kInt4), (Texts{"fffffffd"}));
  EXPECT_EQ(cells_of(decimals("d:10,2", {-1200}), kInt4), (Texts{"fffffff4"}));
}

TEST(ColumnEncoder, a_number_out_of_range_is_refused_with_its_place) {
  EXPECT_EQ(refusal_of(numbers<std::int64_t>("l", {1, 2, 32768}), kInt2),
            "ingest: column 'c', row 2: 32768 (int64) does not fit smallint: it reaches from -32768 to 32767");
  EXPECT_EQ(refusal_of(numbers<std::int8_t>("c", {-1}), kOid),
            "ingest: column 'c', row 0: -1 (int8) does not fit oid: it reaches from 0 to 4294967295");
  EXPECT_EQ(refusal_of(numbers<double>("g", {0x1p63}), kInt8),
            "ingest: column 'c', row 0: 9.223372036854776e+18 (float64) does not fit bigint: it reaches from "
            "-9223372036854775808 to 9223372036854775807");
}

TEST(ColumnEncoder, nothing_is_rounded) {
  const auto is_refused = [](Shown column, TypeRef type) {
    return refusal_of(std::move(column), type).find("round") != std::string::npos;
  };
  EXPECT_TRUE(is_refused(numbers<double>("g", {1.5}), kInt4));
  EXPECT_TRUE(is_refused(decimals("d:10,2", {150}), kInt4));
  EXPECT_TRUE(is_refused(decimals("d:10,3", {44125}), {1700, numeric_typmod(4, 2)}));
  EXPECT_TRUE(is_refused(numbers<std::int64_t>("tsn:", {1001}), kTimestamp));
  EXPECT_EQ(
      refusal_of(numbers<double>("g", {0.1}), kFloat4),
      "ingest: column 'c', row 0: 0.1 (float64) does not fit real: the nearest is 0.1; cast the column to float32 "
      "first to take that");
  EXPECT_EQ(refusal_of(numbers<std::int64_t>("l", {(1LL << 53) + 1}), kFloat8),
            "ingest: column 'c', row 0: 9007199254740993 (int64) does not fit double precision: the nearest is "
            "9007199254740992");
}

TEST(ColumnEncoder, the_greatest_integers_are_no_floats) {
  EXPECT_NE(refusal_of(numbers<std::int64_t>("l", {INT64_MAX}), kFloat8), "nothing was refused");
  EXPECT_NE(refusal_of(numbers<std::uint64_t>("L", {UINT64_MAX}), kFloat8), "nothing was refused");
  EXPECT_EQ(cells_of(numbers<std::int64_t>("l", {INT64_MIN}), kFloat8), (Texts{"c3e0000000000000"}));
}

TEST(ColumnEncoder, floats_keep_NaN_and_infinities) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(cells_of(numbers<double>("g", {infinity, -0.0}), kFloat4), (Texts{"7f800000", "80000000"}));
  EXPECT_EQ(cells_of(numbers<double>("g", {std::numeric_limits<double>::quiet_NaN()}), kFloat4), (Texts{"7fc00000"}));
  EXPECT_EQ(cells_of(numbers<std::uint16_t>("e", {0x3C00}), kFloat8), (Texts{"3ff0000000000000"}));
}

TEST(ColumnEncoder, nulls_have_no_bytes) {
  const std::vector<std::uint8_t> second = {0b101};
  EXPECT_EQ(cells_of(with_nulls(numbers<std::int64_t>("l", {1, 99, 3}), second), kInt2),
            (Texts{"0001", "NULL", "0003"}));
  EXPECT_EQ(cells_of(with_nulls(text({"a", "b", "c"}), second), kText), (Texts{"61", "NULL", "63"}));
  EXPECT_EQ(cells_of(with_nulls(decimals("d:4,0", {0, 0, 0}), second), kNumeric),
            (Texts{"0000000000000000", "NULL", "0000000000000000"}));
  EXPECT_EQ(cells_of({.format = "n", .length = 2}, kUuid), (Texts{"NULL", "NULL"}));
}

TEST(ColumnEncoder, what_stands_in_the_place_of_a_null_is_not_looked_at) {
  EXPECT_EQ(cells_of(with_nulls(numbers<std::int64_t>("l", {1 << 20, 7}), {0b10}), kInt2), (Texts{"NULL", "0007"}));
  EXPECT_EQ(cells_of(with_nulls(text({"no uuid"}), {0}), kUuid), (Texts{"NULL"}));
}

TEST(ColumnEncoder, numerics_are_digits_to_the_base_of_10000) {
  EXPECT_EQ(cells_of(decimals("d:10,2", {4412, -5, 0, 1'000'000}), kNumeric),
            (Texts{"0002000000000002002c04b0", "0001ffff4000000201f4", "0000000000000002", "00010001000000020001"}));
  EXPECT_EQ(cells_of(decimals("d:4,-2", {12}), kNumeric), (Texts{"000100000000000004b0"}));
  EXPECT_EQ(cells_of(numbers<std::uint64_t>("L", {UINT64_MAX}), kNumeric),
            cells_of(text({"18446744073709551615"}), kNumeric));
  EXPECT_EQ(cells_of(numbers<std::int64_t>("l", {INT64_MIN}), kNumeric),
            cells_of(text({"-9223372036854775808"}), kNumeric));
  EXPECT_EQ(cells_of(numbers<double>("g", {0.1}), kNumeric), cells_of(text({"0.1"}), kNumeric));
}

TEST(ColumnEncoder, text_that_is_a_number_is_one) {
  for (const char* same : {"12.50", "+12.50", " 12.50 ", "0012.50", "1250e-2", "0.1250E+2"}) {
    const Texts cell = cells_of(text({same}), kNumeric);
    EXPECT_EQ(cell[0].substr(0, 12), "000200000000") << same;
    EXPECT_EQ(cell[0].substr(16), "000c1388") << same;
  }
  EXPECT_EQ(cells_of(text({"NaN", "-Infinity", "inf"}), kNumeric),
            (Texts{"00000000c0000000", "00000000f0000000", "00000000d0000000"}));
  for (const char* none : {"", ".", "1e", "--1", "1.2.3", "0x1", "1e+-2", "1e9999999", "-nan"}) {
    EXPECT_NE(refusal_of(text({none}), kNumeric), "nothing was refused") << none;
  }
}

TEST(ColumnEncoder, numerics_stay_within_their_precision) {
  constexpr TypeRef kPrice{1700, numeric_typmod(4, 2)};
  EXPECT_EQ(cells_of(decimals("d:10,3", {44120}), kPrice), (Texts{"0002000000000003002c04b0"}));
  EXPECT_EQ(refusal_of(decimals("d:10,2", {10000}), kPrice),
            "ingest: column 'c', row 0: 100.00 (decimal128(10, 2)) does not fit numeric(4,2): it has 2 digits before "
            "the point");
  EXPECT_EQ(cells_of(numbers<std::int64_t>("l", {99900}), {1700, numeric_typmod(3, -2)}).size(), 1);
  EXPECT_NE(refusal_of(numbers<std::int64_t>("l", {99950}), {1700, numeric_typmod(3, -2)}), "nothing was refused");
  EXPECT_NE(refusal_of(decimals("d:10,3", {44125}), {kTestDomain}), "nothing was refused");
}

TEST(ColumnEncoder, money_counts_parts_of_its_unit) {
  EXPECT_EQ(cells_of(decimals("d:10,2", {4412}), kMoney), (Texts{"000000000000113c"}));
  EXPECT_EQ(cells_of(numbers<std::int16_t>("s", {44}), kMoney), (Texts{"0000000000001130"}));
}

TEST(ColumnEncoder, text_of_any_length_is_copied_as_it_is) {
  Texts values;
  Texts expected;
  for (std::size_t size = 0; size < 70; ++size) {
    std::string value;
    for (std::size_t i = 0; i < size; ++i) value += static_cast<char>('a' + i % 26);
    values.push_back(value);
    expected.push_back(hex_of(bytes_of(value)));
  }
  EXPECT_EQ(cells_of(text(values), kText), expected);
  EXPECT_EQ(cells_of(text(values, "z"), kBytea), expected);
}

TEST(ColumnEncoder, dates_and_times_count_from_2000) {
  EXPECT_EQ(cells_of(numbers<std::int32_t>("tdD", {10'957, 10'956}), kDate), (Texts{"00000000", "ffffffff"}));
  EXPECT_EQ(cells_of(numbers<std::int64_t>("tdm", {946'684'800'000}), kDate), (Texts{"00000000"}));
  EXPECT_EQ(cells_of(numbers<std::int64_t>("tss:", {946'684'801}), kTimestamp), (Texts{"00000000000f4240"}));
  EXPECT_EQ(cells_of(numbers<std::int64_t>("tsn:UTC", {946'684'800'000'001'000}), kTimestamptz),
            (Texts{"0000000000000001"}));
  EXPECT_EQ(cells_of(numbers<std::int32_t>("tts", {86'400}), kTime), (Texts{"000000141dd76000"}));
}

TEST(ColumnEncoder, times_that_the_server_does_not_have_are_refused) {
  EXPECT_NE(refusal_of(numbers<std::int32_t>("tdD", {INT32_MAX}), kDate), "nothing was refused");
  EXPECT_NE(refusal_of(numbers<std::int32_t>("tdD", {INT32_MIN}), kTimestamp), "nothing was refused");
  EXPECT_NE(refusal_of(numbers<std::int64_t>("tsu:", {INT64_MIN}), kTimestamp), "nothing was refused");
  EXPECT_NE(refusal_of(numbers<std::int64_t>("tss:", {INT64_MAX}), kTimestamp), "nothing was refused");
  EXPECT_NE(refusal_of(numbers<std::int64_t>("ttu", {-1}), kTime), "nothing was refused");
  EXPECT_EQ(refusal_of(numbers<std::int64_t>("tdm", {1}), kDate),
            "ingest: column 'c', row 0: 1970-01-01T00:00:00.001 (date64) does not fit date: it has a time of the day");
}

TEST(ColumnEncoder, a_zone_is_not_guessed) {
  EXPECT_EQ(refusal_of(numbers<std::int64_t>("tsu:", {0}), kTimestamptz),
            "ingest: column 'c': timestamp[us] does not go into timestamp with time zone; cast it first");
  EXPECT_EQ(refusal_of(numbers<std::int64_t>("tsu:UTC", {0}), kTimestamp),
            "ingest: column 'c': timestamp[us, UTC] does not go into timestamp without time zone; cast it first");
}

TEST(ColumnEncoder, intervals_have_months_days_and_microseconds) {
  EXPECT_EQ(cells_of(numbers<std::int64_t>("tDm", {-1}), kInterval), (Texts{"fffffffffffffc180000000000000000"}));
  const std::vector<std::int32_t> parts = {14, -3, 4000, 0};
  EXPECT_EQ(cells_of({.format = "tin", .buffers = {nullptr, parts.data()}, .length = 1}, kInterval),
            (Texts{"0000000000000004fffffffd0000000e"}));
  EXPECT_NE(refusal_of(numbers<std::int64_t>("tDs", {INT64_MAX}), kInterval), "nothing was refused");
}

TEST(ColumnEncoder, uuids_come_as_bytes_or_as_text) {
  const std::string hex = "123456789abcdef0123456789abcdef0";
  EXPECT_EQ(cells_of(text({hex, "12345678-9abc-def0-1234-56789ABCDEF0", "{" + hex + "}"}), kUuid),
            (Texts{hex, hex, hex}));
  EXPECT_EQ(cells_of({.format = "w:16", .buffers = {nullptr, "0123456789abcdef"}, .length = 1}, kUuid),
            (Texts{"30313233343536373839616263646566"}));
  for (const std::string& none : {std::string(), hex.substr(1), hex + "0", "1-" + hex.substr(1)}) {
    EXPECT_NE(refusal_of(text({none}), kUuid), "nothing was refused") << none;
  }
  EXPECT_NE(refusal_of(text({"15 bytes is few"}, "z"), kUuid), "nothing was refused");
}

TEST(ColumnEncoder, addresses_and_bits_are_read_from_text) {
  EXPECT_EQ(cells_of(text({"10.0.0.1", "10.0.0.0/8"}), kInet), (Texts{"022000040a000001", "020800040a000000"}));
  EXPECT_EQ(cells_of(text({"::1"}), kInet), (Texts{"0380001000000000000000000000000000000001"}));
  EXPECT_NE(refusal_of(text({"10.0.0.1/8"}), {650}), "nothing was refused");
  EXPECT_EQ(cells_of(text({"08:00:2b:01:02:03", "0800.2b01.0203"}), kMacaddr), (Texts{"08002b010203", "08002b010203"}));
  EXPECT_NE(refusal_of(text({"08:00-2b:01:02:03"}), kMacaddr), "nothing was refused");
  EXPECT_EQ(cells_of(text({"", "1", "110011001"}), kVarbit), (Texts{"00000000", "0000000180", "00000009cc80"}));
}

TEST(ColumnEncoder, lists_are_arrays_of_as_many_dimensions) {
  const Shown items = with_nulls(numbers<std::int16_t>("s", {1, 2, 3, 4}), {0b1011});
  EXPECT_EQ(cells_of(list_of(items, {0, 2, 2}), kInt4Array), (Texts{"00000001"
                                                                    "00000001"
                                                                    "00000017"
                                                                    "00000002"
                                                                    "00000001"
                                                                    "00000004"
                                                                    "00000001"
                                                                    "00000004"
                                                                    "00000002",
                                                                    "00000000"
                                                                    "00000000"
                                                                    "00000017"}));
  const Shown square = list_of(list_of(items, {0, 2, 4}), {0, 2});
  EXPECT_EQ(cells_of(square, kInt4Array)[0].substr(0, 56),
            "00000002"
            "00000001"
            "00000017"
            "00000002"
            "00000001"
            "00000002"
            "00000001");
  EXPECT_EQ(refusal_of(list_of(list_of(items, {0, 3, 4}), {0, 2}), kInt4Array),
            "ingest: column 'c', row 0: lists of 3 and of 1 items side by side; an array has one length in each "
            "dimension");
}

TEST(ColumnEncoder, a_value_within_an_array_is_refused_with_the_row_of_the_array) {
  EXPECT_EQ(refusal_of(list_of(numbers<std::int64_t>("l", {1, 2, 1LL << 40}), {0, 2, 3}), kInt4Array),
            "ingest: column 'c[]', row 1: 1099511627776 (int64) does not fit integer: it reaches from -2147483648 to "
            "2147483647");
}

TEST(ColumnEncoder, arrays_with_bounds_of_their_own_come_as_structs) {
  const Shown shape =
      struct_of({list_of(numbers<std::int16_t>("s", {7, 8}), {0, 2}), list_of(numbers<std::int32_t>("i", {2}), {0, 1}),
                 list_of(numbers<std::int32_t>("i", {-5}), {0, 1})},
                {"values", "dimensions", "lower_bounds"});
  EXPECT_EQ(cells_of(shape, kInt4Array)[0],
            "00000001"
            "00000001"
            "00000017"
            "00000002"
            "fffffffb"
            "00000004"
            "00000007"
            "00000004"
            "00000008");
}

TEST(ColumnEncoder, a_struct_becomes_a_composite_by_the_names_of_its_fields) {
  const Shown pair = struct_of({text({"x"}), numbers<std::int64_t>("l", {1})}, {"b", "a"});
  EXPECT_EQ(cells_of(pair, {kTestComposite}), (Texts{"00000002"
                                                     "00000017"
                                                     "00000004"
                                                     "00000001"
                                                     "00000019"
                                                     "00000001"
                                                     "78"}));
  EXPECT_EQ(refusal_of(struct_of({text({"x"}), text({"x"})}, {"b", "c"}), {kTestComposite}),
            "ingest: column 'c': struct<b: utf8, c: utf8> does not go into pair, whose fields are a, b; give it fields "
            "of these names");
}

TEST(ColumnEncoder, ranges_come_as_structs_of_bounds_and_flags) {
  const auto range = [](std::uint8_t empty) {
    return struct_of({numbers<std::int64_t>("l", {1}), with_nulls(numbers<std::int64_t>("l", {5}), {0}), bits(1, 1),
                      bits(0, 1), bits(empty, 1)},
                     {"lower", "upper", "lower_inclusive", "upper_inclusive", "empty"});
  };
  EXPECT_EQ(cells_of(range(0), kInt4Range), (Texts{"12"
                                                   "00000004"
                                                   "00000001"}));
  EXPECT_EQ(cells_of(range(1), kInt4Range), (Texts{"01"}));
}

TEST(ColumnEncoder, maps_become_hstore) {
  Shown entries = struct_of({text({"k", "l"}), with_nulls(text({"v", ""}), {0b01})}, {"key", "value"});
  Shown map = list_of(entries, {0, 2});
  map.format = "+m";
  EXPECT_EQ(cells_of(map, {kTestHstore}), (Texts{"00000002"
                                                 "00000001"
                                                 "6b"
                                                 "00000001"
                                                 "76"
                                                 "00000001"
                                                 "6c"
                                                 "ffffffff"}));
}

TEST(ColumnEncoder, lists_of_floats_become_vectors) {
  const Shown list = list_of(numbers<double>("g", {1.0, -2.5}), {0, 2});
  EXPECT_EQ(cells_of(list, {kTestVector}), (Texts{"0002"
                                                  "0000"
                                                  "3f800000"
                                                  "c0200000"}));
  EXPECT_EQ(cells_of(list, {kTestHalfvec}), (Texts{"0002"
                                                   "0000"
                                                   "3c00"
                                                   "c100"}));
  EXPECT_NE(refusal_of(list_of(numbers<double>("g", {0.1}), {0, 1}), {kTestVector}), "nothing was refused");
}

TEST(ColumnEncoder, every_half_is_itself_again) {
  std::vector<std::uint16_t> halves;
  std::string expected = "7bff0000";
  for (std::uint32_t bits_of = 0; bits_of < 0x7C00; ++bits_of) halves.push_back(static_cast<std::uint16_t>(bits_of));
  for (std::size_t begin = 0; begin < halves.size(); begin += 15'000) {
    const std::vector<std::uint16_t> part(
        halves.begin() + static_cast<std::ptrdiff_t>(begin),
        halves.begin() + static_cast<std::ptrdiff_t>(std::min(begin + 15'000, halves.size())));
    std::string digits = fmt::format("{:04x}0000", part.size());
    for (const std::uint16_t half : part) digits += fmt::format("{:04x}", half);
    EXPECT_EQ(cells_of(list_of(numbers<std::uint16_t>("e", part), {0, static_cast<std::int32_t>(part.size())}),
                       {kTestHalfvec}),
              (Texts{digits}));
  }
}

TEST(ColumnEncoder, structs_of_floats_become_points) {
  const Shown point = struct_of({numbers<double>("g", {1.0}), numbers<double>("g", {2.0})}, {"x", "y"});
  EXPECT_EQ(cells_of(point, kPoint), (Texts{"3ff0000000000000"
                                            "4000000000000000"}));
}

TEST(ColumnEncoder, nested_values_become_json) {
  const Shown nested =
      struct_of({text({"x \"y\""}), list_of(numbers<double>("g", {1.5, 2.0}), {0, 2}), bits(1, 1)}, {"a", "b", "c"});
  const std::string json = R"({"a": "x \"y\"", "b": [1.5, 2.0], "c": true})";
  EXPECT_EQ(cells_of(nested, kJson), (Texts{hex_of(bytes_of(json))}));
  EXPECT_EQ(cells_of(nested, kJsonb), (Texts{"01" + hex_of(bytes_of(json))}));
  EXPECT_EQ(refusal_of(list_of(numbers<double>("g", {HUGE_VAL}), {0, 1}), kJson),
            "ingest: column 'c', row 0: NaN and infinities have no form in JSON; make them null");
}

TEST(ColumnEncoder, dictionaries_are_what_they_hold) {
  Shown places = numbers<std::uint8_t>("C", {1, 0, 1});
  places.dictionary = {text({"one", "four"})};
  EXPECT_EQ(cells_of(places, kText), (Texts{"666f7572", "6f6e65", "666f7572"}));
  places.dictionary = {text({"one"})};
  EXPECT_EQ(refusal_of(places, kText),
            "ingest: column 'c', row 0: its place in the dictionary is 1, which has 1 values");
}

TEST(ColumnEncoder, a_value_of_a_dictionary_that_no_row_has_is_not_looked_at) {
  Shown places = numbers<std::int32_t>("i", {0});
  places.dictionary = {numbers<std::int64_t>("l", {7, 1LL << 40})};
  EXPECT_EQ(cells_of(places, kInt4), (Texts{"00000007"}));
}

TEST(ColumnEncoder, an_offset_moves_values_bits_and_children) {
  Shown column = with_nulls(numbers<std::int32_t>("i", {1, 2, 3, 4}), {0b1011});
  column.length = 3;
  column.offset = 1;
  EXPECT_EQ(cells_of(column, kInt2), (Texts{"0002", "NULL", "0004"}));
  Shown outer = list_of(numbers<std::int16_t>("s", {1, 2, 3}), {0, 1, 3});
  outer.length = 1;
  outer.offset = 1;
  EXPECT_EQ(cells_of(outer, kInt4Array)[0].substr(24),
            "00000002"
            "00000001"
            "00000004"
            "00000002"
            "00000004"
            "00000003");
}

TEST(ColumnEncoder, what_cannot_be_meant_is_refused_before_any_row) {
  EXPECT_EQ(refusal_of(text({}), kInt4), "ingest: column 'c': utf8 does not go into integer; cast it first");
  EXPECT_EQ(refusal_of(bits(0, 0), kInt4), "ingest: column 'c': bool does not go into integer; cast it first");
  EXPECT_EQ(refusal_of(numbers<std::int32_t>("i", {}), kText),
            "ingest: column 'c': int32 does not go into text; cast it first");
  EXPECT_EQ(refusal_of(numbers<std::int32_t>("i", {}), kBool),
            "ingest: column 'c': int32 does not go into boolean; cast it first");
}

TEST(ColumnEncoder, types_without_binary_input_say_so) {
  const auto no_binary = encoded(text({}), {kTestSeg});
  ASSERT_FALSE(no_binary);
  EXPECT_EQ(no_binary.error().code, Errc::unsupported);
  EXPECT_EQ(no_binary.error().message, "ingest: column 'c': seg has no binary input; let the server cast it from text");
  EXPECT_EQ(encoded(text({}), {3614}).error().code, Errc::unsupported);  // tsvector
  EXPECT_EQ(encoded(text({}), {4'000'000'000}).error().code, Errc::unsupported);
}

}  // namespace
}  // namespace wirespeed::postgres
