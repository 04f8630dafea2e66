#include "wirespeed/kernels/aggregate_totals.hpp"

#include <atomic>
#include <bit>
#include <limits>

#include "wirespeed/kernels/aggregate_plan.hpp"
#include "wirespeed/kernels/word_shape.hpp"

namespace wirespeed::kernels {
namespace {

using column::Item;

template <typename T>
using Out = std::conditional_t<std::is_floating_point_v<T>, double,
                               std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>;

// Bits that are beyond 2 * bound - 1 where a number is not in [-bound, bound). REQUIRES: bound is a power of two
std::uint64_t bits_beyond(const std::int64_t* items, std::size_t count, std::uint64_t bound) noexcept {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < count; ++i) bits |= static_cast<std::uint64_t>(items[i]) + bound;
  return bits;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) std::uint64_t wide_bits_beyond(const std::int64_t* items, std::size_t count,
                                                               std::uint64_t bound) noexcept {
  using Lanes __attribute__((vector_size(32))) = std::uint64_t;
  using Load __attribute__((vector_size(32), aligned(1), may_alias)) = std::uint64_t;
  Lanes bits[2] = {};
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    bits[0] |= *reinterpret_cast<const Load*>(items + i) + bound;
    bits[1] |= *reinterpret_cast<const Load*>(items + i + 4) + bound;
  }
  const Lanes all = bits[0] | bits[1];
  return all[0] | all[1] | all[2] | all[3] | bits_beyond(items + i, count - i, bound);
}
#endif

bool are_within(const std::int64_t* items, std::size_t count, std::uint64_t bound) noexcept {
#if defined(__x86_64__)
  if (kHasAvx2) return wide_bits_beyond(items, count, bound) < 2 * bound;
#endif
  return bits_beyond(items, count, bound) < 2 * bound;
}

// Of items within it, on both sides of 0, no sum of so many leaves 64 bits. REQUIRES: count > 0
std::uint64_t bound_for(std::size_t count) noexcept {
  return std::bit_floor(std::numeric_limits<std::int64_t>::max() / count);
}

// Whether sums of the items, of 64 bits, look as if they fit into 64 bits, too: most do, and two words to a sum take
// twice the time of one. The ends of the column are looked at, so that what is great all over is known at once.
bool seem_small(const column::ArrayView& view) noexcept {
  constexpr std::size_t kLooks = 512;
  const bool is_plain = view.item == Item::int64 && view.dictionary == nullptr && view.is_contiguous();
  if (!is_plain || view.length == 0) return is_plain;
  const auto count = static_cast<std::size_t>(view.length);
  const auto* items = reinterpret_cast<const std::int64_t*>(view.data);
  const std::uint64_t bound = bound_for(count);
  const std::size_t looks = std::min(count, kLooks);
  return are_within(items, looks, bound) && are_within(items + count - looks, looks, bound);
}

// Sums in 64 bits of items that seemed small. Where one is found that is not, all begins anew with wider sums.
class SmallSums final : public Step {
 public:
  using Value = std::int64_t;

  SmallSums(AggregateMemory& memory, BlockSource<std::int64_t>& source, std::uint32_t groups, unsigned threads,
            std::size_t rows, std::atomic<bool>* is_too_narrow)
      : source_(source), cells_(memory, groups, threads), bound_(bound_for(rows)), is_too_narrow_(is_too_narrow) {}

  void open(unsigned thread, GroupRange range) noexcept override { cells_.open(thread, range, 0); }
  void add(unsigned thread, const Stretch& stretch) noexcept override {
    const Block<std::int64_t>& block = source_.block(thread, stretch);
    if (!are_within(block.values, block.count, bound_)) is_too_narrow_->store(true, std::memory_order_relaxed);
    std::int64_t* const cells = cells_.of(thread);
    const std::uint32_t* const codes = block.codes;
    const std::int64_t* const values = block.values;
    for (std::uint32_t i = 0; i < block.count; ++i) {
      std::uint64_t sum = static_cast<std::uint64_t>(cells[codes[i]]);
      sum += static_cast<std::uint64_t>(values[i]);
      cells[codes[i]] = static_cast<std::int64_t>(sum);
    }
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
          is_too_narrow != nullptr && seem_small(*task.values)) {
        const SmallSums& sums = plan.step<SmallSums>(0, source, plan.groups().codes.size(), is_too_narrow);
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
