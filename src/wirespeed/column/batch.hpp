// Columns that are finished: what builders make, and what goes out as Arrow.
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/column/buffer.hpp"
#include "wirespeed/column/type.hpp"

namespace wirespeed::column {

// Text of one utf8 column in one batch: its offsets are 32 bits wide.
inline constexpr std::size_t kMaxTextBytes = std::numeric_limits<std::int32_t>::max();

// One column in Arrow's layout.
struct Column {
  Type type;
  std::int64_t length = 0;
  std::int64_t nulls = 0;
  Buffer validity;  // a bit for each value, 1 = there; no bytes when there is no null
  Buffer offsets;   // text, bytes, list, map: length + 1 of int32, large ones int64; union: length of int32
  Buffer values;    // numbers, bits or text; union: a byte for each value, the number of its alternative
  std::vector<Column> children;                       // list: its items; struct: its fields; union: its alternatives
  std::vector<Column> dictionary{};                   // none or one: what `values` are places in
  std::vector<std::shared_ptr<const Buffer>> data{};  // utf8_view: what its views point into; columns may share them

  std::size_t bytes() const noexcept;  // of its buffers; what is shared counts in each column that has it
};

struct Batch {
  std::int64_t rows = 0;
  std::vector<Column> columns;

  std::size_t bytes() const noexcept;  // of all buffers
};

// Batches one after the other, all of one schema. Not thread-safe.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  virtual const Schema& schema() const = 0;
  virtual Result<std::shared_ptr<const Batch>> next() = 0;  // null at the end
};

// One batch with the rows of all. REQUIRES: the same types in each, no union; at least one batch.
// A dictionary that only grew from batch to batch stays as it is; others are put one behind the other.
// An error of code limit when a column's text would pass what its offsets can say, or a dictionary what its places can.
Result<Batch> concat(const std::vector<Batch>& batches);

}  // namespace wirespeed::column
