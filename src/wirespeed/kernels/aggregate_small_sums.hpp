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

// Whether sums of the items, of 64 bits, look as if they fit into 64 bits, too: most do, and two words to a sum take
// twice the time of one. The ends of the column are looked at, so that what is great all over is known at once.
template <unsigned kBits>
bool seem_small(const column::ArrayView& view) noexcept {
  constexpr std::size_t kLooks = 512;
  const bool is_plain = view.item == column::Item::int64 && view.dictionary == nullptr && view.is_contiguous();
  if (!is_plain || view.length == 0) return false;
  const auto count = static_cast<std::size_t>(view.length);
  const auto* items = reinterpret_cast<const std::int64_t*>(view.data);
  const std::uint64_t bound = bound_for<kBits>(count);
  const std::size_t looks = std::min(count, kLooks);
  return are_within(items, looks, bound) && are_within(items + count - looks, looks, bound);
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
    const Block<std::int64_t>& block = source_.block(thread, stretch);
    if (!are_within(block.values, block.count, bound_)) is_too_narrow_->store(true, std::memory_order_relaxed);
    std::int64_t* const cells = cells_.of(thread);
    const std::uint32_t* const codes = block.codes;
    const std::int64_t* const values = block.values;
    for_block(block, [=](std::uint32_t i) {
      std::int64_t& cell = cells[codes[i]];
      cell = static_cast<std::int64_t>(static_cast<std::uint64_t>(cell) + static_cast<std::uint64_t>(values[i]));
    });
  }
  void merge(GroupRange range) noexcept override {
    cells_.merge(range, [](std::int64_t& into, std::int64_t later) { into += later; });
  }
  const std::int64_t* cells() const noexcept { return cells_.of(0); }

 private:
  BlockSource<std::int64_t>& source_;
  Cells<std::int64_t> cells_;
  std::uint64_t bound_;
  std::atomic<bool>* is_too_narrow_;
};

}  // namespace wirespeed::kernels
