// Memory that an aggregate is written into, and the array that it becomes: NumPy's or Arrow's, as its column was.
#pragma once

#include <string>
#include <vector>

#include "kernels_arrays.hpp"
#include "wirespeed/kernels/aggregate.hpp"

namespace wirespeed::python {

class AggregateResult {
 public:
  // Makes the memory and points the task to it. `input` is its column, kept by the caller; nullptr where it has none,
  // and then `is_arrow` decides. False with an error set. REQUIRES: shape_of() gave `shape`
  bool make(kernels::AggregateTask& task, const kernels::AggregateShape& shape, const InputArray* input, bool is_arrow,
            kernels::GroupView groups);

  // A new reference, or nullptr with an error set. REQUIRES: aggregate() has filled the memory
  PyObject* finish();

 private:
  bool make_numpy(kernels::AggregateTask& task, bool is_span);
  bool make_picks(kernels::AggregateTask& task, std::int64_t groups);
  void make_arrow(kernels::AggregateTask& task, bool is_span);
  PyObject* finish_arrow();
  PyObject* finish_arrow_picks();
  PyObject* finish_picks();

  kernels::AggregateShape shape_;
  const InputArray* input_ = nullptr;
  std::int64_t length_ = 0;
  std::int64_t picks_ = 0;           // of each group, where they become Arrow's first
  Owned array_;                      // NumPy's
  std::vector<std::uint32_t> rows_;  // of texts
  std::shared_ptr<ArrowColumn> column_;
  std::shared_ptr<std::uint8_t[]> data_;
  std::shared_ptr<std::uint8_t[]> validity_;
};

// Points in time, which have differences, but no sum.
bool is_instant(const InputArray& input);
// Points or differences.
bool is_time(const InputArray& input);
// Whose bytes are not in the order of their values.
bool is_decimal(const InputArray& input);

}  // namespace wirespeed::python
