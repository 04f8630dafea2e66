#include "wirespeed/kernels/aggregate_totals.hpp"

#include <atomic>

#include "wirespeed/kernels/aggregate_plan.hpp"
#include "wirespeed/kernels/aggregate_small_sums.hpp"

namespace wirespeed::kernels {
namespace {

using column::Item;

template <typename T>
using Out = std::conditional_t<std::is_floating_point_v<T>, double,
                               std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>;

template <typename T, typename Total>
class SumAnswer final : public Answer {
 public:
  SumAnswer(const Total* totals, const AggregateTask& task)
      : totals_(totals), result_(static_cast<Out<T>*>(task.result)) {}

  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) write_one(group);
  }
  std::uint32_t failed() const noexcept override { return failed_; }

 private:
  void write_one(std::uint32_t group) noexcept {
    const Total& total = totals_[group];
    if constexpr (std::is_floating_point_v<T>) {
      result_[group] = total.total();
    } else {
      result_[group] = static_cast<Out<T>>(total);
      if (total != static_cast<Total>(result_[group])) std::atomic_ref(failed_).store(group);
    }
  }

  const Total* totals_;
  Out<T>* result_;
  std::uint32_t failed_ = kNoGroup;
};

// Towards the smaller one.
std::int64_t divided(Int128 total, std::uint32_t count) noexcept {
  const Int128 quotient = total / count;
  return static_cast<std::int64_t>(total % count < 0 ? quotient - 1 : quotient);
}

template <typename Total>
class MeanAnswer final : public Answer {
 public:
  MeanAnswer(const Total* totals, ValueCounts counts, const AggregateTask& task)
      : totals_(totals), counts_(counts), result_(task) {}

  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      const std::uint32_t count = counts_[group];
      if (count == 0) {
        result_.miss(group);
      } else {
        result_.items[group] = as_double(totals_[group]) / count;
      }
    }
  }

 private:
  const Total* totals_;
  ValueCounts counts_;
  ResultItems<double> result_;
};

class TicksMeanAnswer final : public Answer {
 public:
  TicksMeanAnswer(const Int128* totals, ValueCounts counts, const AggregateTask& task)
      : totals_(totals), counts_(counts), result_(task, true) {}

  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      const std::uint32_t count = counts_[group];
      if (count == 0) {
        result_.miss(group);
      } else {
        result_.items[group] = divided(totals_[group], count);
      }
    }
  }

 private:
  const Int128* totals_;
  ValueCounts counts_;
  ResultItems<std::int64_t> result_;
};

class CountAnswer final : public Answer {
 public:
  CountAnswer(ValueCounts counts, const AggregateTask& task)
      : counts_(counts), result_(static_cast<std::int64_t*>(task.result)) {}

  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) result_[group] = counts_[group];
  }

 private:
  ValueCounts counts_;
  std::int64_t* result_;
};

template <typename T, typename Total>
void plan_total_of(AggregatePlan& plan, const AggregateTask& task, BlockSource<T>& source, const Total* totals) {
  if (task.aggregate == Aggregate::sum) {
    plan.answer<SumAnswer<T, Total>>(totals, task);
    return;
  }
  const ValueCounts counts = plan.counts(source);
  if constexpr (std::is_same_v<T, std::int64_t> && std::is_same_v<Total, Int128>) {
    if (value_item(*task.values) == Item::ticks) {
      plan.answer<TicksMeanAnswer>(totals, counts, task);
      return;
    }
  }
  plan.answer<MeanAnswer<Total>>(totals, counts, task);
}

}  // namespace

void plan_total(AggregatePlan& plan, const AggregateTask& task) {
  with_number_type(value_item(*task.values), [&](auto type) {
    using T = typename decltype(type)::type;
    BlockSource<T>& source = plan.source<T>(*task.values);
    if constexpr (std::is_same_v<T, std::int64_t>) {
      if (std::atomic<bool>* const is_too_narrow = plan.narrow();
          is_too_narrow != nullptr && seem_small<63>(*task.values)) {
        const SmallSums<63>& sums = plan.step<SmallSums<63>>(0, source, plan.groups().codes.size(), is_too_narrow);
        return plan_total_of<T, std::int64_t>(plan, task, source, sums.cells());
      }
    }
    plan_total_of<T, TotalOf<T>>(plan, task, source, plan.step<Reduction<SumOp<T>>>(0, source).cells());
  });
}

void plan_count(AggregatePlan& plan, const AggregateTask& task) {
  ValueCounts counts{plan.sizes()};
  if (task.aggregate == Aggregate::count) counts = plan.counts(plan.source_of(*task.values));
  plan.answer<CountAnswer>(counts, task);
}

}  // namespace wirespeed::kernels
