// CRCs by tables, eight bytes a step: for CPUs that have nothing better, for short ends, and to judge the others by.
#pragma once

#include <array>
#include <cstdint>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/s3/crc_math.hpp"

namespace wirespeed::s3::portable {

// [k][b]: what byte b becomes when k more bytes follow it.
template <typename T, T kPolynomial>
inline constexpr auto kSlices = [] {
  std::array<std::array<T, 256>, 8> slices{};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    T value = static_cast<T>(byte);
    for (int bit = 0; bit < 8; ++bit) value = CrcMath<T, kPolynomial>::times_x(value);
    slices[0][byte] = value;
  }
  for (std::size_t k = 1; k < 8; ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const T before = slices[k - 1][byte];
      slices[k][byte] = (before >> 8) ^ slices[0][before & 0xFF];
    }
  }
  return slices;
}();

// The register behind `bytes`, which stood at `state` before: without the complements at both ends.
template <typename T, T kPolynomial>
T update(T state, ByteView bytes) noexcept {
  constexpr auto& slices = kSlices<T, kPolynomial>;
  const std::uint8_t* at = bytes.data();
  const std::uint8_t* const end = at + bytes.size();
  for (; end - at >= 8; at += 8) {
    const std::uint64_t word = load_le<std::uint64_t>(at) ^ state;
    state = 0;
    for (std::size_t k = 0; k < 8; ++k) state ^= slices[7 - k][(word >> (8 * k)) & 0xFF];
  }
  for (; at != end; ++at) state = (state >> 8) ^ slices[0][(state ^ *at) & 0xFF];
  return state;
}

inline std::uint32_t crc32(std::uint32_t crc, ByteView bytes) noexcept {
  return ~update<std::uint32_t, kCrc32Polynomial>(~crc, bytes);
}

inline std::uint32_t crc32c(std::uint32_t crc, ByteView bytes) noexcept {
  return ~update<std::uint32_t, kCrc32cPolynomial>(~crc, bytes);
}

inline std::uint64_t crc64nvme(std::uint64_t crc, ByteView bytes) noexcept {
  return ~update<std::uint64_t, kCrc64NvmePolynomial>(~crc, bytes);
}

}  // namespace wirespeed::s3::portable
