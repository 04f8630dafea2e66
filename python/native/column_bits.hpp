// Bits of columns as bytes, which is how NumPy has them.
#pragma once

#include <cstdint>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::python {

// Writes a byte, 0 or 1, for each of the first n bits; the other way round when `inverted`.
inline void expand_bits(const std::uint8_t* bits, std::int64_t n, std::uint8_t* out, bool inverted) noexcept {
  // A copy of the eight bits in each byte, of which byte i keeps bit i: with 0x7F added its highest bit says if any.
  constexpr std::uint64_t kOneInEach = 0x0101010101010101;
  constexpr std::uint64_t kOwnBit = 0x8040201008040201;
  constexpr std::uint64_t kCarry = 0x7F7F7F7F7F7F7F7F;
  const std::uint64_t flip = inverted ? kOneInEach : 0;
  std::int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const std::uint64_t own = (bits[i / 8] * kOneInEach) & kOwnBit;
    store_le<std::uint64_t>(out + i, (((own + kCarry) >> 7U) & kOneInEach) ^ flip);
  }
  for (; i < n; ++i) {
    out[i] = static_cast<std::uint8_t>(((bits[i / 8] >> (i % 8)) & 1U) ^ static_cast<unsigned>(inverted));
  }
}

}  // namespace wirespeed::python
