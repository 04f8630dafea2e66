#include "wirespeed/postgres/numeric.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace wirespeed::postgres {
namespace {

using Words = std::vector<std::uint16_t>;

std::string error_of(const Words& words) {
  std::vector<std::uint8_t> bytes(2 * words.size());
  for (std::size_t i = 0; i < words.size(); ++i) store_be(&bytes[2 * i], words[i]);
  const auto numeric = Numeric::parse(bytes);
  return numeric ? "" : numeric.error();
}

TEST(Numeric, a_scale_ends_at_the_servers_limit) {
  EXPECT_EQ(error_of({1, 0, 0, 16'383, 7}), "");
  EXPECT_EQ(error_of({1, 0, 0, 16'384, 7}), "expected a scale of at most 16383, found 16384");
}

TEST(Numeric, digits_signs_and_sizes_are_held_against_the_form) {
  EXPECT_EQ(error_of({1, 0, 0, 0, 10'000}), "expected digits below 10000, found 10000");
  EXPECT_EQ(error_of({1, 0, 0x1234, 0, 7}), "expected a sign, found 0x1234");
  EXPECT_EQ(error_of({2, 0, 0, 0, 7}), "expected 4 bytes of digits, found 2");
  EXPECT_EQ(error_of({0, 0, 0}), "expected at least 8 bytes, found 6");
}

}  // namespace
}  // namespace wirespeed::postgres
