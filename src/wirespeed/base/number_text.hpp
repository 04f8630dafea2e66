// Numbers as decimal text, written into memory of the caller: integers, and floats as the shortest text that reads back
// as the same float (of several, the one nearest to it).
//
//   char text[kMaxNumberText];
//   char* end = write_number(text, 0.1);   // "0.1"
//
// A float has a point or an exponent: 1.0, 0.0001, 1e-5, 1.5e300; from 1e16 on and below 1e-4 it has an exponent.
#pragma once

#include <cstdint>

namespace wirespeed {

// Room that each write_number() may use, whatever it returns: it writes words.
inline constexpr int kMaxNumberText = 48;

// Each returns the end of the text.
char* write_number(char* out, std::uint64_t value) noexcept;
char* write_number(char* out, std::int64_t value) noexcept;
char* write_number(char* out, double value) noexcept;  // REQUIRES: finite
char* write_number(char* out, float value) noexcept;   // REQUIRES: finite

// Exactly two, four, eight digits, with zeros in front. REQUIRES: the value has no more.
char* write_two_digits(char* out, std::uint32_t value) noexcept;
char* write_four_digits(char* out, std::uint32_t value) noexcept;
char* write_eight_digits(char* out, std::uint32_t value) noexcept;

}  // namespace wirespeed
