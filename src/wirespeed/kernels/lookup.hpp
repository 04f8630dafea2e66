// Where values lie in sorted columns, and the rows that lists are of.
#pragma once

#include <optional>
#include <span>

#include "wirespeed/kernels/match.hpp"

namespace wirespeed::kernels {

enum class Side : std::uint8_t { left, right };  // the first place that keeps the order, or the last

// For each value the place in `sorted` where it belongs. Where that would be behind the end: 0, so that every place is
// one of `sorted`. Nulls have 0. Fails when `sorted` is empty but `values` are not, is not in order, or has nulls.
Result<RawVector<std::int64_t>> search_sorted_in_range(const column::ArrayView& sorted, const column::ArrayView& values,
                                                       Side side);

enum class AsOf : std::uint8_t {
  backward,  // the last one that is not later
  forward,   // the first one that is not earlier
  nearest,   // whichever is nearer; the earlier one where both are as near
};

struct AsOfOptions {
  AsOf direction = AsOf::backward;
  bool exact = true;                  // whether one at the same time counts
  std::optional<double> tolerance{};  // how far away it may lie, in the columns' unit
};

// For each row of `left` the row of `right` whose time is the nearest in one direction, among those with the same keys
// where there are keys; or kNoIndex. Nulls, NaN and NaT have none. Both in the order of their time, else it fails,
// naming the row.
Result<RawVector<std::int64_t>> asof_rows(const column::ArrayView& left, const column::ArrayView& right,
                                          Columns left_by, Columns right_by, const AsOfOptions& options);

// What lists in one column say: rows of the list that each item is in, and the items.
struct Exploded {
  RawVector<std::int64_t> rows;
  RawVector<std::int64_t> items;  // kNoIndex for an empty list that is kept; made only then
};

// `offsets`: list i has the items from offsets[i] to offsets[i + 1]. Fails when they are not integers, or fall.
Result<Exploded> explode_rows(const column::ArrayView& offsets, bool keeps_empty);

}  // namespace wirespeed::kernels
