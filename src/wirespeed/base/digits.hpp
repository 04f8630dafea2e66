// Eight and sixteen decimal digits at once.
#pragma once

#include <bit>
#include <cstdint>

#include "wirespeed/base/bytes.hpp"

#if defined(__SSE4_1__)
#include <smmintrin.h>
#endif

namespace wirespeed {

inline constexpr std::uint64_t kAsciiZeros = 0x3030303030303030;

// 12345678 as the bytes 1 2 3 4 5 6 7 8, the first one lowest. REQUIRES: value < 10^8
// The word is halved three times, each time all its parts at once: 4 and 4 digits, 2 and 2, 1 and 1. The quotients are
// products with 2^n / divisor, rounded up, exact for dividends of that size.
constexpr std::uint64_t digits_of_eight(std::uint32_t value) noexcept {
  const std::uint64_t fours_high = (std::uint64_t{value} * 109'951'163) >> 40;  // value / 10^4
  const std::uint64_t fours = fours_high | (value - fours_high * 10'000) << 32;
  const std::uint64_t twos_high = ((fours * 10'486) >> 20) & 0x0000007F0000007F;  // each / 100
  const std::uint64_t twos = twos_high | (fours - twos_high * 100) << 16;
  const std::uint64_t ones_high = ((twos * 103) >> 10) & 0x000F000F000F000F;  // each / 10
  return ones_high | (twos - ones_high * 10) << 8;
}

// The same of four. REQUIRES: value < 10^4
constexpr std::uint32_t digits_of_four(std::uint32_t value) noexcept {
  const std::uint32_t twos_high = (value * 10'486) >> 20;
  const std::uint32_t twos = twos_high | (value - twos_high * 100) << 16;
  const std::uint32_t ones_high = ((twos * 103) >> 10) & 0x000F000F;
  return ones_high | (twos - ones_high * 10) << 8;
}

// Of digits as above: zeros in front, all eight where there is nothing else.
constexpr int leading_zeros(std::uint64_t digits) noexcept { return std::countr_zero(digits) / 8; }

// Sixteen digits as text, in a register where there is one: what was just written to memory in parts is slow to read
// back as a whole.
#if defined(__SSE4_1__)
class SixteenDigits {
 public:
  // REQUIRES: both < 10^8
  SixteenDigits(std::uint32_t first, std::uint32_t last) noexcept {
    const __m128i eights = _mm_set_epi64x(last, first);
    const __m128i fours_high = _mm_srli_epi64(_mm_mul_epu32(eights, _mm_set1_epi64x(0xD1B71759)), 45);
    const __m128i fours_low = _mm_sub_epi64(eights, _mm_mul_epu32(fours_high, _mm_set1_epi64x(10'000)));
    const __m128i fours = _mm_or_si128(fours_high, _mm_slli_epi64(fours_low, 32));
    const __m128i twos_high = _mm_srli_epi16(_mm_mulhi_epu16(fours, _mm_set1_epi32(5243)), 3);
    const __m128i twos_low = _mm_sub_epi32(fours, _mm_mullo_epi16(twos_high, _mm_set1_epi32(100)));
    const __m128i twos = _mm_or_si128(twos_high, _mm_slli_epi32(twos_low, 16));
    const __m128i ones_high = _mm_mulhi_epu16(twos, _mm_set1_epi16(6554));
    const __m128i ones_low = _mm_sub_epi16(twos, _mm_mullo_epi16(ones_high, _mm_set1_epi16(10)));
    digits_ = _mm_or_si128(ones_high, _mm_slli_epi16(ones_low, 8));
  }

  // Zeros in front; 16 where there is nothing else.
  int leading_zeros() const noexcept {
    const auto zeros = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(digits_, _mm_setzero_si128())));
    return std::countr_zero(~zeros | 0x10000U);
  }

  // How many there are up to the last one that is not 0.
  int significant() const noexcept {
    const auto zeros = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(digits_, _mm_setzero_si128())));
    return 32 - std::countl_zero(~zeros & 0xFFFFU);
  }

  // Writes 16 bytes: the digits from `first` on, zeros behind them. REQUIRES: first <= 16
  void store(char* out, int first = 0) const noexcept {
    alignas(16) static constexpr std::uint8_t kPlaces[32] = {
        0,    1,    2,    3,    4,    5,    6,    7,    8,    9,    10,   11,   12,   13,   14,   15,
        0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80};
    const __m128i places = _mm_loadu_si128(reinterpret_cast<const __m128i*>(kPlaces + first));
    store_ascii(out, _mm_shuffle_epi8(digits_, places));
  }

 private:
  static void store_ascii(char* out, __m128i digits) noexcept {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm_or_si128(digits, _mm_set1_epi8('0')));
  }

  __m128i digits_;
};
#else
class SixteenDigits {
 public:
  SixteenDigits(std::uint32_t first, std::uint32_t last) noexcept {
    store_le(text_, digits_of_eight(first) | kAsciiZeros);
    store_le(text_ + 8, digits_of_eight(last) | kAsciiZeros);
    std::memset(text_ + 16, '0', 16);
  }

  int leading_zeros() const noexcept {
    int n = 0;
    while (n < 16 && text_[n] == '0') ++n;
    return n;
  }

  int significant() const noexcept {
    int n = 16;
    while (n > 0 && text_[n - 1] == '0') --n;
    return n;
  }

  void store(char* out, int first = 0) const noexcept { std::memcpy(out, text_ + first, 16); }

 private:
  char text_[32];
};
#endif

}  // namespace wirespeed
