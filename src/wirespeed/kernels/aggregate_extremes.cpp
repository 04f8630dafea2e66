// min, max, range, any and all.
#include <algorithm>
#include <atomic>

#include "wirespeed/kernels/aggregate_plan.hpp"
#include "wirespeed/kernels/aggregate_totals.hpp"

namespace wirespeed::kernels {
namespace {

using column::Item;

template <typename T>
struct MinOp {
  using Value = T;
  using Cell = T;
  static constexpr T empty() noexcept {
    return std::is_floating_point_v<T> ? std::numeric_limits<T>::infinity() : std::numeric_limits<T>::max();
  }
  static void add(T& cell, T value, std::uint32_t, std::uint32_t) noexcept { cell = value < cell ? value : cell; }
  static void merge(T& into, T later) noexcept { into = std::min(into, later); }
};

template <typename T>
struct MaxOp {
  using Value = T;
  using Cell = T;
  static constexpr T empty() noexcept {
    return std::is_floating_point_v<T> ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::lowest();
  }
  static void add(T& cell, T value, std::uint32_t, std::uint32_t) noexcept { cell = value > cell ? value : cell; }
  static void merge(T& into, T later) noexcept { into = std::max(into, later); }
};

template <typename T>
class ExtremeAnswer final : public Answer {
 public:
  ExtremeAnswer(const T* cells, bool can_miss, ValueCounts counts, const AggregateTask& task, bool is_ticks)
      : cells_(cells), can_miss_(can_miss), counts_(counts), result_(task, is_ticks) {}

  void write(GroupRange range) noexcept override {
    std::copy(cells_ + range.begin, cells_ + range.end, result_.items + range.begin);
    for (std::uint32_t group = range.begin; can_miss_ && group < range.end; ++group) {
      if (counts_[group] == 0) result_.miss(group);
    }
  }

 private:
  const T* cells_;
  bool can_miss_;
  ValueCounts counts_;
  ResultItems<T> result_;
};

template <typename T>
class RangeAnswer final : public Answer {
 public:
  using Out = std::conditional_t<std::is_floating_point_v<T>, T,
                                 std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>;

  RangeAnswer(const T* least, const T* greatest, ValueCounts counts, const AggregateTask& task, bool is_ticks)
      : least_(least), greatest_(greatest), counts_(counts), result_(task, is_ticks) {}

  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      if (counts_[group] == 0) {
        result_.miss(group);
      } else {
        write_one(group);
      }
    }
  }
  std::uint32_t failed() const noexcept override { return failed_; }

 private:
  void write_one(std::uint32_t group) noexcept {
    if constexpr (std::is_floating_point_v<T>) {
      result_.items[group] = greatest_[group] - least_[group];
    } else if (__builtin_sub_overflow(greatest_[group], least_[group], &result_.items[group])) {
      std::atomic_ref(failed_).store(group);
    }
  }

  const T* least_;
  const T* greatest_;
  ValueCounts counts_;
  ResultItems<Out> result_;
  std::uint32_t failed_ = kNoGroup;
};

template <typename T>
struct AnyOp {
  using Value = T;
  using Cell = std::uint8_t;
  static Cell empty() noexcept { return 0; }
  static void add(Cell& cell, T value, std::uint32_t, std::uint32_t) noexcept { cell |= value != T{} ? 1 : 0; }
  static void merge(Cell& into, Cell later) noexcept { into |= later; }
};

template <typename T>
struct AllOp {
  using Value = T;
  using Cell = std::uint8_t;
  static Cell empty() noexcept { return 1; }
  static void add(Cell& cell, T value, std::uint32_t, std::uint32_t) noexcept { cell &= value != T{} ? 1 : 0; }
  static void merge(Cell& into, Cell later) noexcept { into &= later; }
};

template <typename Op>
void plan_extreme_of(AggregatePlan& plan, const AggregateTask& task) {
  using T = typename Op::Value;
  BlockSource<T>& source = plan.source<T>(*task.values);
  const T* cells = plan.step<Reduction<Op>>(0, source).cells();
  const ValueCounts counts = source.can_miss() ? plan.counts(source) : ValueCounts{};
  plan.answer<ExtremeAnswer<T>>(cells, source.can_miss(), counts, task, value_item(*task.values) == Item::ticks);
}

template <typename T>
void plan_range_of(AggregatePlan& plan, const AggregateTask& task) {
  BlockSource<T>& source = plan.source<T>(*task.values);
  const T* least = plan.step<Reduction<MinOp<T>>>(0, source).cells();
  const T* greatest = plan.step<Reduction<MaxOp<T>>>(0, source).cells();
  plan.answer<RangeAnswer<T>>(least, greatest, plan.counts(source), task, value_item(*task.values) == Item::ticks);
}

}  // namespace

void plan_extreme(AggregatePlan& plan, const AggregateTask& task) {
  with_number_type(value_item(*task.values), [&](auto type) {
    using T = typename decltype(type)::type;
    if (task.aggregate == Aggregate::min) return plan_extreme_of<MinOp<T>>(plan, task);
    if (task.aggregate == Aggregate::max) return plan_extreme_of<MaxOp<T>>(plan, task);
    plan_range_of<T>(plan, task);
  });
}

void plan_truth(AggregatePlan& plan, const AggregateTask& task) {
  with_number_type(value_item(*task.values), [&](auto type) {
    using T = typename decltype(type)::type;
    BlockSource<T>& source = plan.source<T>(*task.values);
    const std::uint8_t* cells = task.aggregate == Aggregate::any ? plan.step<Reduction<AnyOp<T>>>(0, source).cells()
                                                                 : plan.step<Reduction<AllOp<T>>>(0, source).cells();
    plan.answer<ExtremeAnswer<std::uint8_t>>(cells, false, ValueCounts{}, task, false);
  });
}

}  // namespace wirespeed::kernels
