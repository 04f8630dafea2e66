#include "wirespeed/base/number_text.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "wirespeed/base/digits.hpp"
#include "wirespeed/base/integer_text.hpp"
#include "wirespeed/base/shortest_decimal.hpp"

namespace wirespeed {
namespace {

constexpr std::uint64_t kEight = 100'000'000;
constexpr int kFirstScientific = 17;  // digits before the point from which on there is an exponent
constexpr int kFirstFixed = -3;       // -3 is 0.0001
constexpr std::uint64_t kZeroPoint = kAsciiZeros ^ std::uint64_t{'0' ^ '.'} << 8U;  // 0.000000
constexpr int kLastPlace = 16;  // a significand has 17 digits, zeros in front included

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

// 1234.5, 12345.0 of whole numbers, 0.00012345. Whether a number is below 1 no branch can foresee: the digits are
// stored twice, behind the zeros in front, and from the point on behind that; below 1 both times at one place.
char* write_plain(char* out, const Significand& digits, int before) noexcept {
  store_le(out, kZeroPoint);
  const int is_below = before > 0 ? 0 : 1;
  const int has_first = digits.has_first() ? 1 : 0;
  char* const start = out + is_below * (2 - before);
  *start = digits.first_text();
  char* const rest = start + has_first;
  const int whole = (1 - is_below) * (before - has_first);  // of the sixteen digits, those before the point
  digits.rest.store(rest);
  digits.rest.store(rest + whole + 1 - is_below, whole);
  *(is_below != 0 ? out + 1 : rest + whole) = '.';
  const int behind = std::max(digits.rest.significant() - whole, 1 - is_below);
  return rest + whole + 1 - is_below + behind;
}

char* write_exponent(char* out, int exponent) noexcept {
  *out++ = 'e';
  if (exponent < 0) *out++ = '-';
  return write_up_to_eight_digits(out, static_cast<std::uint32_t>(exponent < 0 ? -exponent : exponent));
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

inline char* write_decimal(char* out, Decimal decimal) noexcept {
  const Significand digits(decimal.significand);
  const int before = decimal.exponent + kLastPlace + (digits.has_first() ? 1 : 0);  // digits before the point
  if (before < kFirstFixed || before >= kFirstScientific) return write_scientific(out, digits, before - 1);
  return write_plain(out, digits, before);
}

// Whole numbers below are further apart than floats there, so that they need no search: they are their digits.
constexpr float kMaxWhole = 1 << 24;

char* write_size(char* out, float size) noexcept {
  if (size < kMaxWhole) {
    const auto whole = static_cast<std::uint32_t>(size);
    if (static_cast<float>(whole) == size) {
      out = write_up_to_eight_digits(out, whole);
      out[0] = '.';
      out[1] = '0';
      return out + 2;
    }
  }
  return write_decimal(out, shortest_decimal(size));
}

constexpr double kHalf = 0.5;
constexpr double kTenThousand = 1e4;
constexpr double kMaxOfFewDecimals = 1e8;
constexpr double kNear = 1.0 / 1024;  // more than products below 10^12 are rounded by

// Ten thousandths, without zeros at their end but for one behind the point. REQUIRES: value < 10^12
char* write_ten_thousandths(char* out, std::uint64_t value) noexcept {
  const std::uint64_t whole = value / 10'000;
  out = write_up_to_eight_digits(out, static_cast<std::uint32_t>(whole));
  const std::uint32_t digits = digits_of_four(static_cast<std::uint32_t>(value - whole * 10'000));
  *out = '.';
  store_le(out + 1, digits | static_cast<std::uint32_t>(kAsciiZeros));
  return out + 2 + (31 - std::countl_zero(digits | 1)) / 8;
}

// Prices, percentages and whole numbers have few decimals and need no search. What the quotient, correctly rounded, is
// equal to reads as that decimal number; and of numbers with up to 15 digits no two read as the same double.
char* write_size(char* out, double size) noexcept {
  if (size < kMaxOfFewDecimals) [[likely]] {
    const double scaled = size * kTenThousand;
    const auto nearest = static_cast<std::int64_t>(scaled + kHalf);
    const auto whole = static_cast<double>(nearest);
    if (std::fabs(scaled - whole) < kNear && whole / kTenThousand == size) {
      return write_ten_thousandths(out, static_cast<std::uint64_t>(nearest));
    }
  }
  return write_decimal(out, shortest_decimal(size));
}

template <typename Float>
char* write_float(char* out, Float value) noexcept {
  *out = '-';
  return write_size(out + (std::signbit(value) ? 1 : 0), std::fabs(value));
}

}  // namespace

char* write_two_digits(char* out, std::uint32_t value) noexcept {
  store_two_digits(out, value);
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

char* write_more_digits(char* out, std::uint64_t value) noexcept {
  const std::uint64_t high = value / kEight;
  out = write_integer(out, high);
  return write_eight_digits(out, static_cast<std::uint32_t>(value - high * kEight));
}

char* write_number(char* out, std::uint64_t value) noexcept { return write_integer(out, value); }
char* write_number(char* out, std::int64_t value) noexcept { return write_integer(out, value); }
char* write_number(char* out, double value) noexcept { return write_float(out, value); }
char* write_number(char* out, float value) noexcept { return write_float(out, value); }

}  // namespace wirespeed
