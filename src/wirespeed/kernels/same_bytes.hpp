// Whether texts are the same, where they mostly are.
#pragma once

#include <cstdint>
#include <cstring>

#include "wirespeed/kernels/hash.hpp"

namespace wirespeed::kernels {

inline std::uint64_t differing(const char* a, const char* b) noexcept { return load_word(a) ^ load_word(b); }

// Hashed texts have 8 bytes and more, but for the few characters of U beyond Latin-1; the last 16, or 8, may be looked
// at twice. A call of memcmp costs as much as these loads.
inline bool same_bytes(const char* a, const char* b, std::size_t size) noexcept {
  if (size < 16) {
    return size < 8 ? std::memcmp(a, b, size) == 0 : (differing(a, b) | differing(a + size - 8, b + size - 8)) == 0;
  }
  std::uint64_t found = differing(a + size - 16, b + size - 16) | differing(a + size - 8, b + size - 8);
  for (std::size_t at = 0; at + 16 < size; at += 16)
    found |= differing(a + at, b + at) | differing(a + at + 8, b + at + 8);
  return found == 0;
}

}  // namespace wirespeed::kernels
