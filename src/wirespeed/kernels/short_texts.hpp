// Rows of equal texts where all of a column are short: each is made four words, which say all of it, and those are what
// is hashed and compared. Nothing depends on how long a text is, or on where it lies.
//
//   S of 16 to 32 bytes       the first 16 and the last 16
//   U of 16 to 32 characters  the same, where all are below 256; fewer likewise by 8 or 4
//   texts of up to 31 bytes   the bytes, zeros behind them, and in the last byte how many they are
#pragma once

#include <cstdint>
#include <optional>

#include "wirespeed/column/array_view.hpp"

namespace wirespeed::kernels {

// Codes of all rows, and how many groups there are, as group_words() has it; nullopt where some texts are too long, or
// there are so many rows that others group them better, or the CPU has no AVX2: then `codes` and `first` hold anything.
// REQUIRES: items are text
std::optional<std::uint32_t> group_short_texts(const column::ArrayView& view, std::uint32_t* codes,
                                               std::uint32_t* first);

}  // namespace wirespeed::kernels
