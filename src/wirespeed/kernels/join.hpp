// Joins as pairs of rows.
#pragma once

#include "wirespeed/kernels/match.hpp"

namespace wirespeed::kernels {

enum class JoinKind : std::uint8_t {
  inner,  // each pair of rows with equal keys
  left,   // and the left rows without a partner
  outer,  // and the right rows without one, last
  semi,   // left rows with a partner, once each
  anti,   // left rows without
};

// Pairs in the order of the left rows, for each in the order of the right ones. Made in two steps, so that their
// number is known before memory for them is had.
class Join {
 public:
  static Result<Join> make(Columns left, Columns right, JoinKind kind, NullMatch nulls);

  std::size_t size() const noexcept { return size_; }

  // Writes size() rows each, kNoIndex where there is no partner. Of semi and anti, `right` is not written.
  void write(std::int64_t* left, std::int64_t* right) const noexcept;

 private:
  Join(JoinKind kind, Matches matches, std::size_t right_rows);
  void count();
  std::size_t partners(Row row) const noexcept;
  void find_lonely();
  std::size_t write_chosen(std::int64_t* left) const noexcept;
  std::size_t write_single(std::int64_t* left, std::int64_t* right) const noexcept;
  std::size_t write_pairs(std::int64_t* left, std::int64_t* right) const noexcept;

  bool keeps_left() const noexcept { return kind_ == JoinKind::left || kind_ == JoinKind::outer; }

  JoinKind kind_;
  Matches matches_;
  std::size_t right_rows_;
  std::size_t size_ = 0;
  RawVector<Row> lonely_;  // of outer: the right rows without a partner
};

}  // namespace wirespeed::kernels
