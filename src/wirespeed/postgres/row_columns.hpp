// Rows as they come from the server, into columns.
//
//   auto columns = RowColumns::make(fields, catalog, options, limits);
//   for each slab of received bytes:
//     while (something was consumed):
//       consumed = columns->take_rows(slab);           // DataRow messages from its front
//       if (columns->full()) use(columns->take_batch());
//   use(columns->take_batch());                        // the rest
//
// Nothing of a slab is kept: what take_rows() did not consume (a message of another kind, or the beginning of one)
// stays the caller's. One thread at a time.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "wirespeed/postgres/column_decoder.hpp"
#include "wirespeed/postgres/fixed_rows.hpp"
#include "wirespeed/postgres/responses.hpp"
#include "wirespeed/postgres/row_tile.hpp"

namespace wirespeed::postgres {

// A batch ends with the row that reaches one of them. Even without limits it ends before a column of 32-bit offsets
// would pass 2^31 - 1 bytes.
struct BatchLimits {
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  std::size_t rows = kNone;
  std::size_t bytes = kNone;  // of the columns; asked for every few hundred rows
};

class RowColumns {
 public:
  // REQUIRES: of each column catalog.missing(oid) is empty, or the types that are missing stay bytes.
  static Result<RowColumns> make(std::vector<ColumnDescription> columns, const TypeCatalog& catalog,
                                 const ColumnOptions& options, BatchLimits limits);
  // The same with options for each column. REQUIRES: as many as columns
  static Result<RowColumns> make(std::vector<ColumnDescription> columns, const TypeCatalog& catalog,
                                 std::span<const ColumnOptions> options, BatchLimits limits);

  // Takes the rows in the messages of `type` (DataRow, or CopyData that holds one tuple each) at the front of `slab`
  // until the batch is full. Returns how many bytes they were: what follows is a message of another kind, one that is
  // not all there, or, of CopyData, one that is not just a tuple.
  Result<std::size_t> take_rows(ByteView slab, MessageType type = MessageType::data_row);

  // Takes rows that were found already, from their number of columns on, until the batch is full; returns how many.
  // REQUIRES: kReadableBehind bytes behind each may be read
  Result<std::size_t> take_found(std::span<const ByteView> rows);

  bool full() const noexcept { return full_; }
  std::size_t rows() const noexcept { return rows_; }  // since the last batch
  std::size_t total_rows() const noexcept { return earlier_ + rows_; }
  std::size_t bytes() const noexcept;

  // What was taken since the last time. What the schema says is final from the first batch on.
  Result<column::Batch> take_batch();
  column::Schema schema() const;
  const std::vector<ColumnDescription>& columns() const noexcept { return columns_; }

 private:
  RowColumns(std::vector<ColumnDescription> columns, std::vector<std::string> type_names,
             std::vector<std::unique_ptr<ColumnDecoder>> decoders, BatchLimits limits);

  std::size_t room() const noexcept { return std::min(RowTile::kRows, limits_.rows - rows_); }
  Result<std::size_t> take_some(ByteView slab, MessageType type);
  Result<std::size_t> take_fixed(ByteView slab, std::size_t count);
  Result<std::size_t> take_last(ByteView slab, MessageType type);
  Result<std::size_t> take_tile(std::size_t bytes);
  Result<std::size_t> append(std::size_t bytes, std::size_t rows, auto&& append_column);
  bool has_room_for(std::size_t bytes) const noexcept;
  std::unexpected<wirespeed::Error> explain(ByteView body) const;
  std::string where(std::size_t column, std::size_t row) const;

  std::vector<ColumnDescription> columns_;
  std::vector<std::string> type_names_;
  std::vector<std::unique_ptr<ColumnDecoder>> decoders_;
  BatchLimits limits_;
  RowTile tile_;
  FixedRows fixed_;
  MessageType fixed_type_{};
  std::vector<std::size_t> widths_;  // empty unless all columns have one
  std::vector<std::uint8_t> last_;   // the slab's last rows, with bytes behind that may be read
  std::size_t rows_ = 0;
  std::size_t earlier_ = 0;  // rows in earlier batches
  bool full_ = false;
};

}  // namespace wirespeed::postgres
