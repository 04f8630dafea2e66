#include "wirespeed/base/number_text.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "wirespeed/base/digits.hpp"
#include "wirespeed/base/shortest_decimal.hpp"

namespace wirespeed {
namespace {

constexpr std::uint64_t kEight = 100'000'000;
constexpr int kFirstScientific = 17;  // digits before the point from which on there is an exponent
constexpr int kFirstFixed = -3;       // -3 is 0.0001
constexpr int kLastPlace = 16;        // a significand has 17 digits, zeros in front included

// REQUIRES: value < 10^8
char* write_small(char* out, std::uint32_t value) noexcept {
  if (value < 10'000) {
    const std::uint32_t digits = digits_of_four(value);
    const int skipped = std::countr_zero(digits | 1U << 24U) / 8;  // a zero has one digit
    store_le(out, (digits | static_cast<std::uint32_t>(kAsciiZeros)) >> (8 * skipped));
    return out + 4 - skipped;
  }
  const std::uint64_t digits = digits_of_eight(value);
  const int skipped = leading_zeros(digits);
  store_le(out, (digits | kAsciiZeros) >> (8 * skipped));
  return out + 8 - skipped;
}

// A significand of 17 digits, of which the first may be 0: that one, and 16 more.
struct Significand {
  explicit Significand(std::uint64_t value) noexcept
      : first(static_cast<std::uint32_t>(value / (kEight * kEight))),
        rest(static_cast<std::uint32_t>(value / kEight % kEight), static_cast<std::uint32_t>(value % kEight)) {}

  bool has_first() const noexcept { return first != 0; }
  char first_text() const noexcept { return static_cast<char>('0' + first); }

  std::uint32_t first;
  SixteenDigits rest;
};

// 1234.5 and, of whole numbers, 12345.0
char* write_fixed(char* out, const Significand& digits, int before) noexcept {
  *out = digits.first_text();
  out += digits.has_first() ? 1 : 0;
  before -= digits.has_first() ? 1 : 0;
  const int count = digits.rest.significant();
  digits.rest.store(out);
  digits.rest.store(out + before + 1, before);
  out[before] = '.';
  return out + std::max(count, before + 1) + 1;
}

// 0.00012345
char* write_fraction(char* out, const Significand& digits, int zeros) noexcept {
  std::memcpy(out, "0.00000", 8);
  out += 2 + zeros;
  *out = digits.first_text();
  out += digits.has_first() ? 1 : 0;
  digits.rest.store(out);
  return out + digits.rest.significant();
}

char* write_exponent(char* out, int exponent) noexcept {
  *out++ = 'e';
  if (exponent < 0) *out++ = '-';
  return write_small(out, static_cast<std::uint32_t>(exponent < 0 ? -exponent : exponent));
}

// 1.2345e-7, 1e-7
char* write_scientific(char* out, const Significand& digits, int exponent) noexcept {
  const int behind = digits.rest.significant() - (digits.has_first() ? 0 : 1);
  digits.rest.store(out);
  if (digits.has_first()) *out = digits.first_text();
  digits.rest.store(out + 2, digits.has_first() ? 0 : 1);
  out[1] = '.';
  return write_exponent(out + (behind == 0 ? 1 : behind + 2), exponent);
}

char* write_decimal(char* out, const Decimal& decimal) noexcept {
  const Significand digits(decimal.significand);
  const int before = decimal.exponent + kLastPlace + (digits.has_first() ? 1 : 0);  // digits before the point
  if (before < kFirstFixed || before >= kFirstScientific) return write_scientific(out, digits, before - 1);
  return before > 0 ? write_fixed(out, digits, before) : write_fraction(out, digits, -before);
}

// Whole numbers below are further apart than floats there, so that they need no search: they are their digits.
template <typename Float>
inline constexpr Float kMaxWhole = sizeof(Float) == 8 ? Float(1e15) : Float(1 << 24);

template <typename Float>
char* write_float(char* out, Float value) noexcept {
  *out = '-';
  out += std::signbit(value) ? 1 : 0;
  const Float size = std::fabs(value);
  if (size < kMaxWhole<Float>) {
    const auto whole = static_cast<std::int64_t>(size);
    if (static_cast<Float>(whole) == size) {
      out = write_number(out, static_cast<std::uint64_t>(whole));
      out[0] = '.';
      out[1] = '0';
      return out + 2;
    }
  }
  return write_decimal(out, shortest_decimal(size));
}

}  // namespace

char* write_two_digits(char* out, std::uint32_t value) noexcept {
  const std::uint32_t high = (value * 103) >> 10;
  store_le(out, static_cast<std::uint16_t>(0x3030 | high | (value - high * 10) << 8));
  return out + 2;
}

char* write_four_digits(char* out, std::uint32_t value) noexcept {
  store_le(out, digits_of_four(value) | static_cast<std::uint32_t>(kAsciiZeros));
  return out + 4;
}

char* write_eight_digits(char* out, std::uint32_t value) noexcept {
  store_le(out, digits_of_eight(value) | kAsciiZeros);
  return out + 8;
}

char* write_number(char* out, std::uint64_t value) noexcept {
  if (value < kEight) return write_small(out, static_cast<std::uint32_t>(value));
  const std::uint64_t high = value / kEight;
  if (high < kEight) {
    out = write_small(out, static_cast<std::uint32_t>(high));
  } else {
    out = write_small(out, static_cast<std::uint32_t>(high / kEight));
    out = write_eight_digits(out, static_cast<std::uint32_t>(high % kEight));
  }
  return write_eight_digits(out, static_cast<std::uint32_t>(value % kEight));
}

char* write_number(char* out, std::int64_t value) noexcept {
  *out = '-';
  const auto bits = static_cast<std::uint64_t>(value);
  return value < 0 ? write_number(out + 1, 0 - bits) : write_number(out, bits);
}

char* write_number(char* out, double value) noexcept { return write_float(out, value); }
char* write_number(char* out, float value) noexcept { return write_float(out, value); }

}  // namespace wirespeed
