// Columns of somebody else, as the Arrow C interface shows them: what each is, and where its values lie.
#pragma once

#include <string>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/column/arrow_abi.hpp"

namespace wirespeed::bolt {

enum class Layout : std::uint8_t {
  null,
  boolean,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float16,
  float32,
  float64,
  text,        // offsets of 32 bits
  large_text,  // of 64 bits
  text_view,   // 16 bytes for each value: the text, or where it is
  bytes,
  large_bytes,
  bytes_view,
  fixed_bytes,  // `width` bytes each
  date32,
  date64,
  time32,
  time64,
  timestamp,
  duration,
  months,
  day_time,
  month_day_nano,
  list,
  large_list,
  fixed_list,  // `width` values each
  structure,
  map,  // lists of entries
  dense_union,
  sparse_union,
};

// One column, and where its values are in the batch that was bound last.
struct SourceColumn {
  std::string name;
  Layout layout = Layout::null;
  std::int64_t width = 0;       // of fixed_bytes and fixed_list
  std::int64_t per_second = 0;  // of what has a unit of time
  std::string zone;             // of a timestamp
  bool has_offset = false;      // the zone is UTC or +hh:mm: `offset_seconds`
  std::int64_t offset_seconds = 0;
  std::vector<std::int8_t> type_ids;  // of a union: of each alternative
  std::vector<std::uint8_t> key;      // its name as PackStream
  std::vector<SourceColumn> children;
  std::vector<SourceColumn> dictionary;  // none or one: then the values here are places in it

  std::int64_t first = 0;  // the array's offset: where in its buffers row 0 lies
  const std::uint8_t* validity = nullptr;
  const void* const* buffers = nullptr;

  template <typename T>
  T at(std::size_t buffer, std::int64_t row) const noexcept {
    return static_cast<const T*>(buffers[buffer])[first + row];
  }
  bool is_null(std::int64_t row) const noexcept {
    return validity != nullptr && (validity[(first + row) / 8] >> ((first + row) % 8) & 1) == 0;
  }
};

// What a schema says. Fails for a type without a layout above, naming the column.
Result<SourceColumn> describe(const ArrowSchema& schema);

// Shows a batch to a column that describe() made. Fails when the batch is not of that schema.
Result<void> bind(SourceColumn& column, const ArrowArray& array);

}  // namespace wirespeed::bolt
