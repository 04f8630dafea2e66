// Values moved to where their group's lie side by side, in row order: for what needs all of a group's values at once.
//
//   phase 0    each thread counts its values of each group
//   between    from the counts, where each thread puts its first value of each group
//   phase 1    each thread puts its values there
#pragma once

#include "wirespeed/kernels/aggregate_plan.hpp"

namespace wirespeed::kernels {

template <typename T>
struct Placed {
  T value;
  std::uint32_t row;
};

// The first pass: counts of thread and group, which become places.
template <typename T, typename Kept>
class SpreadCounts final : public Step {
 public:
  using Value = T;

  SpreadCounts(AggregateMemory& memory, BlockSource<T>& source, std::uint32_t groups, unsigned threads)
      : source_(source),
        groups_(groups),
        counts_(memory, groups, threads),
        offsets_(memory.array<std::uint32_t>(std::size_t{groups} + 1)) {}

  void open(unsigned thread, GroupRange range) noexcept override { counts_.open(thread, range, 0); }
  void add(unsigned thread, const Stretch& stretch) noexcept override {
    const RowBlock& block = source_.rows(thread, stretch);
    std::uint32_t* const counts = counts_.of(thread);
    for (std::uint32_t i = 0; i < block.count; ++i) ++counts[block.codes[i]];
  }
  void merge(GroupRange) noexcept override {}

  void find_offsets() noexcept {
    std::uint32_t at = 0;
    for (std::uint32_t group = 0; group < groups_; ++group) {
      offsets_[group] = at;
      counts_.each_of(group, [&](std::uint32_t& count) { at += std::exchange(count, at); });
    }
    offsets_[groups_] = at;
  }

  BlockSource<T>& source() const noexcept { return source_; }
  std::uint32_t* places(unsigned thread) const noexcept { return counts_.of(thread); }
  const std::uint32_t* offsets() const noexcept { return offsets_.data(); }

 private:
  BlockSource<T>& source_;
  std::uint32_t groups_;
  Cells<std::uint32_t> counts_;
  std::span<std::uint32_t> offsets_;
};

template <typename T, typename Kept>
class SpreadOffsets final : public Answer {
 public:
  explicit SpreadOffsets(SpreadCounts<T, Kept>* counts) : counts_(counts) {}
  bool is_whole() const noexcept override { return true; }
  void write(GroupRange) noexcept override { counts_->find_offsets(); }

 private:
  SpreadCounts<T, Kept>* counts_;
};

// Kept is T, or Placed<T>.
template <typename T, typename Kept>
class Spread final : public Step {
 public:
  using Value = T;

  Spread(AggregateMemory& memory, BlockSource<T>& source, std::uint32_t, unsigned, SpreadCounts<T, Kept>* counts,
         std::size_t rows)
      : source_(source), counts_(counts), kept_(memory.array<Kept>(rows)) {}

  void open(unsigned, GroupRange) noexcept override {}
  void add(unsigned thread, const Stretch& stretch) noexcept override {
    const Block<T>& block = source_.block(thread, stretch);
    std::uint32_t* const places = counts_->places(thread);
    for (std::uint32_t i = 0; i < block.count; ++i) kept_[places[block.codes[i]]++] = kept(block, i);
  }
  void merge(GroupRange) noexcept override {}

  std::span<Kept> of(std::uint32_t group) const noexcept {
    const std::uint32_t* offsets = counts_->offsets();
    return kept_.subspan(offsets[group], offsets[group + 1] - offsets[group]);
  }

 private:
  static Kept kept(const Block<T>& block, std::uint32_t i) noexcept {
    if constexpr (std::is_same_v<Kept, T>) {
      return block.values[i];
    } else {
      return {block.values[i], block.row(i)};
    }
  }

  BlockSource<T>& source_;
  SpreadCounts<T, Kept>* counts_;
  std::span<Kept> kept_;
};

// The column's values by group, which whoever reads them may put into another order. The places of SpreadCounts are
// used up by one Spread, so values alone and values with their rows count for themselves.
template <typename T, typename Kept = T>
Spread<T, Kept>& spread(AggregatePlan& plan, BlockSource<T>& source) {
  using Counts = SpreadCounts<T, Kept>;
  Counts* counts = &plan.step<Counts>(0, source);
  plan.between<SpreadOffsets<T, Kept>>(source, counts);
  return plan.step<Spread<T, Kept>>(1, source, counts, plan.groups().codes.size());
}

}  // namespace wirespeed::kernels
