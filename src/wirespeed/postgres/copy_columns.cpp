#include "wirespeed/postgres/copy_columns.hpp"

namespace wirespeed::postgres {
namespace {

const std::uint8_t* end_of(ByteView bytes) noexcept { return bytes.data() + bytes.size(); }

// Whether bytes behind the row are the piece's, too.
bool is_followed(ByteView row, ByteView piece) noexcept {
  return row.data() >= piece.data() && row.data() < end_of(piece) &&
         static_cast<std::size_t>(end_of(piece) - end_of(row)) >= kReadableBehind;
}

}  // namespace

Result<std::vector<column::Batch>> CopyColumns::feed(ByteView piece) {
  std::vector<column::Batch> batches;
  auto fed = feed_piece(piece, batches);
  if (!fed) return std::unexpected(std::move(fed).error());
  return batches;
}

// Rows are taken together, but for those at the piece's end, which are copied.
Result<void> CopyColumns::feed_piece(ByteView piece, std::vector<column::Batch>& batches) {
  reader_.feed(piece);
  between_rows_ = false;
  for (ByteView row; reader_.next(row);) {
    between_rows_ = end_of(row) == end_of(piece);
    if (is_followed(row, piece)) {
      rows_.push_back(row);
      if (rows_.size() < RowTile::kRows) continue;
    }
    auto flushed = flush(batches);
    if (!flushed) return flushed;
    if (is_followed(row, piece)) continue;
    last_.assign(row.begin(), row.end());
    last_.resize(row.size() + kReadableBehind);
    const ByteView copy = ByteView(last_).first(row.size());
    auto taken = take({&copy, 1}, batches);
    if (!taken) return taken;
  }
  auto flushed = flush(batches);
  if (!flushed) return flushed;
  reader_.release();
  if (reader_.is_broken()) return std::unexpected(reader_.error());
  return {};
}

Result<void> CopyColumns::flush(std::vector<column::Batch>& batches) {
  auto taken = take(rows_, batches);
  rows_.clear();
  return taken;
}

Result<void> CopyColumns::take(std::span<const ByteView> rows, std::vector<column::Batch>& batches) {
  while (!rows.empty()) {
    auto taken = columns_.take_found(rows);
    if (!taken) return std::unexpected(std::move(taken).error());
    rows = rows.subspan(*taken);
    if (!columns_.full()) continue;
    auto ended = end_batch(batches);
    if (!ended) return ended;
  }
  return {};
}

Result<void> CopyColumns::end_batch(std::vector<column::Batch>& batches) {
  auto batch = columns_.take_batch();
  if (!batch) return std::unexpected(std::move(batch).error());
  batches.push_back(std::move(*batch));
  ++batches_;
  return {};
}

Result<std::vector<column::Batch>> CopyColumns::finish() {
  auto whole = reader_.finish();
  if (!whole) return std::unexpected(std::move(whole).error());
  std::vector<column::Batch> batches;
  if (columns_.rows() == 0 && batches_ != 0) return batches;
  auto ended = end_batch(batches);
  if (!ended) return std::unexpected(std::move(ended).error());
  return batches;
}

// A server sends each row in a message of its own: while it does, they are read as those of a query are.
Result<std::size_t> CopyColumns::feed_messages(ByteView slab, std::vector<column::Batch>& batches) {
  std::size_t used = 0;
  for (;;) {
    auto rows = take_messages(slab.subspan(used), batches);
    if (!rows) return rows;
    used += *rows;
    MessageReader reader(slab.subspan(used));
    ByteView body;
    if (!reader.next_of(MessageType::copy_data, body)) return used;
    auto fed = feed_piece(body, batches);
    if (!fed) return std::unexpected(std::move(fed).error());
    used += reader.used();
  }
}

// Those that hold a row each, from where a row begins.
Result<std::size_t> CopyColumns::take_messages(ByteView slab, std::vector<column::Batch>& batches) {
  std::size_t used = 0;
  while (between_rows_) {
    auto taken = columns_.take_rows(slab.subspan(used), MessageType::copy_data);
    if (!taken) return taken;
    used += *taken;
    if (!columns_.full()) break;
    auto ended = end_batch(batches);
    if (!ended) return std::unexpected(std::move(ended).error());
  }
  return used;
}

}  // namespace wirespeed::postgres
