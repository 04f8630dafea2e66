#include "wirespeed/base/power_of_ten.hpp"

#include <array>
#include <bit>
#include <cstddef>

namespace wirespeed {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::size_t kWords = 18;  // 10^324 is 5^324, of 753 bits, times a power of two
constexpr std::size_t kCount = kLastPowerOfTen - kFirstPowerOfTen + 1;

// Lowest word first.
using Number = std::array<std::uint64_t, kWords>;

constexpr void multiply_by_five(Number& number) {
  Wide carry = 0;
  for (std::uint64_t& word : number) {
    carry += Wide{word} * 5;
    word = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
}

// Rounds down, and so do several in a row.
constexpr void divide_by_five(Number& number) {
  Wide rest = 0;
  for (std::size_t i = kWords; i-- > 0;) {
    rest = rest << 64 | number[i];
    number[i] = static_cast<std::uint64_t>(rest / 5);
    rest %= 5;
  }
}

// The 128 bits from the highest one on, rounded up when `is_more` or a bit below is set.
constexpr PowerOfTen top_of(const Number& number, bool is_more) {
  std::size_t top = kWords - 1;
  while (number[top] == 0) --top;
  const auto word = [&](std::size_t below) { return top >= below ? number[top - below] : 0; };
  const int shift = std::countl_zero(number[top]);
  const auto shifted = [&](std::size_t below) {
    return shift == 0 ? word(below) : word(below) << shift | word(below + 1) >> (64 - shift);
  };
  Wide bits = Wide{shifted(0)} << 64 | shifted(1);
  is_more |= shift != 0 && (word(2) << shift) != 0;
  for (std::size_t below = shift == 0 ? 2 : 3; below <= top; ++below) is_more |= word(below) != 0;
  bits += is_more ? 1 : 0;
  return {static_cast<std::uint64_t>(bits >> 64), static_cast<std::uint64_t>(bits)};
}

constexpr std::array<PowerOfTen, kCount> make_table() {
  std::array<PowerOfTen, kCount> table{};
  Number number{1};
  for (int k = 0; k <= kLastPowerOfTen; ++k, multiply_by_five(number)) {
    table[static_cast<std::size_t>(k - kFirstPowerOfTen)] = top_of(number, false);
  }
  number = {};
  number[kWords - 1] = std::uint64_t{1} << 63U;
  for (int k = -1; k >= kFirstPowerOfTen; --k) {
    divide_by_five(number);
    table[static_cast<std::size_t>(k - kFirstPowerOfTen)] = top_of(number, true);
  }
  return table;
}

}  // namespace

constinit const std::array<PowerOfTen, kCount> kPowersOfTen = make_table();

}  // namespace wirespeed
