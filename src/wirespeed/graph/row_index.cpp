#include "wirespeed/graph/row_index.hpp"

#include <algorithm>

namespace wirespeed::graph {
namespace {

// Sparse rows cost a second cache line for each look-up; they must save something for it.
constexpr double kSparseGain = 0.75;

RowForm choose_form(const RowShape& shape) noexcept {
  if (shape.filled == shape.entries && shape.rows > 0) return RowForm::unit;
  const auto sparse = static_cast<double>(BitRankView::bytes_of(shape.rows) + 4 * (std::uint64_t{shape.filled} + 1));
  const auto dense = 4.0 * (shape.rows + 1.0);
  return sparse < kSparseGain * dense ? RowForm::sparse : RowForm::dense;
}

}  // namespace

std::size_t RowShape::offset_count() const noexcept {
  if (form == RowForm::dense) return std::size_t{rows} + 1;
  return form == RowForm::sparse ? std::size_t{filled} + 1 : 0;
}

RowIndex::RowIndex(std::vector<std::uint32_t> offsets) : offsets_(std::move(offsets)) {
  shape_.rows = static_cast<std::uint32_t>(offsets_.size() - 1);
  shape_.entries = offsets_.back();
  for (std::size_t i = 0; i < shape_.rows; ++i) shape_.filled += offsets_[i] != offsets_[i + 1];
  shape_.form = choose_form(shape_);
  if (shape_.form != RowForm::dense) compact();
}

void RowIndex::compact() {
  bits_ = BitRank(shape_.rows);
  std::vector<std::uint32_t> kept;
  kept.reserve(shape_.offset_count());
  for (std::size_t i = 0; i < shape_.rows; ++i) {
    if (offsets_[i] == offsets_[i + 1]) continue;
    bits_.set(i);
    if (shape_.form == RowForm::sparse) kept.push_back(offsets_[i]);
  }
  if (shape_.form == RowForm::sparse) kept.push_back(shape_.entries);
  bits_.seal();
  offsets_ = std::move(kept);
}

}  // namespace wirespeed::graph
