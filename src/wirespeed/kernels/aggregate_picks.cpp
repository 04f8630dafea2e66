// The largest and smallest values of each group: few in a table that is kept in order, many from all that there are.
#include <algorithm>

#include "wirespeed/kernels/aggregate_spread.hpp"

namespace wirespeed::kernels {
namespace {

using column::Item;

inline constexpr std::uint32_t kFewPicks = 16;

template <typename T, bool kLargest>
bool is_better(const T& a, const T& b) noexcept {
  return kLargest ? b < a : a < b;
}

// `picks` places for each group, best first, of which `filled` have a value.
template <typename T>
struct PickTable {
  T* items;
  std::uint32_t* filled;
};

template <typename T, bool kLargest>
class Picks final : public Step {
 public:
  using Value = T;

  Picks(AggregateMemory& memory, BlockSource<T>& source, std::uint32_t groups, unsigned threads, std::uint32_t picks)
      : source_(source), picks_(picks), tables_(memory.array<T*>(threads)), filled_(memory, groups, threads) {
    for (T*& table : tables_) table = memory.array<T>(std::size_t{groups} * picks).data();
  }

  void open(unsigned thread, GroupRange range) noexcept override { filled_.open(thread, range, 0); }

  void add(unsigned thread, const Stretch& stretch) noexcept override {
    const Block<T>& block = source_.block(thread, stretch);
    const PickTable<T> table{tables_[thread], filled_.of(thread)};
    for (std::uint32_t i = 0; i < block.count; ++i) insert(table, block.codes[i], block.values[i]);
  }

  void merge(GroupRange range) noexcept override {
    const PickTable<T> into{tables_[0], filled_.of(0)};
    for (std::size_t thread = 1; thread < tables_.size(); ++thread) {
      filled_.for_each(static_cast<unsigned>(thread), range, [&](std::uint32_t group, std::uint32_t filled) {
        const T* items = tables_[thread] + std::size_t{group} * picks_;
        for (std::uint32_t i = 0; i < filled; ++i) insert(into, group, items[i]);
      });
    }
  }

  PickTable<T> table() const noexcept { return {tables_[0], filled_.of(0)}; }

 private:
  void insert(const PickTable<T>& table, std::uint32_t group, T value) const noexcept {
    T* const items = table.items + std::size_t{group} * picks_;
    std::uint32_t& filled = table.filled[group];
    if (filled == picks_ && !is_better<T, kLargest>(value, items[picks_ - 1])) return;
    std::uint32_t at = filled < picks_ ? filled++ : picks_ - 1;
    for (; at > 0 && is_better<T, kLargest>(value, items[at - 1]); --at) items[at] = items[at - 1];
    items[at] = value;
  }

  BlockSource<T>& source_;
  std::uint32_t picks_;
  std::span<T*> tables_;
  Cells<std::uint32_t> filled_;
};

template <typename T, bool kLargest>
class PickAnswer final : public Answer {
 public:
  PickAnswer(const Picks<T, kLargest>* picks, const AggregateTask& task)
      : picks_(picks), count_(task.picks), result_(task, value_item(*task.values) == Item::ticks) {}

  bool is_whole() const noexcept override { return result_.validity != nullptr; }
  void write(GroupRange range) noexcept override {
    const PickTable<T> table = picks_->table();
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      const std::size_t first = std::size_t{group} * count_;
      const std::uint32_t filled = table.filled[group];
      std::copy_n(table.items + first, filled, result_.items + first);
      for (std::uint32_t i = filled; i < count_; ++i) result_.miss(first + i);
    }
  }

 private:
  const Picks<T, kLargest>* picks_;
  std::uint32_t count_;
  ResultItems<T> result_;
};

template <typename T, bool kLargest>
class ManyPicksAnswer final : public Answer {
 public:
  ManyPicksAnswer(const Spread<T, T>* values, const AggregateTask& task)
      : values_(values), count_(task.picks), result_(task, value_item(*task.values) == Item::ticks) {}

  bool is_whole() const noexcept override { return result_.validity != nullptr; }
  bool is_heavy() const noexcept override { return true; }
  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      const std::size_t first = std::size_t{group} * count_;
      const std::span<T> values = values_->of(group);
      const std::size_t found = std::min<std::size_t>(count_, values.size());
      const auto last = values.begin() + static_cast<std::ptrdiff_t>(found);
      std::partial_sort(values.begin(), last, values.end(), is_better<T, kLargest>);
      std::copy(values.begin(), last, result_.items + first);
      for (std::size_t i = found; i < count_; ++i) result_.miss(first + i);
    }
  }

 private:
  const Spread<T, T>* values_;
  std::uint32_t count_;
  ResultItems<T> result_;
};

template <typename T, bool kLargest>
void plan_picks_of(AggregatePlan& plan, const AggregateTask& task) {
  BlockSource<T>& source = plan.source<T>(*task.values);
  if (task.picks > kFewPicks) {
    plan.answer<ManyPicksAnswer<T, kLargest>>(&spread(plan, source), task);
    return;
  }
  const auto* picks = &plan.fresh_step<Picks<T, kLargest>>(source, task.picks);
  plan.answer<PickAnswer<T, kLargest>>(picks, task);
}

}  // namespace

void plan_pick(AggregatePlan& plan, const AggregateTask& task) {
  with_number_type(value_item(*task.values), [&](auto type) {
    using T = typename decltype(type)::type;
    if (task.aggregate == Aggregate::largest) return plan_picks_of<T, true>(plan, task);
    plan_picks_of<T, false>(plan, task);
  });
}

}  // namespace wirespeed::kernels
