// Powers of ten to 128 bits, for whoever turns binary floating point into decimal.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace wirespeed {

// 10^exponent is (high * 2^64 + low) * 2^(floor_log2_of_power_of_ten(exponent) - 127), rounded up; `high` has its top
// bit set.
struct PowerOfTen {
  std::uint64_t high;
  std::uint64_t low;
};

inline constexpr int kFirstPowerOfTen = -292;
inline constexpr int kLastPowerOfTen = 324;

extern const std::array<PowerOfTen, kLastPowerOfTen - kFirstPowerOfTen + 1> kPowersOfTen;

// REQUIRES: kFirstPowerOfTen <= exponent <= kLastPowerOfTen
inline const PowerOfTen& power_of_ten(int exponent) noexcept {
  return kPowersOfTen[static_cast<std::size_t>(exponent - kFirstPowerOfTen)];
}

// floor(log2(10^k)), floor(log10(2^k)) and floor(log10(3/4 * 2^k)), exact for all that a double needs: the factors are
// the logarithms times 2^19 and 2^22.
constexpr int floor_log2_of_power_of_ten(int k) noexcept { return (k * 1'741'647) >> 19; }
constexpr int floor_log10_of_power_of_two(int k) noexcept { return (k * 1'262'611) >> 22; }
constexpr int floor_log10_of_three_quarters(int k) noexcept { return (k * 1'262'611 - 524'031) >> 22; }

}  // namespace wirespeed
