// Seeded hashes of words and text. What they give is for this process alone.
#pragma once

#include <cstring>
#include <string_view>

#include "wirespeed/kernels/seed.hpp"

namespace wirespeed::kernels {

// Both halves of the product, so that every bit of both factors reaches every bit of the result's upper half.
inline std::uint64_t folded_product(std::uint64_t a, std::uint64_t b) noexcept {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

class WordHash {
 public:
  std::uint64_t operator()(std::uint64_t word) const noexcept { return folded_product(word ^ mask_, multiplier_); }

 private:
  std::uint64_t mask_ = seed().mask;
  std::uint64_t multiplier_ = seed().multiplier;
};

inline std::uint64_t load_word(const void* at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// The first `size` bytes, zeros above. REQUIRES: size < 8
inline std::uint64_t load_part(const char* at, std::size_t size) noexcept {
  if (size >= 4) {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    std::memcpy(&low, at, 4);
    std::memcpy(&high, at + size - 4, 4);
    return low | static_cast<std::uint64_t>(high) << ((size - 4) * 8);
  }
  if (size == 0) return 0;
  const auto byte = [at](std::size_t i) { return static_cast<std::uint64_t>(static_cast<std::uint8_t>(at[i])); };
  return byte(0) | byte(size / 2) << (size / 2 * 8) | byte(size - 1) << ((size - 1) * 8);
}

class TextHash {
 public:
  // Of 8 bytes and more. Two words a step; the last 16 bytes, or the first and last 8 of short text, end it.
  std::uint64_t operator()(std::string_view text) const noexcept {
    const char* at = text.data();
    const std::size_t size = text.size();
    std::uint64_t state = mask_ ^ size;
    for (std::size_t left = size; left > 16; left -= 16, at += 16)
      state = step(state, load_word(at), load_word(at + 8));
    const char* const end = text.data() + size;
    return size >= 16 ? finish(state, load_word(end - 16), load_word(end - 8))
                      : finish(state, load_word(text.data()), load_word(end - 8));
  }

  std::uint64_t step(std::uint64_t state, std::uint64_t low, std::uint64_t high) const noexcept {
    return folded_product(low ^ multiplier_, high ^ state);
  }
  std::uint64_t finish(std::uint64_t state, std::uint64_t low, std::uint64_t high) const noexcept {
    return folded_product(step(state, low, high), multiplier_);
  }
  std::uint64_t start(std::uint64_t size) const noexcept { return mask_ ^ size; }

 private:
  std::uint64_t mask_ = seed().text;
  std::uint64_t multiplier_ = seed().text_multiplier;
};

}  // namespace wirespeed::kernels
