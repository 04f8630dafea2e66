// Columns that are finished: what builders make, and what goes out as Arrow.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/column/buffer.hpp"

namespace wirespeed::column {

enum class Type : std::uint8_t {
  int32,
  int64,
  boolean,
  utf8,       // 32-bit offsets
  list_utf8,  // of utf8, 32-bit offsets
};

struct Field {
  std::string name;
  Type type;
  bool nullable = true;
};

using Schema = std::vector<Field>;

// One column in Arrow's layout.
struct Column {
  Type type;
  std::int64_t length = 0;
  std::int64_t nulls = 0;
  Buffer validity;               // a bit for each value, 1 = there; no bytes when there is no null
  Buffer offsets;                // utf8, list: length + 1 of int32
  Buffer values;                 // numbers, bits or text; nothing for a list
  std::vector<Column> children;  // list: its items

  std::size_t bytes() const noexcept;
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

// One batch with the rows of all. REQUIRES: the same types in each; at least one batch.
// An error of code limit when a column's text would pass 2^31 - 1 bytes.
Result<Batch> concat(const std::vector<Batch>& batches);

}  // namespace wirespeed::column
