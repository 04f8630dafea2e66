#include "wirespeed/kernels/aggregate_totals.hpp"

#include <atomic>

#include "wirespeed/kernels/aggregate_plan.hpp"

namespace wirespeed::kernels {
namespace {

using column::Item;

template <typename T>
using Out = std::conditional_t<std::is_floating_point_v<T>, double,
                               std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>;

template <typename T>
class SumAnswer final : public Answer {
 public:
  SumAnswer(const TotalOf<T>* totals, const AggregateTask& task)
      : totals_(totals), result_(static_cast<Out<T>*>(task.result)) {}

  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) write_one(group);
  }
  std::uint32_t failed() const noexcept override { return failed_; }

 private:
  void write_one(std::uint32_t group) noexcept {
    const TotalOf<T>& total = totals_[group];
    if constexpr (std::is_floating_point_v<T>) {
      result_[group] = total.total();
    } else {
      result_[group] = static_cast<Out<T>>(total);
      if (total != static_cast<TotalOf<T>>(result_[group])) std::atomic_ref(failed_).store(group);
    }
  }

  const TotalOf<T>* totals_;
  Out<T>* result_;
  std::uint32_t failed_ = kNoGroup;
};

// Towards the smaller one.
std::int64_t divided(Int128 total, std::uint32_t count) noexcept {
  const Int128 quotient = total / count;
  return static_cast<std::int64_t>(total % count < 0 ? quotient - 1 : quotient);
}

template <typename T>
class MeanAnswer final : public Answer {
 public:
  MeanAnswer(const TotalOf<T>* totals, ValueCounts counts, const AggregateTask& task)
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
  const TotalOf<T>* totals_;
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

}  // namespace

void plan_total(AggregatePlan& plan, const AggregateTask& task) {
  const Item item = value_item(*task.values);
  with_number_type(item, [&](auto type) {
    using T = typename decltype(type)::type;
    BlockSource<T>& source = plan.source<T>(*task.values);
    const TotalOf<T>* totals = plan.step<Reduction<SumOp<T>>>(0, source).cells();
    if (task.aggregate == Aggregate::sum) {
      plan.answer<SumAnswer<T>>(totals, task);
      return;
    }
    const ValueCounts counts = plan.counts(source);
    if constexpr (std::is_same_v<T, std::int64_t>) {
      if (item == Item::ticks) {
        plan.answer<TicksMeanAnswer>(totals, counts, task);
        return;
      }
    }
    plan.answer<MeanAnswer<T>>(totals, counts, task);
  });
}

void plan_count(AggregatePlan& plan, const AggregateTask& task) {
  ValueCounts counts{plan.sizes()};
  if (task.aggregate == Aggregate::count) counts = plan.counts(plan.source_of(*task.values));
  plan.answer<CountAnswer>(counts, task);
}

}  // namespace wirespeed::kernels
