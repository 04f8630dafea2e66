// The framing of COPY ... (FORMAT binary): where each row lies in bytes that come in pieces of any size.
//
//   | "PGCOPY\n\377\r\n\0" | int32 flags | int32 n | n bytes |      the header
//   | int16 columns | columns x (int32 size, bytes) |              a row, as in a DataRow message; size -1 is NULL
//   | int16 -1 |                                                   the end
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"

namespace wirespeed::postgres {

// What a writer begins and ends with: no flags, no extension.
inline constexpr std::array<std::uint8_t, 19> kCopyHeader{'P', 'G', 'C', 'O', 'P', 'Y', '\n', 0xFF, '\r', '\n'};
inline constexpr std::array<std::uint8_t, 2> kCopyTrailer{0xFF, 0xFF};

// A server's rows stay below 1 GiB, its limit of one allocation.
inline constexpr std::size_t kMaxRowBytes = std::size_t{1} << 30U;

// Pieces in, rows out. A row that lies whole in a piece is shown where it lies; one that came in several is put
// together in the reader's own memory, which is only as large as what has come.
//
//   reader.feed(piece);
//   for (ByteView row; reader.next(row);) rows.push_back(row);
//   if (reader.is_broken()) return std::unexpected(reader.error());
//   ... use the rows ...
//   reader.release();            // whenever no view on an earlier row is needed any more
class CopyBinaryReader {
 public:
  explicit CopyBinaryReader(std::size_t max_row_bytes = kMaxRowBytes) noexcept : max_row_bytes_(max_row_bytes) {}

  // Borrows the piece until next() has returned false. REQUIRES: it has done so for the piece before.
  void feed(ByteView piece) noexcept { left_ = piece; }

  // The next row, from its count of columns on. False: more bytes are needed, or has_ended(), or is_broken(). The view
  // is on the piece, or lives until release().
  bool next(ByteView& row) {
    if (state_ == State::rows && assembling_.empty() && walk(left_) == Walk::row) [[likely]] {
      row = left_.first(scan_.offset);
      left_ = left_.subspan(scan_.offset);
      row_has_ended();
      return true;
    }
    return next_slowly(row);
  }

  // Ends the life of rows that were put together.
  void release() noexcept { assembled_.clear(); }

  // The trailer has come.
  bool has_ended() const noexcept { return state_ == State::ended; }
  bool is_broken() const noexcept { return state_ == State::broken; }
  // REQUIRES: is_broken().
  const wirespeed::Error& error() const { return *error_; }
  // Says that no more pieces come: an error unless has_ended().
  Result<void> finish() const;

  std::uint64_t rows() const noexcept { return rows_; }

 private:
  enum class State : std::uint8_t { header, extension, rows, ended, broken };
  enum class Walk : std::uint8_t { row, incomplete, trailer, malformed, too_long };

  struct Scan {
    std::size_t offset = 0;  // in the row, behind the cells that were walked; 0: not even its count
    std::size_t wanted = 0;  // of the row's bytes, before it can go on
    std::int32_t cells_left = 0;
  };

  // Goes on over a row from where the last call stopped. REQUIRES: the bytes of that call are at the front.
  Walk walk(ByteView bytes) noexcept {
    if (scan_.offset == 0) {
      scan_.wanted = 2;
      if (bytes.size() < 2) return Walk::incomplete;
      scan_.cells_left = load_be<std::int16_t>(bytes.data());
      if (scan_.cells_left < 0) return scan_.cells_left == -1 ? Walk::trailer : Walk::malformed;
      scan_.offset = 2;
    }
    for (; scan_.cells_left > 0; --scan_.cells_left) {
      scan_.wanted = scan_.offset + 4;
      if (bytes.size() < scan_.wanted) return Walk::incomplete;
      const auto size = load_be<std::int32_t>(bytes.data() + scan_.offset);
      if (size < -1) return Walk::malformed;
      scan_.wanted += size < 0 ? 0 : static_cast<std::size_t>(size);
      if (scan_.wanted > max_row_bytes_) return Walk::too_long;
      if (bytes.size() < scan_.wanted) return Walk::incomplete;
      scan_.offset = scan_.wanted;
    }
    return Walk::row;
  }
  void row_has_ended() noexcept {
    scan_ = {};
    ++rows_;
  }

  bool next_slowly(ByteView& row);
  bool next_assembled(ByteView& row);
  void read_header();
  void skip_extension() noexcept;
  // Moves bytes of the piece to what is being put together, until that has so many.
  void assemble(std::size_t wanted);
  void read_trailer();
  void expect_nothing_more();
  bool settle(Walk walked, ByteView bytes);
  void fail_walk(Walk why, ByteView bytes);
  template <typename... Args>
  bool broken(Errc code, fmt::format_string<Args...> format, Args&&... args);

  State state_ = State::header;
  std::size_t max_row_bytes_;
  ByteView left_;
  Scan scan_;
  std::uint64_t rows_ = 0;
  std::size_t extension_left_ = 0;
  std::vector<std::uint8_t> assembling_;              // the front of the header or of a row
  std::vector<std::vector<std::uint8_t>> assembled_;  // rows given out
  std::optional<wirespeed::Error> error_;
};

}  // namespace wirespeed::postgres
