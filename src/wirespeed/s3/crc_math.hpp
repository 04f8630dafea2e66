// Arithmetic of polynomials over GF(2) modulo that of a CRC, for CRCs whose bits are reflected: the highest bit of a T
// is x^0, its lowest x^(width - 1).
#pragma once

#include <array>
#include <cstdint>
#include <limits>

namespace wirespeed::s3 {

inline constexpr std::uint32_t kCrc32Polynomial = 0xEDB88320;
inline constexpr std::uint32_t kCrc32cPolynomial = 0x82F63B78;
inline constexpr std::uint64_t kCrc64NvmePolynomial = 0x9A6C9329AC4BC9B5;

template <typename T, T kPolynomial>
struct CrcMath {
  static constexpr int kWidth = std::numeric_limits<T>::digits;
  static constexpr T kOne = T{1} << (kWidth - 1);

  static constexpr T times_x(T a) noexcept { return (a & 1) != 0 ? (a >> 1) ^ kPolynomial : a >> 1; }

  static constexpr T multiply(T a, T b) noexcept {
    T product = 0;
    for (T bit = kOne; a != 0; bit >>= 1, b = times_x(b)) {
      if ((a & bit) == 0) continue;
      product ^= b;
      a ^= bit;
    }
    return product;
  }

  // x^(2^i)
  static constexpr std::array<T, 67> squares() noexcept {
    std::array<T, 67> powers{};
    powers[0] = kOne >> 1;
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = multiply(powers[i - 1], powers[i - 1]);
    return powers;
  }

  // x^(n * 2^shift). REQUIRES: shift <= 3
  static constexpr T power(std::uint64_t n, std::size_t shift = 0) noexcept {
    constexpr auto kSquares = squares();
    T result = kOne;
    for (std::size_t i = shift; n != 0; n >>= 1, ++i) {
      if ((n & 1) != 0) result = multiply(result, kSquares[i]);
    }
    return result;
  }

  // What a CRC becomes when `bytes` zero bytes follow, and, of finished CRCs, of one text behind another.
  static constexpr T combine(T first, T second, std::uint64_t bytes_of_second) noexcept {
    return multiply(power(bytes_of_second, 3), first) ^ second;
  }
};

// What folds a sum of 128 bits over text that ends kBits further on, by carry-less multiplication.
//
// The sum is lo * x^64 + hi, since the first bit of a text is its highest power. The product of two reflected words
// stands one bit too low, which is a factor x; hence the "- 1".
template <typename T, T kPolynomial, std::uint64_t kBits>
struct FoldBy {
  using Math = CrcMath<T, kPolynomial>;

  static constexpr std::uint64_t kLow = std::uint64_t{Math::power(kBits + 64 - 1)} << (64 - Math::kWidth);
  static constexpr std::uint64_t kHigh = std::uint64_t{Math::power(kBits - 1)} << (64 - Math::kWidth);
};

}  // namespace wirespeed::s3
