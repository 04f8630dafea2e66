// Aggregates that are a row of their group: idxmin, idxmax, first, last, and the least and greatest text.
#include <algorithm>
#include <bit>

#include "wirespeed/kernels/aggregate_plan.hpp"
#include "wirespeed/kernels/aggregate_small_places.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

// Both kinds of text by their bytes' or code points' order.
template <typename T>
bool is_less(const T& a, const T& b) noexcept {
  return a < b;
}

// One of both, by the instruction that moves one where a condition holds: compilers make a jump of whatever says so.
inline std::uint64_t chosen_word(bool is_first, std::uint64_t first, std::uint64_t second) noexcept {
#if defined(__x86_64__)
  __asm__("testb %b[is_first], %b[is_first]\n\tcmovneq %[first], %[second]"
          : [second] "+r"(second)
          : [is_first] "q"(is_first), [first] "r"(first)
          : "cc");
  return second;
#else
  return is_first ? first : second;
#endif
}

template <typename T>
T chosen(bool is_first, T first, T second) noexcept {
  if constexpr (std::is_same_v<T, float>) {
    return std::bit_cast<float>(
        chosen(is_first, std::bit_cast<std::uint32_t>(first), std::bit_cast<std::uint32_t>(second)));
  } else if constexpr (std::is_same_v<T, double>) {
    return std::bit_cast<double>(
        chosen(is_first, std::bit_cast<std::uint64_t>(first), std::bit_cast<std::uint64_t>(second)));
  } else {
    return static_cast<T>(chosen_word(is_first, static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(second)));
  }
}

// Where a group has few rows, no jump can foresee whether the next one is better than those before it; then numbers are
// chosen without (kJumps is false). Where it has many the best comes early, and a jump leaves its cell in peace.
template <typename T, bool kGreatest, bool kJumps>
struct PlaceOp {
  using Value = T;
  struct Cell {
    T value;
    std::uint32_t row;
  };
  static Cell empty() noexcept { return {T{}, kNoGroup}; }
  static bool is_better(const T& value, const T& than) noexcept {
    return kGreatest ? is_less(than, value) : is_less(value, than);
  }
  static void add(Cell& cell, const T& value, std::uint32_t row, std::uint32_t) noexcept {
    if constexpr (kJumps) {
      if (cell.row == kNoGroup || is_better(value, cell.value)) cell = {value, row};
    } else {
      const bool is_taken = (cell.row == kNoGroup) | is_better(value, cell.value);
      cell.value = chosen(is_taken, value, cell.value);
      cell.row = chosen(is_taken, row, cell.row);
    }
  }
  static void merge(Cell& into, const Cell& later) noexcept {
    if (later.row != kNoGroup) add(into, later.value, later.row, 0);
  }
};

struct FirstOp {
  using Cell = std::uint32_t;
  static Cell empty() noexcept { return kNoGroup; }
  static void add(Cell& cell, std::uint32_t row) noexcept { cell = std::min(cell, row); }
  static void merge(Cell& into, Cell later) noexcept { into = std::min(into, later); }
};

struct LastOp {
  using Cell = std::uint32_t;
  static Cell empty() noexcept { return kNoGroup; }
  static void add(Cell& cell, std::uint32_t row) noexcept { cell = row; }
  static void merge(Cell& into, Cell later) noexcept { into = later != kNoGroup ? later : into; }
};

// Any row of each group, there or not: where a group has no value, its first row is null.
class AnyRow final : public Step {
 public:
  AnyRow(AggregateMemory& memory, Source&, std::uint32_t groups, unsigned threads) : cells_(memory, groups, threads) {}

  void open(unsigned thread, GroupRange range) noexcept override { cells_.open(thread, range, kNoGroup); }
  void add(unsigned thread, const Stretch& stretch) noexcept override {
    std::uint32_t* const cells = cells_.of(thread);
    for (std::uint32_t i = 0; i < stretch.count; ++i) {
      if (stretch.codes[i] != kNoGroup) cells[stretch.codes[i]] = stretch.first_row + i;
    }
  }
  void merge(GroupRange range) noexcept override { cells_.merge(range, FirstOp::merge); }
  const std::uint32_t* cells() const noexcept { return cells_.of(0); }

 private:
  Cells<std::uint32_t> cells_;
};

std::uint32_t row_in(std::uint32_t cell) noexcept { return cell; }
std::uint32_t row_in(std::int64_t cell) noexcept { return static_cast<std::uint32_t>(cell); }
template <typename Cell>
std::uint32_t row_in(const Cell& cell) noexcept {
  return cell.row;
}

// idxmin, idxmax.
template <typename Cell>
class IndexAnswer final : public Answer {
 public:
  IndexAnswer(const Cell* cells, const AggregateTask& task)
      : cells_(cells), result_(static_cast<std::int64_t*>(task.result)) {}

  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      const std::uint32_t row = row_in(cells_[group]);
      result_[group] = row == kNoGroup ? -1 : std::int64_t{row};
    }
  }

 private:
  const Cell* cells_;
  std::int64_t* result_;
};

// Texts: which row to take.
template <typename Cell>
class RowAnswer final : public Answer {
 public:
  RowAnswer(const Cell* cells, const std::uint32_t* any_rows, const AggregateTask& task)
      : cells_(cells), any_rows_(any_rows), result_(static_cast<std::uint32_t*>(task.result)) {}

  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      const std::uint32_t row = row_in(cells_[group]);
      result_[group] = row == kNoGroup ? any_rows_[group] : row;
    }
  }

 private:
  const Cell* cells_;
  const std::uint32_t* any_rows_;
  std::uint32_t* result_;
};

// Numbers at those rows.
template <typename T>
class ValueAnswer final : public Answer {
 public:
  ValueAnswer(const std::uint32_t* rows, const AggregateTask& task)
      : rows_(rows), view_(*task.values), result_(task, value_item(*task.values) == Item::ticks) {}

  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      if (rows_[group] == kNoGroup) {
        result_.miss(group);
      } else {
        result_.items[group] = value_at<T>(view_, rows_[group]);
      }
    }
  }

 private:
  const std::uint32_t* rows_;
  const ArrayView& view_;
  ResultItems<T> result_;
};

template <typename Cell>
void answer_rows(AggregatePlan& plan, Source& source, const Cell* cells, const AggregateTask& task) {
  const std::uint32_t* any_rows = source.can_miss() ? plan.row_step<AnyRow>(source).cells() : nullptr;
  plan.answer<RowAnswer<Cell>>(cells, any_rows, task);
}

void plan_end(AggregatePlan& plan, const AggregateTask& task) {
  Source& source = plan.source_of(*task.values);
  const std::uint32_t* rows = task.aggregate == Aggregate::first ? plan.row_step<RowReduction<FirstOp>>(source).cells()
                                                                 : plan.row_step<RowReduction<LastOp>>(source).cells();
  const Item item = value_item(*task.values);
  if (column::is_text(item)) return answer_rows(plan, source, rows, task);
  with_number_type(item, [&](auto type) { plan.answer<ValueAnswer<typename decltype(type)::type>>(rows, task); });
}

template <typename Op>
void plan_best(AggregatePlan& plan, const AggregateTask& task) {
  BlockSource<typename Op::Value>& source = plan.source<typename Op::Value>(*task.values);
  const auto* cells = plan.step<Reduction<Op>>(0, source).cells();
  if (task.aggregate == Aggregate::min || task.aggregate == Aggregate::max) {
    return answer_rows(plan, source, cells, task);
  }
  plan.answer<IndexAnswer<typename Op::Cell>>(cells, task);
}

template <typename T, bool kJumps>
void plan_extremum(AggregatePlan& plan, const AggregateTask& task, bool is_greatest) {
  if (is_greatest) return plan_best<PlaceOp<T, true, kJumps>>(plan, task);
  plan_best<PlaceOp<T, false, kJumps>>(plan, task);
}

template <bool kGreatest>
void plan_small(AggregatePlan& plan, const AggregateTask& task) {
  BlockSource<std::int64_t>& source = plan.source<std::int64_t>(*task.values);
  plan.answer<IndexAnswer<std::int64_t>>(plan.step<SmallPlaces<kGreatest>>(0, source, plan.narrow()).cells(), task);
}

// For their groups.
bool has_few_rows(const GroupView& groups) noexcept {
  constexpr std::size_t kFew = 64;
  return groups.codes.size() < kFew * groups.groups;
}

}  // namespace

void plan_place(AggregatePlan& plan, const AggregateTask& task) {
  if (task.aggregate == Aggregate::first || task.aggregate == Aggregate::last) return plan_end(plan, task);
  const bool is_greatest = task.aggregate == Aggregate::idxmax || task.aggregate == Aggregate::max;
  with_type(value_item(*task.values), [&](auto type) {
    using T = typename decltype(type)::type;
    if constexpr (std::is_arithmetic_v<T>) {
      if (has_few_rows(plan.groups())) {
        if (plan.narrow() != nullptr && seem_within(*task.values, kSmallValue)) {
          return is_greatest ? plan_small<true>(plan, task) : plan_small<false>(plan, task);
        }
        return plan_extremum<T, false>(plan, task, is_greatest);
      }
    }
    plan_extremum<T, true>(plan, task, is_greatest);
  });
}

}  // namespace wirespeed::kernels
