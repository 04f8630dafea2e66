// The order of rows by one key or several.
#pragma once

#include <span>

#include "wirespeed/column/array_view.hpp"
#include "wirespeed/kernels/raw_vector.hpp"
#include "wirespeed/kernels/rows.hpp"

namespace wirespeed::kernels {

struct SortKey {
  column::ArrayView column;
  bool descending = false;
  bool missing_first = false;  // null, NaN and NaT; else they come last, whatever the direction
};

// Rows so that their keys ascend: by the first key, among equals by the next, among equals in their own order. Text is
// ordered by its bytes, characters by their code. Fails when keys are none, or not of one length.
Result<RawVector<Row>> sort_rows(std::span<const SortKey> keys);

// A word for each text that is smaller where the text is, and the same where it is the same: its rank among them. Rows
// without data have any.
RawVector<std::uint64_t> ranks_of(std::span<const std::string_view> texts);

}  // namespace wirespeed::kernels
