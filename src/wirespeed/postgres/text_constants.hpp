// One text as a constant of SQL, or as an item of an array's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wirespeed::postgres {

// What is in a text, as a sum of these.
enum TextMark : std::uint8_t { kQuote = 1, kBackslash = 2, kBeyondAscii = 4, kZero = 8, kDoubleQuote = 16 };

std::uint8_t marks_of(std::string_view text) noexcept;

// 'it''s', E'a\\b'. REQUIRES: no zero byte, UTF-8; marks == marks_of(text)
void append_text_constant(std::string& out, std::string_view text, std::uint8_t marks);

// "a \"b\"". REQUIRES: the same
void append_array_text(std::string& out, std::string_view text, std::uint8_t marks);

}  // namespace wirespeed::postgres
