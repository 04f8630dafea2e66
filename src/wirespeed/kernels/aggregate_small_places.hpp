// Rows of the least or greatest of integers of 64 bits that are small: value and row are one word, value first, so that
// the least word is the first row of the least value.
//
//   | value, or for the greatest -1 - value : 32 | row : 32 |      a signed number
#pragma once

#include <atomic>
#include <limits>

#include "wirespeed/kernels/aggregate_small_sums.hpp"

namespace wirespeed::kernels {

inline constexpr std::uint64_t kSmallValue = std::uint64_t{1} << 31U;  // values are in [-it, it)

// Of values that seemed small. Where one is found that is not, all begins anew with whole values.
template <bool kGreatest>
class SmallPlaces final : public Step {
 public:
  using Value = std::int64_t;
  using Cell = std::int64_t;

  SmallPlaces(AggregateMemory& memory, BlockSource<std::int64_t>& source, std::uint32_t groups, unsigned threads,
              std::atomic<bool>* is_too_narrow)
      : source_(source), cells_(memory, groups, threads), is_too_narrow_(is_too_narrow) {}

  void open(unsigned thread, GroupRange range) noexcept override { cells_.open(thread, range, kNone); }
  void add(unsigned thread, const Stretch& stretch) noexcept override {
    Cell* const cells = cells_.of(thread);
    for_near_parts(source_.block(thread, stretch), [&](const Block<std::int64_t>& part) {
      if (!are_within(part.values, part.count, kSmallValue)) is_too_narrow_->store(true, std::memory_order_relaxed);
      add_all(cells, part);
    });
  }
  void merge(GroupRange range) noexcept override {
    cells_.merge(range, [](Cell& into, Cell later) { into = std::min(into, later); });
  }
  const Cell* cells() const noexcept { return cells_.of(0); }

 private:
  static constexpr Cell kNone = std::numeric_limits<Cell>::max();  // whose row is kNoGroup

  static Cell word_of(std::int64_t value, std::uint64_t row) noexcept {
    const auto small = static_cast<std::uint64_t>(kGreatest ? ~value : value);
    return static_cast<Cell>((small << 32U) + row);
  }

  static void add_all(Cell* cells, const Block<std::int64_t>& block) noexcept {
    const std::uint32_t* const codes = block.codes;
    const std::uint32_t* const places = block.places;
    const std::int64_t* const values = block.values;
    const std::uint64_t first_row = block.first_row;
    const auto add = [=](std::uint32_t i, std::uint64_t place) {
      Cell& cell = cells[codes[i]];
      cell = std::min(cell, word_of(values[i], first_row + place));
    };
    if (places == nullptr) return for_block(block, [=](std::uint32_t i) { add(i, i); });
    for_block(block, [=](std::uint32_t i) { add(i, places[i]); });
  }

  BlockSource<std::int64_t>& source_;
  Cells<Cell> cells_;
  std::atomic<bool>* is_too_narrow_;
};

}  // namespace wirespeed::kernels
