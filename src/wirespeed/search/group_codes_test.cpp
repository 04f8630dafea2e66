// The codes of names, against the obvious way.
#include "wirespeed/search/group_codes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace wirespeed::search {
namespace {

using Codes = std::vector<std::uint32_t>;

ByteView view(const LargeVector<std::uint8_t>& bytes) { return {bytes.data(), bytes.size()}; }

GroupCodesWriter written(const std::vector<Codes>& names, unsigned code_bits) {
  GroupCodesWriter writer(code_bits, static_cast<std::uint32_t>(names.size()), 0);
  for (Codes codes : names) writer.add(codes);
  writer.finish();
  return writer;
}

void expect_found(const std::vector<Codes>& names, std::uint32_t codes) {
  const GroupCodesWriter writer = written(names, bits_of_codes(codes));
  const auto count = static_cast<std::uint32_t>(names.size());
  const auto found =
      value_or_throw(GroupCodes::open(view(writer.codes_at), view(writer.codes), bits_of_codes(codes), count));
  for (std::uint32_t rank = 0; rank < count; ++rank) {
    for (std::uint32_t code = 0; code < codes; ++code) {
      const bool expected = std::ranges::find(names[rank], code) != names[rank].end();
      ASSERT_EQ(found.holds(rank, {code, code + 1}), expected) << rank << " " << code;
    }
  }
}

std::vector<Codes> random_names(std::size_t count, std::uint32_t codes, std::uint32_t most) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  std::vector<Codes> names(count);
  for (Codes& name : names) {
    for (auto left = random() % (most + 1); left-- > 0;) name.push_back(static_cast<std::uint32_t>(random() % codes));
  }
  return names;
}

TEST(GroupCodes, each_name_holds_its_own) {
  for (const std::size_t count : {1u, 15u, 16u, 17u, 500u}) expect_found(random_names(count, 100, 4), 100);
}

TEST(GroupCodes, a_name_may_hold_more_than_its_count_tells) { expect_found(random_names(200, 60, 100), 60); }

TEST(GroupCodes, a_name_may_hold_exactly_as_many_as_its_count_tells) {
  Codes fifteen(15);
  for (std::uint32_t i = 0; i < 15; ++i) fifteen[i] = i;
  expect_found({fifteen, {3}, fifteen, {}, {20}}, 30);
}

TEST(GroupCodes, a_single_code_takes_no_bits) { expect_found({{0}, {}, {0}}, 1); }

TEST(GroupCodes, a_range_is_held_by_who_holds_one_of_it) {
  const GroupCodesWriter writer = written({{2, 9}, {4}}, 4);
  const auto codes = value_or_throw(GroupCodes::open(view(writer.codes_at), view(writer.codes), 4, 2));
  EXPECT_TRUE(codes.holds(0, {8, 12}));
  EXPECT_FALSE(codes.holds(0, {3, 9}));
  EXPECT_FALSE(codes.holds(1, {5, 16}));
  EXPECT_TRUE(codes.holds(1, {0, 5}));
}

TEST(GroupCodes, bytes_are_those_of_the_worked_example_in_the_documentation) {
  const GroupCodesWriter writer = written({{9, 2}, {}, {4}}, 4);
  const auto text = [](const auto& bytes) { return std::string(bytes.begin(), bytes.end()); };
  EXPECT_EQ(text(writer.codes_at), std::string(4, '\0'));
  EXPECT_EQ(text(writer.codes), std::string("\x02\x01\0\0\0\0\0\0\x92\x04", 10) + std::string(8, '\0'));
}

TEST(GroupCodes, altered_bytes_never_lead_outside) {
  std::mt19937 random(std::random_device{}());
  const std::uint32_t count = 100;
  const GroupCodesWriter writer = written(random_names(count, 2048, 40), 11);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::uint8_t> at(writer.codes_at.begin(), writer.codes_at.end());
    std::vector<std::uint8_t> codes(writer.codes.begin(), writer.codes.end());
    auto& altered = round % 2 == 0 ? at : codes;
    for (int i = 0; i < 8; ++i) altered[random() % altered.size()] = static_cast<std::uint8_t>(random());
    if (round % 3 == 0) codes.resize(random() % codes.size());
    codes.shrink_to_fit();
    const auto opened = value_or_throw(GroupCodes::open(at, codes, 11, count));
    for (std::uint32_t rank = 0; rank < count; ++rank) {
      opened.prefetch(rank);
      (void)opened.holds(rank, {2047, 2048});
    }
  }
}

TEST(GroupCodes, too_few_places_are_an_error) {
  const GroupCodesWriter writer = written(std::vector<Codes>(16), 4);
  EXPECT_TRUE(GroupCodes::open(view(writer.codes_at), view(writer.codes), 4, 16));
  EXPECT_FALSE(GroupCodes::open(view(writer.codes_at), view(writer.codes), 4, 17));
}

}  // namespace
}  // namespace wirespeed::search
