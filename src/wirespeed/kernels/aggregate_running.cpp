// Aggregates that each row shows as they stood there: cumsum and cumcount. Rows depend on those before them, so one
// thread walks over all.
#include "wirespeed/kernels/aggregate_plan.hpp"
#include "wirespeed/kernels/aggregate_totals.hpp"

namespace wirespeed::kernels {
namespace {

using column::Item;

template <typename T>
class RunningSum final : public Answer {
 public:
  using Out = std::conditional_t<std::is_floating_point_v<T>, double,
                                 std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>;

  RunningSum(AggregateMemory* memory, GroupView groups, BlockSource<T>* source, const AggregateTask& task)
      : groups_(groups),
        source_(source),
        totals_(memory->array<TotalOf<T>>(groups.groups)),
        result_(task, value_item(*task.values) == Item::ticks) {}

  bool is_whole() const noexcept override { return true; }
  void write(GroupRange) noexcept override {
    std::ranges::fill(totals_, TotalOf<T>{});
    for_stretches(groups_, 0, groups_.codes.size(), [&](const Stretch& stretch) {
      add(stretch);
      return failed_ == kNoGroup;
    });
  }
  std::uint32_t failed() const noexcept override { return failed_; }

 private:
  void add(const Stretch& stretch) noexcept {
    const Block<T>& block = source_->block(0, stretch);
    for (std::uint32_t i = 0; i < block.count; ++i) {
      TotalOf<T>& total = totals_[block.codes[i]];
      SumOp<T>::add(total, block.values[i], 0, 0);
      write_one(total, block.row(i), block.codes[i]);
    }
    for_missing(stretch, block, [&](std::uint32_t i) { result_.miss(std::size_t{stretch.first_row} + i); });
  }

  void write_one(const TotalOf<T>& total, std::uint32_t row, std::uint32_t group) noexcept {
    if constexpr (std::is_floating_point_v<T>) {
      result_.items[row] = total.total();
    } else {
      result_.items[row] = static_cast<Out>(total);
      if (total != static_cast<TotalOf<T>>(result_.items[row])) failed_ = group;
    }
  }

  GroupView groups_;
  BlockSource<T>* source_;
  std::span<TotalOf<T>> totals_;
  ResultItems<Out> result_;
  std::uint32_t failed_ = kNoGroup;
};

class RunningCount final : public Answer {
 public:
  RunningCount(AggregateMemory* memory, GroupView groups, const AggregateTask& task)
      : groups_(groups),
        counts_(memory->array<std::uint32_t>(groups.groups)),
        result_(static_cast<std::int64_t*>(task.result)) {}

  bool is_whole() const noexcept override { return true; }
  void write(GroupRange) noexcept override {
    std::ranges::fill(counts_, 0);
    for (std::size_t row = 0; row < groups_.codes.size(); ++row) {
      const std::uint32_t group = groups_.codes[row];
      result_[row] = group == kNoGroup ? -1 : std::int64_t{counts_[group]++};
    }
  }

 private:
  GroupView groups_;
  std::span<std::uint32_t> counts_;
  std::int64_t* result_;
};

}  // namespace

void plan_running(AggregatePlan& plan, const AggregateTask& task) {
  if (task.aggregate == Aggregate::cumcount) {
    plan.answer<RunningCount>(&plan.memory(), plan.groups(), task);
    return;
  }
  with_number_type(value_item(*task.values), [&](auto type) {
    using T = typename decltype(type)::type;
    plan.answer<RunningSum<T>>(&plan.memory(), plan.groups(), &plan.source<T>(*task.values), task);
  });
}

}  // namespace wirespeed::kernels
