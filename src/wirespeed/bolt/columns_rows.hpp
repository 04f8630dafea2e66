// Arrow columns as parameters of a query: lists of maps, one for each row, for UNWIND; in batches.
//
//   auto rows = ColumnsToRows::make(&stream, {});          // any ArrowArrayStream; it is taken over
//   for (;;) {
//     Result<RowBatch> batch = rows->next();
//     if (!batch || batch->rows == 0) break;
//     ...  RUN "UNWIND $rows AS row CREATE (n) SET n = row" with batch->bytes as the value of "rows"
//   }
//
// What a column becomes: integers of all widths, float16 to float64, booleans, text and bytes of all layouts, lists,
// maps with text as keys, structs and unions become PackStream's own; dates, times, timestamps, durations and intervals
// become Bolt's structures; dictionaries become what they hold; nulls stay, so each map has all keys. Types of
// extensions are what they are stored as. An integer beyond 64 bits with sign is an error that names column and row.
// Streams come from this process: their sizes and offsets are believed, as everywhere in Arrow's C interface.
// Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/column/arrow_abi.hpp"

namespace wirespeed::bolt {

struct RowOptions {
  std::size_t batch_rows = 10'000;
  std::size_t batch_bytes = std::size_t{4} << 20;  // a batch ends with the row that passes it
  bool utc = true;  // date-times in UTC: Bolt 5, or the patch "utc"; else as on the wall, which excludes names of zones
};

struct RowBatch {
  ByteView bytes;              // a PackStream list of maps; until the next call of next()
  std::int64_t rows = 0;       // 0: the end
  std::int64_t first_row = 0;  // of the stream
};

class ColumnsToRows {
 public:
  // Takes the stream, and releases it at the end, whatever happens. Fails for types that Bolt has no form for.
  static Result<ColumnsToRows> make(ArrowArrayStream* stream, RowOptions options);

  ColumnsToRows(ColumnsToRows&&) noexcept;
  ColumnsToRows& operator=(ColumnsToRows&&) noexcept;
  ~ColumnsToRows();

  // After an error, the same error.
  Result<RowBatch> next();

 private:
  struct State;
  explicit ColumnsToRows(std::unique_ptr<State> state) noexcept;

  std::unique_ptr<State> state_;
};

}  // namespace wirespeed::bolt
