#include "wirespeed/kernels/join.hpp"

namespace wirespeed::kernels {

Result<Join> Join::make(Columns left, Columns right, JoinKind kind, NullMatch nulls) {
  auto matches = match(left, right, nulls, "join_index");
  if (!matches) return std::unexpected(std::move(matches).error());
  return Join(kind, std::move(*matches), static_cast<std::size_t>(right[0].length));
}

Join::Join(JoinKind kind, Matches matches, std::size_t right_rows)
    : kind_(kind), matches_(std::move(matches)), right_rows_(right_rows) {
  count();
  if (kind_ != JoinKind::outer) return;
  find_lonely();
  size_ += lonely_.size();
}

std::size_t Join::partners(Row row) const noexcept {
  std::size_t count = 0;
  for (; row != kNoRow; row = matches_.after(row)) ++count;
  return count;
}

void Join::count() {
  const std::size_t rows = matches_.first.size();
  const auto without = static_cast<std::size_t>(std::ranges::count(matches_.first, kNoRow));
  if (kind_ == JoinKind::anti) {
    size_ = without;
  } else if (kind_ == JoinKind::semi || matches_.next.empty()) {
    size_ = keeps_left() ? rows : rows - without;
  } else {
    for (const Row row : matches_.first) size_ += partners(row);
    size_ += keeps_left() ? without : 0;
  }
}

void Join::find_lonely() {
  std::vector<std::uint8_t> has_partner(right_rows_, 0);
  for (const Row first : matches_.first) {
    // The rest of a chain has partners where its first row has.
    if (first == kNoRow || has_partner[first] != 0) continue;
    for (Row row = first; row != kNoRow; row = matches_.after(row)) has_partner[row] = 1;
  }
  lonely_.reserve(right_rows_);
  for (std::size_t row = 0; row < right_rows_; ++row) {
    if (has_partner[row] == 0) lonely_.push_back(static_cast<Row>(row));
  }
}

std::size_t Join::write_chosen(std::int64_t* left) const noexcept {
  const bool wanted = kind_ == JoinKind::semi;
  std::size_t size = 0;
  for (std::size_t row = 0; row < matches_.first.size() && size < size_; ++row) {
    left[size] = static_cast<std::int64_t>(row);
    size += (matches_.first[row] != kNoRow) == wanted ? 1 : 0;
  }
  return size;
}

// No left row has two partners: no jump for whether it has one.
std::size_t Join::write_single(std::int64_t* left, std::int64_t* right) const noexcept {
  const std::size_t rows = matches_.first.size();
  const bool keeps = keeps_left();
  std::size_t size = 0;
  for (std::size_t i = 0; i < rows && size < size_; ++i) {
    const Row row = matches_.first[i];
    left[size] = static_cast<std::int64_t>(i);
    right[size] = row == kNoRow ? kNoIndex : static_cast<std::int64_t>(row);
    size += static_cast<std::size_t>(keeps) | static_cast<std::size_t>(row != kNoRow);
  }
  return size;
}

std::size_t Join::write_pairs(std::int64_t* left, std::int64_t* right) const noexcept {
  std::size_t size = 0;
  const bool keeps = keeps_left();
  if (matches_.next.empty()) return write_single(left, right);
  for (std::size_t i = 0; i < matches_.first.size(); ++i) {
    Row row = matches_.first[i];
    if (row == kNoRow && !keeps) continue;
    do {
      left[size] = static_cast<std::int64_t>(i);
      right[size++] = row == kNoRow ? kNoIndex : static_cast<std::int64_t>(row);
      row = row == kNoRow ? kNoRow : matches_.after(row);
    } while (row != kNoRow);
  }
  return size;
}

void Join::write(std::int64_t* left, std::int64_t* right) const noexcept {
  if (kind_ == JoinKind::semi || kind_ == JoinKind::anti) {
    write_chosen(left);
    return;
  }
  std::size_t size = write_pairs(left, right);
  for (const Row row : lonely_) {
    left[size] = kNoIndex;
    right[size++] = row;
  }
}

}  // namespace wirespeed::kernels
