// Rows of equal texts where all of a long column are of few bytes: each is made one word, or two, which say all of it,
// and those are what is hashed and compared: see packed_table.hpp.
#pragma once

#include "wirespeed/column/array_view.hpp"
#include "wirespeed/kernels/text_pieces.hpp"

namespace wirespeed::kernels {

// As group_texts() has it; has_all is false, and `codes` and `first` hold anything, where a text is longer, or others
// are better at so few rows or at such items.
// REQUIRES: text without a dictionary; rows; `first` has room for as many as there are
FoundTexts group_packed_texts(const column::ArrayView& view, std::uint32_t* codes, std::uint32_t* first,
                              unsigned threads);

}  // namespace wirespeed::kernels
