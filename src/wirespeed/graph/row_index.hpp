// Where each row's entries lie in an array of all rows' entries.
//
//   dense:  offsets, one more than rows
//   sparse: a bitmap of the rows that have entries, offsets of those only (one more than they are)
//   unit:   the bitmap alone; every row has one entry or none
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "wirespeed/graph/bit_rank.hpp"

namespace wirespeed::graph {

enum class RowForm : std::uint8_t { dense, sparse, unit };

// What a reader must know beside the arrays.
struct RowShape {
  RowForm form = RowForm::dense;
  std::uint32_t rows = 0;
  std::uint32_t filled = 0;   // rows with an entry
  std::uint32_t entries = 0;  // of all rows

  std::size_t offset_count() const noexcept;
  std::uint64_t bit_count() const noexcept { return form == RowForm::dense ? 0 : rows; }
};

// Its fields for field_codec.hpp, once for both directions.
template <typename Coder, typename T>
void code(Coder& coder, T& shape)
  requires std::same_as<std::remove_const_t<T>, RowShape>
{
  coder.field(shape.form);
  coder.field(shape.rows);
  coder.field(shape.filled);
  coder.field(shape.entries);
}

struct RowSpan {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

// Borrowed.
class RowIndexView {
 public:
  RowIndexView() = default;
  // REQUIRES: offsets.size() == shape.offset_count(), bits.size() == shape.bit_count()
  RowIndexView(RowShape shape, std::span<const std::uint32_t> offsets, BitRankView bits) noexcept
      : shape_(shape), offsets_(offsets), bits_(bits) {}

  const RowShape& shape() const noexcept { return shape_; }

  // Empty for i >= rows, and where the offsets were altered so that they leave the entries.
  RowSpan row(std::uint32_t i) const noexcept {
    if (i >= shape_.rows) return {};
    if (shape_.form == RowForm::dense) return between(i);
    if (!bits_.test(i)) return {};
    const std::uint32_t place = bits_.rank(i);
    if (place >= shape_.filled) return {};
    return shape_.form == RowForm::unit ? RowSpan{place, 1} : between(place);
  }

  std::span<const std::uint32_t> offsets() const noexcept { return offsets_; }
  const BitRankView& bits() const noexcept { return bits_; }

 private:
  RowSpan between(std::uint32_t i) const noexcept {
    const std::uint32_t begin = offsets_[i];
    const std::uint32_t end = offsets_[i + 1];
    if (begin > end || end > shape_.entries) return {};
    return {begin, end - begin};
  }

  RowShape shape_;
  std::span<const std::uint32_t> offsets_;
  BitRankView bits_;
};

// The smallest form for rows whose entries are [offsets[i], offsets[i + 1]).
class RowIndex {
 public:
  // REQUIRES: offsets is not empty, starts with 0 and never descends.
  explicit RowIndex(std::vector<std::uint32_t> offsets);

  const RowShape& shape() const noexcept { return shape_; }
  RowIndexView view() const noexcept { return {shape_, offsets_, bits_.view()}; }

 private:
  void compact();

  RowShape shape_;
  std::vector<std::uint32_t> offsets_;
  BitRank bits_{0};
};

}  // namespace wirespeed::graph
