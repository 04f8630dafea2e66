// Sets of values as rows of the columns that hold them: which rows, taken from their column, are the answer.
//
// Values are equal as match.hpp says; null is a value here, equal to null. Rows come in the order in which their values
// are seen first.
#pragma once

#include "wirespeed/kernels/match.hpp"

namespace wirespeed::kernels {

// Writes 1 for each row of `column` whose value is among `values`, else 0.
Result<void> is_in(const column::ArrayView& column, const column::ArrayView& values, std::uint8_t* found);

// Rows of `left` whose value is not among `right`; all of them, repeated ones too.
Result<RawVector<Row>> rows_not_in(const column::ArrayView& left, const column::ArrayView& right);

// One row of `left` for each value that is in both; and that is not in `right`.
Result<RawVector<Row>> intersect_rows(const column::ArrayView& left, const column::ArrayView& right);
Result<RawVector<Row>> difference_rows(const column::ArrayView& left, const column::ArrayView& right);

// One row for each value of both: rows of `left`, and then of `right`.
struct UnionRows {
  RawVector<Row> left;
  RawVector<Row> right;
};
Result<UnionRows> union_rows(const column::ArrayView& left, const column::ArrayView& right);

}  // namespace wirespeed::kernels
