// Integers as decimal text, in place: for loops whose numbers take no longer than a call. number_text.hpp has the rest.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>

#include "wirespeed/base/digits.hpp"

namespace wirespeed {

// Room that each of these may use, whatever it returns: they write words.
inline constexpr int kMaxIntegerText = 32;

// "00" to "99"
struct DigitPairs {
  char text[200];
  constexpr DigitPairs() : text() {
    for (int i = 0; i < 100; ++i) {
      text[2 * i] = static_cast<char>('0' + i / 10);
      text[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
  }
};
inline constexpr DigitPairs kDigitPairs;

// REQUIRES: value < 100
inline void store_two_digits(char* out, std::uint32_t value) noexcept {
  std::memcpy(out, kDigitPairs.text + std::size_t{2} * value, 2);
}

// REQUIRES: value < 10^8
inline char* write_up_to_eight_digits(char* out, std::uint32_t value) noexcept {
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

// Sixteen digits at once, of which the zeros in front are not written. REQUIRES: 10^8 <= value < 10^16
inline char* write_up_to_sixteen_digits(char* out, std::uint64_t value) noexcept {
  constexpr std::uint64_t kEight = 100'000'000;
  const auto high = static_cast<std::uint32_t>(value / kEight);
  const SixteenDigits digits(high, static_cast<std::uint32_t>(value - high * kEight));
  const int skipped = digits.leading_zeros();
  digits.store(out, skipped);
  return out + 16 - skipped;
}

// REQUIRES: value >= 10^16
char* write_more_digits(char* out, std::uint64_t value) noexcept;

inline char* write_integer(char* out, std::uint64_t value) noexcept {
  if (value < 100'000'000) return write_up_to_eight_digits(out, static_cast<std::uint32_t>(value));
  if (value < 10'000'000'000'000'000) return write_up_to_sixteen_digits(out, value);
  return write_more_digits(out, value);
}

inline char* write_integer(char* out, std::int64_t value) noexcept {
  *out = '-';
  const auto bits = static_cast<std::uint64_t>(value);
  const std::uint64_t sign = bits >> 63;  // no branch: signs cannot be foreseen
  return write_integer(out + sign, (bits ^ (0 - sign)) + sign);
}

}  // namespace wirespeed
