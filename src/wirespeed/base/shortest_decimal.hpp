// The shortest decimal number that reads back as a given float, after R. Giulietti, "The Schubfach way to render
// doubles" (2020).
#pragma once

#include <bit>
#include <cstdint>

#include "wirespeed/base/power_of_ten.hpp"

namespace wirespeed {

// significand * 10^exponent
struct Decimal {
  std::uint64_t significand;  // below 10^17, at least 10^15; zeros at its end are not taken away
  int exponent;
};

// REQUIRES: finite, more than 0. Of the shortest that lie in the float's rounding interval, the one nearest to it.
inline Decimal shortest_decimal(double value) noexcept;
Decimal shortest_decimal(float value) noexcept;

// The same by exact arithmetic alone.
Decimal shortest_decimal_exactly(double value) noexcept;

namespace shortest {

__extension__ using Wide = unsigned __int128;

// Distances from a multiple of ten, in units of 2^-60 of 10^exponent. What is this near to a bound is left to exact
// arithmetic: rounding of powers and products makes up less than 3.
inline constexpr std::uint64_t kDoubt = 8;
inline constexpr std::uint64_t kTen = std::uint64_t{10} << 60U;

constexpr bool is_near(std::uint64_t a, std::uint64_t b) noexcept { return a - b + kDoubt <= 2 * kDoubt; }

}  // namespace shortest

// Of most doubles one product says all: with 10^exponent just below the distance of floats, the interval around the
// value, as wide as that distance, has a multiple of 10^exponent, and at most one of 10^(exponent + 1).
inline Decimal shortest_decimal(double value) noexcept {
  constexpr std::uint64_t kHidden = std::uint64_t{1} << 52U;
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t significand = (bits & (kHidden - 1)) | kHidden;
  const int binary_exponent = static_cast<int>(bits >> 52U) - 1075;
  // Powers of two, whose neighbours are not equally far, and what is below 2^-1022.
  if (significand == kHidden || bits < kHidden) return shortest_decimal_exactly(value);
  const int exponent = floor_log10_of_power_of_two(binary_exponent);
  const PowerOfTen& power = power_of_ten(-exponent);
  const int shift = binary_exponent + floor_log2_of_power_of_ten(-exponent) + 1;  // 1 to 4
  const std::uint64_t factor = significand << shift;
  const shortest::Wide product =
      shortest::Wide{power.high} * factor + static_cast<std::uint64_t>((shortest::Wide{power.low} * factor) >> 64);
  const auto whole = static_cast<std::uint64_t>(product >> 64);
  const auto fraction = static_cast<std::uint64_t>(product);
  const std::uint64_t tens = whole / 10;
  const std::uint64_t down = (whole - tens * 10) << 60 | fraction >> 4;
  const std::uint64_t up = shortest::kTen - down;
  const std::uint64_t half = power.high >> (5 - shift);                 // of the distance to the next float
  const auto bit = [](bool condition) { return condition ? 1U : 0U; };  // added up, no condition is a branch
  const bool is_middle = shortest::is_near(fraction >> 4, std::uint64_t{1} << 59U);
  if ((bit(shortest::is_near(down, half)) | bit(shortest::is_near(up, half)) | bit(is_middle)) != 0) [[unlikely]]
    return shortest_decimal_exactly(value);
  // Whether a float of few digits lies below or above them no branch can foresee.
  const std::uint64_t is_up = bit(up < half);
  const std::uint64_t rounded = (tens + is_up) * 10;
  const std::uint64_t is_round = 0 - (bit(down < half) | is_up);
  const std::uint64_t nearest = whole + (fraction >> 63);
  return {nearest ^ (is_round & (nearest ^ rounded)), exponent};
}

}  // namespace wirespeed
