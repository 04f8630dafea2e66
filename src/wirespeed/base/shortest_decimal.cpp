#include "wirespeed/base/shortest_decimal.hpp"

#include <bit>

#include "wirespeed/base/power_of_ten.hpp"

namespace wirespeed {
namespace {

__extension__ using Wide = unsigned __int128;

// value = significand * 2^exponent
template <typename Bits>
struct Binary {
  Bits significand;
  int exponent;
  bool is_lower_bound_near;  // a power of two: the float below is half as far as the one above
};

template <typename Bits, int fraction_bits, int bias>
Binary<Bits> split(Bits bits) noexcept {
  const Bits fraction = bits & ((Bits{1} << fraction_bits) - 1);
  const auto power = static_cast<int>(bits >> fraction_bits);
  if (power == 0) return {fraction, 1 - bias - fraction_bits, false};
  return {fraction | Bits{1} << fraction_bits, power - bias - fraction_bits, fraction == 0 && power > 1};
}

// factor * power / 2^128, the lowest bit set when that is not whole.
std::uint64_t round_to_odd(const PowerOfTen& power, std::uint64_t factor) noexcept {
  const Wide low = Wide{power.low} * factor;
  const Wide all = Wide{power.high} * factor + static_cast<std::uint64_t>(low >> 64);
  return static_cast<std::uint64_t>(all >> 64) | (static_cast<std::uint64_t>(all) > 1 ? 1 : 0);
}

std::uint32_t round_to_odd(std::uint64_t power, std::uint32_t factor) noexcept {
  const Wide all = Wide{power} * factor;
  return static_cast<std::uint32_t>(all >> 64) | (static_cast<std::uint32_t>(all >> 32) > 1 ? 1U : 0U);
}

// The choice among candidates, all in quarters of 10^exponent: `lower` and `upper` are the ends of the interval that
// belong to it.
template <typename Bits>
Decimal choose(Bits lower, Bits value, Bits upper, int exponent) noexcept {
  const Bits whole = value / 4;
  if (whole >= 10) {
    const Bits tens = whole / 10;
    const bool is_below_in = lower <= 40 * tens;
    const bool is_above_in = 40 * tens + 40 <= upper;
    if (is_below_in != is_above_in) return {tens + (is_above_in ? 1U : 0U), exponent + 1};
  }
  const bool is_below_in = lower <= 4 * whole;
  const bool is_above_in = 4 * whole + 4 <= upper;
  if (is_below_in != is_above_in) return {whole + (is_above_in ? 1U : 0U), exponent};
  const Bits middle = 4 * whole + 2;
  const bool is_up = value > middle || (value == middle && (whole & 1) != 0);
  return {whole + (is_up ? 1U : 0U), exponent};
}

// 4 * significand and its neighbours half way to the next floats, times 10^-exponent, go through `scale`.
template <typename Bits, typename Scale>
Decimal search(const Binary<Bits>& binary, int exponent, Scale scale) noexcept {
  const Bits odd = binary.significand & 1;
  const Bits value = binary.significand * 4;
  const Bits lower = scale(static_cast<Bits>(value - 2 + (binary.is_lower_bound_near ? 1 : 0)));
  const Bits upper = scale(static_cast<Bits>(value + 2));
  return choose(static_cast<Bits>(lower + odd), scale(value), static_cast<Bits>(upper - odd), exponent);
}

Decimal with_all_digits(Decimal decimal) noexcept {
  while (decimal.significand < 1'000'000'000'000'000) {
    decimal.significand *= 10;
    --decimal.exponent;
  }
  return decimal;
}

template <typename Bits>
int exponent_of(const Binary<Bits>& binary) noexcept {
  return binary.is_lower_bound_near ? floor_log10_of_three_quarters(binary.exponent)
                                    : floor_log10_of_power_of_two(binary.exponent);
}

}  // namespace

Decimal shortest_decimal_exactly(double value) noexcept {
  const auto binary = split<std::uint64_t, 52, 1023>(std::bit_cast<std::uint64_t>(value));
  const int exponent = exponent_of(binary);
  const PowerOfTen& power = power_of_ten(-exponent);
  const int shift = binary.exponent + floor_log2_of_power_of_ten(-exponent) + 1;
  return with_all_digits(
      search(binary, exponent, [&](std::uint64_t factor) { return round_to_odd(power, factor << shift); }));
}

Decimal shortest_decimal(float value) noexcept {
  const auto binary = split<std::uint32_t, 23, 127>(std::bit_cast<std::uint32_t>(value));
  const int exponent = exponent_of(binary);
  const PowerOfTen& exact = power_of_ten(-exponent);
  const std::uint64_t power = exact.high + (exact.low != 0 ? 1 : 0);
  const int shift = binary.exponent + floor_log2_of_power_of_ten(-exponent) + 1;
  Decimal found = search(binary, exponent, [&](std::uint32_t factor) { return round_to_odd(power, factor << shift); });
  found.significand *= 100'000'000;  // nine digits at most become seventeen
  found.exponent -= 8;
  return with_all_digits(found);
}

}  // namespace wirespeed
