// UTF-8: check, decode, encode.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wirespeed {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

struct CodePoint {
  char32_t value;      // kReplacementCharacter where the bytes are wrong
  std::uint8_t bytes;  // consumed, at least 1
  bool valid;
};

// The code point at the front of `text`. Wrong bytes count as one maximal subpart (Unicode 3.9, U+FFFD substitution).
// REQUIRES: !text.empty()
CodePoint decode_utf8(std::string_view text) noexcept;

// Writes 1..4 bytes at `out` and returns how many. REQUIRES: a scalar value (no surrogate, at most 0x10FFFF).
std::size_t encode_utf8(char32_t code_point, char* out) noexcept;

// The length of the valid front part; text.size() when all of it is valid.
std::size_t valid_utf8_prefix(std::string_view text) noexcept;

// As many as there are bytes that are not inside of one.
std::size_t count_code_points(std::string_view text) noexcept;

}  // namespace wirespeed
