// Aggregates over all values of a group at once: median, quantile and nunique.
#include <algorithm>
#include <cmath>

#include "wirespeed/kernels/aggregate_distinct.hpp"
#include "wirespeed/kernels/aggregate_spread.hpp"

namespace wirespeed::kernels {
namespace {

using column::Item;

double between(double low, double high, double part) noexcept { return low == high ? low : std::lerp(low, high, part); }

// Rounded down.
std::int64_t ticks_between(std::int64_t low, std::int64_t high, double part) noexcept {
  const std::uint64_t distance = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  const auto step = static_cast<std::uint64_t>(static_cast<long double>(distance) * static_cast<long double>(part));
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + step);
}

// The value at `q` of the way from the least to the greatest; changes the order of values.
template <typename T, typename Out>
Out quantile(std::span<T> values, double q) noexcept {
  const double place = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const double part = place - static_cast<double>(below);
  const auto low = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), low, values.end());
  const T high = part > 0 ? *std::min_element(low + 1, values.end()) : *low;
  if constexpr (std::is_same_v<Out, double>) {
    return between(static_cast<double>(*low), static_cast<double>(high), part);
  } else {
    return ticks_between(*low, high, part);
  }
}

template <typename T, typename Out>
class QuantileAnswer final : public Answer {
 public:
  QuantileAnswer(const Spread<T, T>* values, const AggregateTask& task)
      : values_(values),
        q_(task.aggregate == Aggregate::median ? 0.5 : task.parameter),
        result_(task, std::is_same_v<Out, std::int64_t>) {}

  bool is_heavy() const noexcept override { return true; }
  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      const std::span<T> values = values_->of(group);
      if (values.empty()) {
        result_.miss(group);
      } else {
        result_.items[group] = quantile<T, Out>(values, q_);
      }
    }
  }

 private:
  const Spread<T, T>* values_;
  double q_;
  ResultItems<Out> result_;
};

template <typename T>
class DistinctAnswer final : public Answer {
 public:
  DistinctAnswer(const Spread<T, T>* values, const AggregateTask& task)
      : values_(values), result_(static_cast<std::int64_t*>(task.result)) {}

  bool is_heavy() const noexcept override { return true; }
  void write(GroupRange range) noexcept override {
    DistinctCounter<T> counter;
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      result_[group] = counter.count(values_->of(group));
    }
  }

 private:
  const Spread<T, T>* values_;
  std::int64_t* result_;
};

template <typename T, typename Out>
void plan_quantile(AggregatePlan& plan, const AggregateTask& task, BlockSource<T>& source) {
  plan.answer<QuantileAnswer<T, Out>>(&spread(plan, source), task);
}

}  // namespace

void plan_order(AggregatePlan& plan, const AggregateTask& task) {
  const Item item = value_item(*task.values);
  if (task.aggregate == Aggregate::nunique) {
    return with_type(item, [&](auto type) {
      using T = typename decltype(type)::type;
      plan.answer<DistinctAnswer<T>>(&spread(plan, plan.source<T>(*task.values)), task);
    });
  }
  with_number_type(item, [&](auto type) {
    using T = typename decltype(type)::type;
    BlockSource<T>& source = plan.source<T>(*task.values);
    if constexpr (std::is_same_v<T, std::int64_t>) {
      if (item == Item::ticks) return plan_quantile<T, std::int64_t>(plan, task, source);
    }
    plan_quantile<T, double>(plan, task, source);
  });
}

}  // namespace wirespeed::kernels
