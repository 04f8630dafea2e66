#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "wirespeed/packstream/encoder.hpp"
#include "wirespeed/packstream/skip_destination.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::packstream {
namespace {

Bytes hex(std::string_view text) {
  Bytes bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') continue;
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
    ++i;
  }
  return bytes;
}

Bytes packed(const Value& value, Version version = Version::v1) { return value_or_throw(encode(value, version)); }
Value unpacked(const Bytes& bytes, Version version = Version::v1) { return value_or_throw(decode(bytes, version)); }

void expect_both_ways(const Value& value, const Bytes& bytes, Version version = Version::v1) {
  EXPECT_EQ(packed(value, version), bytes);
  EXPECT_EQ(unpacked(bytes, version), value);
}

Error error_of(const Bytes& bytes, Version version = Version::v1) {
  const auto value = decode(bytes, version);
  EXPECT_FALSE(value) << "expected an error";
  return value ? Error{} : value.error();
}

Bytes joined(Bytes head, const Bytes& tail) {
  head.insert(head.end(), tail.begin(), tail.end());
  return head;
}

Bytes repeated(std::size_t n, std::string_view pattern) {
  const Bytes one = hex(pattern);
  Bytes all;
  for (std::size_t i = 0; i < n; ++i) all.insert(all.end(), one.begin(), one.end());
  return all;
}

// Of every kind, with sizes on both sides of each border.
Value mixture() {
  Map sizes;
  for (const std::size_t n : {0, 1, 15, 16, 255, 256}) sizes.append(std::string(n, 'k'), std::string(n + 1, 'v'));
  Map many;
  for (int i = 0; i < 300; ++i) many.append(std::to_string(i), i);
  return List{Value(),
              true,
              false,
              List{0, -16, -17, 127, 128, -128, -129, 32767, 32768, std::int64_t{1} << 40},
              1.5,
              "Zoë",
              Bytes{1, 2, 3},
              sizes,
              many,
              Structure{'N', {1, List{"Person"}, Map{{"name", "Ann"}}}},
              List(20, Value("x"))};
}

// The walk that makes nothing ends where the one that makes values does, or neither ends well.
void expect_skip_agrees(ByteView bytes) {
  std::size_t by_decode = 0;
  std::size_t by_skip = 0;
  const auto value = decode_next(bytes, by_decode);
  const auto skipped = skip(bytes, by_skip);
  EXPECT_EQ(value.has_value(), skipped.has_value());
  EXPECT_EQ(by_decode, by_skip);
}

TEST(PackStream, null_booleans_and_floats_have_their_markers) {
  expect_both_ways(Value(), hex("C0"));
  expect_both_ways(false, hex("C2"));
  expect_both_ways(true, hex("C3"));
  expect_both_ways(1.5, hex("C1 3FF8000000000000"));
  expect_both_ways(-0.0, hex("C1 8000000000000000"));
}

TEST(PackStream, a_NaN_keeps_its_bits) {
  expect_both_ways(std::bit_cast<double>(0x7FF8DEADBEEF0001), hex("C1 7FF8DEADBEEF0001"));
}

TEST(PackStream, integers_take_their_shortest_form) {
  expect_both_ways(0, hex("00"));
  expect_both_ways(127, hex("7F"));
  expect_both_ways(-16, hex("F0"));
  expect_both_ways(-17, hex("C8 EF"));
  expect_both_ways(-128, hex("C8 80"));
  expect_both_ways(128, hex("C9 0080"));
  expect_both_ways(-32768, hex("C9 8000"));
  expect_both_ways(32768, hex("CA 00008000"));
  expect_both_ways(std::numeric_limits<std::int64_t>::max(), hex("CB 7FFFFFFFFFFFFFFF"));
  expect_both_ways(std::numeric_limits<std::int64_t>::min(), hex("CB 8000000000000000"));
}

TEST(PackStream, integers_are_read_in_wider_forms_too) {
  EXPECT_EQ(unpacked(hex("C8 01")), Value(1));
  EXPECT_EQ(unpacked(hex("CB FFFFFFFFFFFFFFFF")), Value(-1));
}

TEST(PackStream, text_and_bytes_choose_the_size_that_fits) {
  for (const std::size_t n : {0, 1, 15, 16, 255, 256, 65535, 65536}) {
    const std::string text(n, 'x');
    EXPECT_EQ(unpacked(packed(text)), Value(text)) << n;
    EXPECT_EQ(unpacked(packed(Bytes(n, 7))), Value(Bytes(n, 7))) << n;
  }
  EXPECT_EQ(packed("hello"), hex("85 68656C6C6F"));
  EXPECT_EQ(packed(Bytes{}), hex("CC 00"));
}

TEST(PackStream, map_keys_of_every_size_are_read) {
  for (const std::size_t n : {0, 15, 16, 255, 256, 65535, 65536}) {
    const Value value = Map{{std::string(n, 'k'), 1}};
    EXPECT_EQ(unpacked(packed(value)), value) << n;
  }
}

TEST(PackStream, of_a_key_that_comes_twice_the_last_value_counts) {
  const Value value = unpacked(hex("A2 8161 01 8161 02"));
  EXPECT_EQ(*value.get<Map>()->find("a"), Value(2));
  EXPECT_EQ(value.get<Map>()->find("b"), nullptr);
}

TEST(PackStream, structures_have_at_most_fifteen_fields) {
  expect_both_ways(Structure{'N', {1, 2}}, hex("B2 4E 01 02"));
  EXPECT_EQ(encode(Structure{'N', List(16)}).error().code, Errc::limit);
}

TEST(PackStream, a_UUID_belongs_to_version_2) {
  const Value uuid = Uuid{1, 2, 3};
  const Bytes bytes = hex("E0 01020300000000000000000000000000");
  expect_both_ways(uuid, bytes, Version::v2);
  EXPECT_EQ(encode(uuid, Version::v1).error().code, Errc::unsupported);
  EXPECT_EQ(error_of(bytes).message, "Unknown PackStream marker E0 before offset 1");
}

TEST(PackStream, all_kinds_survive_both_ways) { EXPECT_EQ(unpacked(packed(mixture())), mixture()); }

TEST(PackStream, markers_that_begin_nothing_are_named) {
  for (const char* marker : {"C4", "C5", "C6", "C7", "CF", "D3", "D7", "DB", "DC", "DF", "E1", "EF"}) {
    const Error error = error_of(joined(hex(marker), Bytes(20)), Version::v2);
    EXPECT_EQ(error.code, Errc::malformed);
    EXPECT_EQ(error.message, fmt::format("Unknown PackStream marker {} before offset 1", marker));
  }
}

TEST(PackStream, a_value_cut_at_any_offset_is_truncated) {
  const Bytes whole = packed(mixture());
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
    EXPECT_EQ(error_of(cut).code, Errc::truncated) << n;
  }
}

TEST(PackStream, skipping_ends_where_decoding_does) {
  const Bytes whole = packed(mixture());
  for (std::size_t n = 0; n <= whole.size(); ++n) expect_skip_agrees(ByteView(whole).first(n));
  expect_skip_agrees(hex("A1 01 01"));
}

TEST(PackStream, sizes_beyond_the_bytes_left_are_refused_before_memory_is_taken) {
  for (const char* head : {"D6 FFFFFFFF", "DA FFFFFFFF", "D2 FFFFFFFF", "CE FFFFFFFF", "D6 00000003", "DA 00000002"}) {
    EXPECT_EQ(error_of(joined(hex(head), hex("01 01"))).code, Errc::truncated) << head;
  }
}

TEST(PackStream, what_outer_containers_still_need_is_no_room_for_inner_ones) {
  // Each list announces as many items as there are bytes: together they would take the square of the input.
  Bytes bytes = repeated(500, "D5 0800");
  bytes.resize(4096);
  EXPECT_EQ(error_of(bytes).code, Errc::truncated);
}

TEST(PackStream, nesting_without_end_is_an_error) {
  EXPECT_EQ(error_of(joined(repeated(1'000'000, "91"), hex("01"))).code, Errc::limit);
  EXPECT_EQ(error_of(joined(repeated(100'000, "A1 8161"), hex("01"))).code, Errc::limit);
  EXPECT_EQ(error_of(joined(repeated(100'000, "B1 4E"), hex("01"))).code, Errc::limit);
}

TEST(PackStream, the_deepest_nesting_allowed_is_read) {
  EXPECT_TRUE(decode(joined(repeated(kDefaultMaxDepth, "91"), hex("01"))));
  EXPECT_FALSE(decode(joined(repeated(kDefaultMaxDepth + 1, "91"), hex("01"))));
}

TEST(PackStream, a_key_that_is_no_text_is_an_error) {
  EXPECT_EQ(error_of(hex("A1 01 01")).message, "Map keys must be strings, found integer (marker 01) before offset 2");
}

TEST(PackStream, text_that_is_no_UTF_8_is_an_error) {
  EXPECT_EQ(error_of(hex("81 FF")).code, Errc::malformed);
  EXPECT_EQ(error_of(hex("A1 81 FF 01")).code, Errc::malformed);
  EXPECT_EQ(error_of(hex("83 EDA080")).code, Errc::malformed);
}

TEST(PackStream, bytes_after_the_value_are_an_error_for_decode_and_the_next_value_for_decode_next) {
  EXPECT_EQ(error_of(hex("01 02")).code, Errc::malformed);
  const Bytes two = hex("01 02");
  std::size_t position = 0;
  EXPECT_EQ(value_or_throw(decode_next(two, position)), Value(1));
  EXPECT_EQ(value_or_throw(decode_next(two, position)), Value(2));
  EXPECT_EQ(decode_next(two, position).error().message, "Nothing to unpack at offset 2");
  position = 3;
  EXPECT_EQ(decode_next(two, position).error().code, Errc::invalid_argument);
}

TEST(PackStream, random_bytes_are_values_or_errors) {
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes(random() % 40);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % 2 == 0 ? random() : 0x80 + random() % 0x60);
    std::size_t position = 0;
    const auto value = decode_next(bytes, position, Version::v2);
    if (value) {
      EXPECT_EQ(unpacked(packed(*value, Version::v2), Version::v2), *value);
    }
  }
}

}  // namespace
}  // namespace wirespeed::packstream
