// Aggregates over groups: one walk over the rows for all that is asked for.
//
//   AggregateTask total{.aggregate = Aggregate::sum, .values = &view};
//   auto shape = shape_of(total);                     // or what of this column cannot be had
//   std::vector<std::int64_t> sums(groups.groups);    // as the shape says
//   total.result = sums.data();
//   auto done = aggregate(groups, {&total, 1}, {});
//
// Nulls, NaN and NaT do not take part. What a group without values has is said at each aggregate; "missing" is NaN in
// results of floats, NaT in those of ticks, else 0, and a cleared bit where a validity bitmap is given.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "wirespeed/base/error.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/column/array_view.hpp"
#include "wirespeed/kernels/groups.hpp"

namespace wirespeed::kernels {

enum class Aggregate : std::uint8_t {
  sum,       // int64, uint64 or float64 (compensated); ticks; 0 without values. What overflows is an error
  mean,      // float64, or ticks rounded down; missing without values
  min,       // the column's own type, as the next three; missing without values
  max,       //
  first,     // of the values that are there
  last,      //
  idxmin,    // int64: the row of the first least value; -1 without values
  idxmax,    //
  count,     // int64: values that are there
  size,      // int64: rows
  any,       // boolean: a value that is not 0; false without values
  all,       // boolean: no value that is 0; true without values
  nunique,   // int64: distinct values
  median,    // float64, or ticks rounded down; missing without values
  quantile,  // the same at `parameter` between 0 and 1, linear between two values
  var,       // float64, with `parameter` degrees of freedom taken off; missing where none is left
  std,       // its root; of ticks, ticks
  range,     // greatest less least: int64, uint64, float or ticks; missing without values
  largest,   // `picks` values of each group, best first, then missing; of equal ones any
  smallest,  //
  cumsum,    // for each row the sum so far, as sum; missing where the row's value is
  cumcount,  // int64 for each row: how many of its group came before; -1 where it has no group
  rank,      // float64 for each row, by `ranking`; missing where the row's value is
  cov,       // float64 of pairs (values, other), as var
  corr,      // float64 of the same: Pearson's coefficient; missing where either does not vary
  slope,     // float64: that of the line other = intercept + slope * values; missing where values do not vary
};

// How equal values are ranked.
enum class Ranking : std::uint8_t { average, min, max, first, dense };

struct AggregateTask {
  Aggregate aggregate = Aggregate::size;
  const column::ArrayView* values = nullptr;  // of size and cumcount: none
  const column::ArrayView* other = nullptr;   // of cov, corr, slope: the second column
  double parameter = 0;                       // of quantile, var, std, cov
  std::uint32_t picks = 0;                    // of largest, smallest
  Ranking ranking = Ranking::average;
  bool is_descending = false;        // of rank: the greatest is the first
  void* result = nullptr;            // memory for what shape_of() says
  std::uint8_t* validity = nullptr;  // bits that are all 1 before the call, or none
};

enum class Extent : std::uint8_t {
  group,  // an item for each group
  pick,   // `picks` items for each group
  row,    // an item for each row
};

struct AggregateShape {
  column::Item item = column::Item::int64;  // boolean, int8 ... float64, or ticks
  Extent extent = Extent::group;
  bool can_miss = false;  // items may be missing
  bool is_rows = false;   // texts: uint32, the row to take each group's item from; where it has none, that row is null
};

// What a task results in. Fails for what this kind of column has not, naming both, and for parameters out of bounds.
Result<AggregateShape> shape_of(const AggregateTask& task);

// As it is spelled above.
std::string_view to_string(Aggregate aggregate) noexcept;

struct AggregateOptions {
  unsigned threads = 1;                        // at most; small inputs take one
  std::span<const std::uint32_t> counts = {};  // rows of each group, where they are known
  Stop stop = {};
};

// Fills the tasks' results. Fails when a sum or range overflows, naming the group, and when it is stopped.
// REQUIRES: shape_of() took each task; each column has as many items as groups.codes
Result<void> aggregate(GroupView groups, std::span<const AggregateTask> tasks, const AggregateOptions& options);

}  // namespace wirespeed::kernels
