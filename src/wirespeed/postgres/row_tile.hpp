// Where the values of some rows are: the first pass over received bytes.
//
//   'D' | int32 length, with itself | int16 columns | (int32 size, or -1 for NULL; bytes)*      DataRow
//   'd' | int32 length, with itself | int16 columns | (int32 size, or -1 for NULL; bytes)*      CopyData of one tuple
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "wirespeed/postgres/column_decoder.hpp"
#include "wirespeed/postgres/message.hpp"

namespace wirespeed::postgres {

inline constexpr std::size_t kCountBytes = 2;  // of columns
inline constexpr std::size_t kRowHeaderBytes = kMessageHeaderBytes + kCountBytes;
inline constexpr std::size_t kMaxTileBytes = std::size_t{1} << 30;

class RowTile {
 public:
  static constexpr std::size_t kRows = 256;

  explicit RowTile(std::size_t columns) : columns_(columns), cells_(columns * kStride) {}

  // Indexes whole messages of `type` from the front of `bytes`, at most `limit` (up to kRows), and stops before one
  // that ends less than kReadableBehind before the end of `bytes`, is of another type, or is no row: see explain_row().
  // Returns how many bytes they take. The cells point into `bytes`.
  std::size_t index_messages(ByteView bytes, MessageType type, std::size_t limit);

  // The same for rows that were found already, from their number of columns on; returns how many were indexed.
  // REQUIRES: kReadableBehind bytes behind each may be read
  std::size_t index_rows(std::span<const ByteView> rows);

  std::size_t rows() const noexcept { return rows_; }
  std::span<const Cell> column(std::size_t index) const noexcept { return {cells_.data() + index * kStride, rows_}; }

 private:
  // A few more than rows: else the same row's cells of all columns would share a set of the cache.
  static constexpr std::size_t kStride = kRows + 4;
  static constexpr std::size_t kLanes = 4;

  struct Extent {
    const std::uint8_t* start;  // of the first value's size
    const std::uint8_t* end;
  };

  void find_messages(ByteView bytes, MessageType type, std::size_t limit);
  void index_found();
  template <std::size_t kCount>
  bool index_some(std::size_t first);

  std::size_t columns_;
  std::vector<Cell> cells_;  // by column, then row
  std::size_t rows_ = 0;
  std::size_t found_ = 0;
  std::array<Extent, kRows> extents_{};
};

// How many bytes the message at the front of `bytes` takes, 0 when it is not all there.
std::size_t message_size(ByteView bytes) noexcept;

// What is wrong with a row's values: all that follows its header. Nothing: they are `columns` values.
struct RowFault {
  std::size_t column;  // `columns` when there is more behind the last
  std::string text;
};
std::optional<RowFault> fault_of_row(ByteView values, std::size_t columns);

// Whether each whole DataRow message at the front of `received` is `columns` values and nothing else.
bool rows_are_sound(ByteView received, std::size_t columns);

}  // namespace wirespeed::postgres
