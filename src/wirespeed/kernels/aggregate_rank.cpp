// Where each value stands among those of its group.
#include <algorithm>

#include "wirespeed/kernels/aggregate_spread.hpp"

namespace wirespeed::kernels {
namespace {

// Rows without a rank, written where they are found.
template <typename T>
class UnrankedRows final : public Step {
 public:
  using Value = T;

  UnrankedRows(AggregateMemory&, BlockSource<T>& source, std::uint32_t, unsigned, ResultItems<double> result)
      : source_(source), result_(result) {}

  void open(unsigned, GroupRange) noexcept override {}
  void add(unsigned thread, const Stretch& stretch) noexcept override {
    for_missing(stretch, source_.rows(thread, stretch),
                [&](std::uint32_t i) { result_.miss(std::size_t{stretch.first_row} + i); });
  }
  void merge(GroupRange) noexcept override {}

 private:
  BlockSource<T>& source_;
  ResultItems<double> result_;
};

// Ranks of a run of equal values, the first of which is the `before`-th of all and in the `runs`-th run, from 0.
double rank_of(Ranking ranking, std::size_t before, std::size_t size, std::size_t runs) noexcept {
  switch (ranking) {
    case Ranking::min:
      return static_cast<double>(before + 1);
    case Ranking::max:
      return static_cast<double>(before + size);
    case Ranking::dense:
      return static_cast<double>(runs + 1);
    default:
      return static_cast<double>(before * 2 + size + 1) / 2;
  }
}

template <typename T>
class RankAnswer final : public Answer {
 public:
  RankAnswer(const Spread<T, Placed<T>>* values, const AggregateTask& task)
      : values_(values),
        ranking_(task.ranking),
        is_descending_(task.is_descending),
        result_(static_cast<double*>(task.result)) {}

  bool is_heavy() const noexcept override { return true; }
  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) write_one(values_->of(group));
  }

 private:
  void write_one(std::span<Placed<T>> values) const noexcept {
    std::ranges::sort(values, [this](const Placed<T>& a, const Placed<T>& b) {
      if (a.value == b.value) return a.row < b.row;
      return is_descending_ ? b.value < a.value : a.value < b.value;
    });
    std::size_t runs = 0;
    for (std::size_t begin = 0, end = 0; begin < values.size(); begin = end, ++runs) {
      while (end < values.size() && values[end].value == values[begin].value) ++end;
      write_run(values, begin, end, runs);
    }
  }

  void write_run(std::span<const Placed<T>> values, std::size_t begin, std::size_t end,
                 std::size_t runs) const noexcept {
    const double rank = rank_of(ranking_, begin, end - begin, runs);
    for (std::size_t i = begin; i < end; ++i) {
      result_[values[i].row] = ranking_ == Ranking::first ? static_cast<double>(i + 1) : rank;
    }
  }

  const Spread<T, Placed<T>>* values_;
  Ranking ranking_;
  bool is_descending_;
  double* result_;
};

}  // namespace

void plan_rank(AggregatePlan& plan, const AggregateTask& task) {
  with_type(value_item(*task.values), [&](auto type) {
    using T = typename decltype(type)::type;
    BlockSource<T>& source = plan.source<T>(*task.values);
    plan.fresh_step<UnrankedRows<T>>(source, ResultItems<double>(task));
    plan.answer<RankAnswer<T>>(&spread<T, Placed<T>>(plan, source), task);
  });
}

}  // namespace wirespeed::kernels
