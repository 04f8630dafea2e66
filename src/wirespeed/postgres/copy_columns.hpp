// COPY ... TO STDOUT (FORMAT binary) into columns: bytes in pieces of any size, from whatever received them.
//
//   CopyColumns copy(value_or_throw(RowColumns::make(columns, catalog, options, limits)));
//   for each piece:
//     for (auto& batch : value_or_throw(copy.feed(piece))) use(batch);
//   for (auto& batch : value_or_throw(copy.finish())) use(batch);
//
// The bytes do not say their types: `columns` has to. One thread at a time.
#pragma once

#include "wirespeed/postgres/copy_format.hpp"
#include "wirespeed/postgres/row_columns.hpp"

namespace wirespeed::postgres {

class CopyColumns {
 public:
  explicit CopyColumns(RowColumns columns) : columns_(std::move(columns)) {}

  // Returns the batches that became full. Nothing of the piece is kept but a row's beginning.
  Result<std::vector<column::Batch>> feed(ByteView piece);

  // No more bytes come: the last batch, if it has rows or is the first; an error when rows are missing.
  Result<std::vector<column::Batch>> finish();

  // Messages of CopyData, from the front of a slab; returns how many bytes they were. What follows is a message of
  // another kind or one that is not all there. Full batches are added to `batches`.
  Result<std::size_t> feed_messages(ByteView slab, std::vector<column::Batch>& batches);

  column::Schema schema() const { return columns_.schema(); }
  const RowColumns& columns() const noexcept { return columns_; }

 private:
  Result<void> feed_piece(ByteView piece, std::vector<column::Batch>& batches);
  Result<std::size_t> take_messages(ByteView slab, std::vector<column::Batch>& batches);
  Result<void> flush(std::vector<column::Batch>& batches);
  Result<void> take(std::span<const ByteView> rows, std::vector<column::Batch>& batches);
  Result<void> end_batch(std::vector<column::Batch>& batches);

  RowColumns columns_;
  CopyBinaryReader reader_;
  std::vector<ByteView> rows_;      // found, and not taken yet
  std::vector<std::uint8_t> last_;  // a row behind which nothing may be read, and zeros
  bool between_rows_ = false;       // all that came before belongs to whole rows
  std::size_t batches_ = 0;
};

}  // namespace wirespeed::postgres
