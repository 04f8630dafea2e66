// For each row of one table the rows of another that have the same key: what joins, lookups and sets are made of.
//
//   probe  b c a b        first  1 - 0 1        next  2 - - -
//   build  a b b d                              (of build: the next row with the same key)
#pragma once

#include <span>

#include "wirespeed/column/array_view.hpp"
#include "wirespeed/kernels/raw_vector.hpp"
#include "wirespeed/kernels/rows.hpp"

namespace wirespeed::kernels {

// Whether a null has a partner in another null. (NaN and NaT are values: each equals itself.)
enum class NullMatch : std::uint8_t { never, equal };

struct Matches {
  RawVector<Row> first;  // of each row of probe: the first row of build with its key, or kNoRow
  RawVector<Row> next;   // of each row of build: the next one with its key, or kNoRow; empty when keys are unique

  Row after(Row row) const noexcept { return next.empty() ? kNoRow : next[row]; }
};

using Columns = std::span<const column::ArrayView>;

// Fails when the columns of both are not as many, or as long, or of kinds that cannot be compared (common_kind());
// `operation` begins the error. REQUIRES: at least one column in each.
Result<Matches> match(Columns probe, Columns build, NullMatch nulls, const char* operation);
Result<Matches> match(const column::ArrayView& probe, const column::ArrayView& build, NullMatch nulls,
                      const char* operation);

}  // namespace wirespeed::kernels
