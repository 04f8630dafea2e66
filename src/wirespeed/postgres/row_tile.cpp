#include "wirespeed/postgres/row_tile.hpp"

#include "wirespeed/base/big_endian.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::size_t kSizeBytes = 4;

// NULL's size is -1, it has no bytes; anything below is none.
std::size_t bytes_behind(std::int32_t size) noexcept { return static_cast<std::size_t>(size & ~(size >> 31)); }

bool is_of(std::uint8_t byte, MessageType type) noexcept { return byte == static_cast<std::uint8_t>(type); }

}  // namespace

std::size_t message_size(ByteView bytes) noexcept {
  if (bytes.size() < kMessageHeaderBytes) return 0;
  const std::size_t size = 1 + std::size_t{load_be<std::uint32_t>(bytes.data() + 1)};
  return size < kMessageHeaderBytes || size > bytes.size() ? 0 : size;
}

void RowTile::find_messages(ByteView bytes, MessageType type, std::size_t limit) {
  found_ = 0;
  std::size_t at = 0;
  while (found_ < limit && bytes.size() - at >= kRowHeaderBytes + kReadableBehind && is_of(bytes[at], type)) {
    const std::size_t size = 1 + std::size_t{load_be<std::uint32_t>(&bytes[at + 1])};
    if (size < kRowHeaderBytes || size > bytes.size() - at - kReadableBehind) return;
    if (load_be<std::uint16_t>(&bytes[at + kMessageHeaderBytes]) != columns_) return;
    if (at + size > kMaxTileBytes && found_ != 0) return;
    extents_[found_++] = {bytes.data() + at + kRowHeaderBytes, bytes.data() + at + size};
    at += size;
  }
}

std::size_t RowTile::index_messages(ByteView bytes, MessageType type, std::size_t limit) {
  find_messages(bytes, type, std::min(limit, kRows));
  index_found();
  return rows_ == 0 ? 0 : static_cast<std::size_t>(extents_[rows_ - 1].end - bytes.data());
}

std::size_t RowTile::index_rows(std::span<const ByteView> rows) {
  found_ = 0;
  for (const ByteView row : rows.first(std::min(rows.size(), kRows))) {
    if (row.size() < kCountBytes || load_be<std::uint16_t>(row.data()) != columns_) break;
    extents_[found_++] = {row.data() + kCountBytes, row.data() + row.size()};
  }
  index_found();
  return rows_;
}

// Some rows at once: where a value begins is only known when the size before it is, and the processor can wait for
// several of them.
void RowTile::index_found() {
  rows_ = 0;
  while (rows_ + kLanes <= found_ && index_some<kLanes>(rows_)) rows_ += kLanes;
  while (rows_ < found_ && index_some<1>(rows_)) ++rows_;
}

template <std::size_t kCount>
bool RowTile::index_some(std::size_t first) {
  const std::uint8_t* at[kCount];
  const std::uint8_t* end[kCount];
  for (std::size_t k = 0; k < kCount; ++k) {
    at[k] = extents_[first + k].start;
    end[k] = extents_[first + k].end;
  }
  Cell* cells = cells_.data() + first;
  std::int32_t odd = 0;  // negative once there was a size below -1
  for (std::size_t column = 0; column < columns_; ++column, cells += kStride) {
    bool past = false;
    for (std::size_t k = 0; k < kCount; ++k) {
      const auto size = load_be<std::int32_t>(at[k]);
      at[k] += kSizeBytes;
      cells[k] = {at[k], size};
      at[k] += bytes_behind(size);
      odd |= size & (size + 1);
      past |= at[k] > end[k];
    }
    if (past) return false;
  }
  for (std::size_t k = 0; k < kCount; ++k) odd |= at[k] == end[k] ? 0 : -1;
  return odd >= 0;
}

std::optional<RowFault> fault_of_row(ByteView values, std::size_t columns) {
  std::size_t at = 0;
  for (std::size_t column = 0; column < columns; ++column) {
    const std::size_t left = values.size() - at;
    if (left < kSizeBytes)
      return RowFault{column, fmt::format("expected 4 bytes of its size, found the row's end after {}", left)};
    const auto size = load_be<std::int32_t>(&values[at]);
    if (size < -1) return RowFault{column, fmt::format("expected a size of -1 or more, found {}", size)};
    if (bytes_behind(size) > left - kSizeBytes) {
      return RowFault{column, fmt::format("expected {} bytes, found the row's end after {}", size, left - kSizeBytes)};
    }
    at += kSizeBytes + bytes_behind(size);
  }
  if (at == values.size()) return std::nullopt;
  return RowFault{columns, fmt::format("expected the row's end behind its {} values, found {} more bytes", columns,
                                       values.size() - at)};
}

bool rows_are_sound(ByteView received, std::size_t columns) {
  MessageReader reader(received);
  for (ByteView body; reader.next_of(MessageType::data_row, body);) {
    if (body.size() < kCountBytes || load_be<std::uint16_t>(body.data()) != columns) return false;
    if (fault_of_row(body.subspan(kCountBytes), columns)) return false;
  }
  return true;
}

}  // namespace wirespeed::postgres
