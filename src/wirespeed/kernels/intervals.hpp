// How much intervals overlap others.
#pragma once

#include "wirespeed/column/array_view.hpp"
#include "wirespeed/kernels/raw_vector.hpp"
#include "wirespeed/kernels/rows.hpp"

namespace wirespeed::kernels {

enum class Overlap : std::uint8_t {
  sum,   // with each of the others, added up
  time,  // how long there is at least one other
};

// One of both is filled: floats for floats.
struct Overlaps {
  RawVector<std::int64_t> whole;
  RawVector<double> real;
};

// For each interval [start, end) how much it overlaps the others of its group; group i is the rows from offsets[i] to
// offsets[i + 1]; rows of no group, and intervals without a start or an end, overlap nothing. Fails when an end comes
// before its start, when offsets fall or lead outside, and where a sum leaves int64.
Result<Overlaps> interval_overlaps(const column::ArrayView& starts, const column::ArrayView& ends,
                                   const column::ArrayView& offsets, Overlap kind);

}  // namespace wirespeed::kernels
