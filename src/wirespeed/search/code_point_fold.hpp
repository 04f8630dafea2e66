// One code point at a time: is it part of a word, and as what.
#pragma once

namespace wirespeed::search {

// What fold_code_point() says of code points that are not kept.
inline constexpr char32_t kSeparator = 0;  // ends a word
inline constexpr char32_t kAccent = 1;     // dropped; neither ends a word nor begins one

// The folded code point, kSeparator or kAccent.
char32_t fold_code_point(char32_t code_point) noexcept;

}  // namespace wirespeed::search
