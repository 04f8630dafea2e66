// Rows of equal texts in one walk: a block of them is hashed, looked up and compared while it lies in the first cache.
#pragma once

#include <cstdint>
#include <optional>

#include "wirespeed/column/array_view.hpp"

namespace wirespeed::kernels {

// Codes of all rows, and the number of groups, as group_words() has them. Nothing where there are too many groups for
// one table; then `codes` and `first` hold anything.
// REQUIRES: text without a dictionary; rows; `first` has room for as many as there are
std::optional<std::uint32_t> group_texts(const column::ArrayView& view, std::uint32_t* codes, std::uint32_t* first,
                                         unsigned threads);

}  // namespace wirespeed::kernels
