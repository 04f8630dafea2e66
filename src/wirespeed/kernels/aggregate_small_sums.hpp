// Sums of integers of 64 bits that are small, as most are: in a word, and looked at while they are summed.
#pragma once

#include <atomic>
#include <bit>

#include "wirespeed/kernels/aggregate_step.hpp"

namespace wirespeed::kernels {

// Whether all are in [-bound, bound). REQUIRES: bound is a power of two
bool are_within(const std::int64_t* items, std::size_t count, std::uint64_t bound) noexcept;

// Of items within it no sum of so many leaves [-2^bits, 2^bits]. REQUIRES: 0 < count < 2^bits
template <unsigned kBits>
std::uint64_t bound_for(std::size_t count) noexcept {
  return std::bit_floor(((std::uint64_t{1} << kBits) - 1) / count);
}

// Whether integers of 64 bits look as if all were within the bound. The ends of the column are looked at, so that what
// is great all over is known at once.
inline bool seem_within(const column::ArrayView& view, std::uint64_t bound) noexcept {
  constexpr std::size_t kLooks = 512;
  constexpr std::size_t kRowsForLook = 16;  // where there are few, all are soon seen anyway
  const bool is_plain = view.item == column::Item::int64 && view.dictionary == nullptr && view.is_contiguous();
  if (!is_plain || view.length == 0) return false;
  const auto count = static_cast<std::size_t>(view.length);
  const auto* items = reinterpret_cast<const std::int64_t*>(view.data);
  const std::size_t looks = std::min(count / kRowsForLook + 1, kLooks);
  return are_within(items, looks, bound) && are_within(items + count - looks, looks, bound);
}

// Whether sums of the items, of 64 bits, seem to fit into 64 bits, too: most do, and two words to a sum take twice the
// time of one.
template <unsigned kBits>
bool seem_small(const column::ArrayView& view) noexcept {
  return view.length > 0 && seem_within(view, bound_for<kBits>(static_cast<std::size_t>(view.length)));
}

// The same block in parts, of which each stays in the nearest cache from the first look at its values to the last.
template <typename F>
void for_near_parts(const Block<std::int64_t>& block, const F& f) {
  constexpr std::uint32_t kPart = 1024;  // rows: 12 KiB
  Block<std::int64_t> part = block;
  for (std::uint32_t from = 0; from < block.count; from += kPart) {
    part.codes = block.codes + from;
    part.places = block.places == nullptr ? nullptr : block.places + from;
    part.values = block.values + from;
    part.first_row = block.places == nullptr ? block.first_row + from : block.first_row;
    part.count = std::min(kPart, block.count - from);
    f(part);
  }
}

// Sums in a word of items that seemed small. Where one is found that is not, all begins anew with wider sums.
template <unsigned kBits>
class SmallSums final : public Step {
 public:
  using Value = std::int64_t;

  SmallSums(AggregateMemory& memory, BlockSource<std::int64_t>& source, std::uint32_t groups, unsigned threads,
            std::size_t rows, std::atomic<bool>* is_too_narrow)
      : source_(source),
        cells_(memory, groups, threads),
        bound_(bound_for<kBits>(rows)),
        is_too_narrow_(is_too_narrow) {}

  void open(unsigned thread, GroupRange range) noexcept override { cells_.open(thread, range, 0); }
  void add(unsigned thread, const Stretch& stretch) noexcept override {
    std::int64_t* const cells = cells_.of(thread);
    for_near_parts(source_.block(thread, stretch), [&](const Block<std::int64_t>& part) {
      if (!are_within(part.values, part.count, bound_)) is_too_narrow_->store(true, std::memory_order_relaxed);
      add_all(cells, part);
    });
  }
  void merge(GroupRange range) noexcept override {
    cells_.merge(range, [](std::int64_t& into, std::int64_t later) { into += later; });
  }
  const std::int64_t* cells() const noexcept { return cells_.of(0); }

 private:
  static void add_all(std::int64_t* cells, const Block<std::int64_t>& block) noexcept {
    const std::uint32_t* const codes = block.codes;
    const std::int64_t* const values = block.values;
    for_block(block, [=](std::uint32_t i) {
      std::int64_t& cell = cells[codes[i]];
      cell = static_cast<std::int64_t>(static_cast<std::uint64_t>(cell) + static_cast<std::uint64_t>(values[i]));
    });
  }

  BlockSource<std::int64_t>& source_;
  Cells<std::int64_t> cells_;
  std::uint64_t bound_;
  std::atomic<bool>* is_too_narrow_;
};

}  // namespace wirespeed::kernels
