// Copies of a few bytes: two overlapping loads instead of a call.
#pragma once

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::postgres {

// The first kBytes and the last kBytes. REQUIRES: kBytes <= from.size() <= 2 * kBytes
template <std::size_t kBytes>
inline void copy_ends(std::uint8_t* to, ByteView from) noexcept {
  std::uint8_t front[kBytes];
  std::uint8_t back[kBytes];
  std::memcpy(front, from.data(), kBytes);
  std::memcpy(back, from.data() + from.size() - kBytes, kBytes);
  std::memcpy(to, front, kBytes);
  std::memcpy(to + from.size() - kBytes, back, kBytes);
}

// Returns the byte behind what was written.
inline std::uint8_t* copy_short(std::uint8_t* to, ByteView from) noexcept {
  const std::size_t size = from.size();
  if (size > 32) {
    std::memcpy(to, from.data(), size);
  } else if (size >= 16) {
    copy_ends<16>(to, from);
  } else if (size >= 8) {
    copy_ends<8>(to, from);
  } else if (size >= 4) {
    copy_ends<4>(to, from);
  } else if (size != 0) {
    to[0] = from[0];
    to[size / 2] = from[size / 2];
    to[size - 1] = from[size - 1];
  }
  return to + size;
}

}  // namespace wirespeed::postgres
