// Text as a JSON string, into memory of the caller. `"` and `\` and what stands below U+0020 are escaped, nothing else:
// the rest is UTF-8 as it came.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace wirespeed {

// Bytes that one byte of UTF-8, or one code point, may become.
inline constexpr std::size_t kMaxEscape = 6;
// Bytes behind the text that may be written too, as words are.
inline constexpr std::size_t kJsonSlack = 16;

// The content without its quotes. Each returns its end, or nullptr for what is not valid: no UTF-8, no Unicode scalar
// values. REQUIRES: room for kMaxEscape * text.size() + kJsonSlack bytes at `out`.
char* write_json_text(char* out, std::string_view text) noexcept;
char* write_json_text(char* out, std::span<const char32_t> text) noexcept;

}  // namespace wirespeed
