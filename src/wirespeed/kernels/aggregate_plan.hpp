// Which sources, steps and answers a call's tasks need: each once, however many tasks share it.
#pragma once

#include <atomic>

#include "wirespeed/kernels/aggregate.hpp"
#include "wirespeed/kernels/aggregate_items.hpp"
#include "wirespeed/kernels/aggregate_step.hpp"

namespace wirespeed::kernels {

// How many values each group has, once phase 0 is over.
struct ValueCounts {
  const std::uint32_t* rows = nullptr;
  const std::uint32_t* missing = nullptr;

  std::uint32_t operator[](std::uint32_t group) const noexcept {
    return rows[group] - (missing == nullptr ? 0 : missing[group]);
  }
};

// Where a task's results go.
template <typename T>
struct ResultItems {
  T* items;
  std::uint8_t* validity;
  bool is_ticks;

  explicit ResultItems(const AggregateTask& task, bool ticks = false) noexcept
      : items(static_cast<T*>(task.result)), validity(task.validity), is_ticks(ticks) {}

  void miss(std::size_t i) const noexcept {
    if constexpr (std::is_floating_point_v<T>) {
      items[i] = std::numeric_limits<T>::quiet_NaN();
    } else {
      items[i] = is_ticks ? static_cast<T>(kNaT) : T{};
    }
    if (validity != nullptr) validity[i / 8] = static_cast<std::uint8_t>(validity[i / 8] & ~(1U << (i % 8)));
  }
};

class AggregatePlan {
 public:
  AggregatePlan(GroupView groups, const AggregateOptions& options, unsigned threads, bool is_wide);

  void add(const AggregateTask& task);

  template <typename T>
  BlockSource<T>& source(const column::ArrayView& view) {
    return static_cast<BlockSource<T>&>(source_of(view));
  }
  Source& source_of(const column::ArrayView& view);
  BlockSource<Pair>& pairs(const column::ArrayView& x, const column::ArrayView& y);
  ValueCounts counts(Source& source);
  const std::uint32_t* sizes();

  // The step of this type over the source, made when it is first asked for.
  template <typename S, typename... Args>
  S& step(unsigned phase, BlockSource<typename S::Value>& source, const Args&... args) {
    if (void* known = find(&kTag<S>, &source)) return *static_cast<S*>(known);
    S& made = memory_.make<S>(memory_, source, groups_.groups, threads_, args...);
    keep(&kTag<S>, &source, &made);
    steps_[phase].push(memory_, &made);
    return made;
  }
  template <typename S>
  S& row_step(Source& source) {
    if (void* known = find(&kTag<S>, &source)) return *static_cast<S*>(known);
    S& made = memory_.make<S>(memory_, source, groups_.groups, threads_);
    keep(&kTag<S>, &source, &made);
    steps_[0].push(memory_, &made);
    return made;
  }
  // One for this task alone.
  template <typename S, typename... Args>
  S& fresh_step(BlockSource<typename S::Value>& source, const Args&... args) {
    S& made = memory_.make<S>(memory_, source, groups_.groups, threads_, args...);
    steps_[0].push(memory_, &made);
    return made;
  }
  template <typename A, typename... Args>
  A& answer(const Args&... args) {
    A& made = memory_.make<A>(args...);
    answers_.push(memory_, &made);
    return made;
  }
  // An answer that phase 1 reads.
  template <typename A, typename... Args>
  A& between(const Source& source, const Args&... args) {
    if (void* known = find(&kTag<A>, &source)) return *static_cast<A*>(known);
    A& made = memory_.make<A>(args...);
    keep(&kTag<A>, &source, &made);
    between_.push(memory_, &made);
    return made;
  }

  // To be set by a sum in 64 bits that may leave them: all is to be done anew with wider ones. None: they are wide.
  std::atomic<bool>* narrow() noexcept { return is_wide_ ? nullptr : &is_too_narrow_; }
  bool is_too_narrow() const noexcept { return is_too_narrow_.load(std::memory_order_relaxed); }

  AggregateMemory& memory() noexcept { return memory_; }
  GroupView groups() const noexcept { return groups_; }
  unsigned threads() const noexcept { return threads_; }

  const AggregateList<Step*>& steps(unsigned phase) const noexcept { return steps_[phase]; }
  const AggregateList<Answer*>& between() const noexcept { return between_; }
  const AggregateList<Answer*>& answers() const noexcept { return answers_; }

 private:
  struct Known {
    const void* tag;
    const void* key;
    const void* other;
    void* made;
  };
  template <typename T>
  static inline char kTag = 0;  // its address stands for the type

  void* find(const void* tag, const void* key, const void* other = nullptr) const noexcept;
  void keep(const void* tag, const void* key, void* made, const void* other = nullptr) {
    known_.push(memory_, {tag, key, other, made});
  }
  std::uint32_t most_rows() const noexcept;

  AggregateMemory memory_;
  GroupView groups_;
  unsigned threads_;
  bool is_wide_;
  std::atomic<bool> is_too_narrow_ = false;
  const std::uint32_t* sizes_;
  AggregateList<Known> known_;
  AggregateList<Step*> steps_[2];
  AggregateList<Answer*> between_;
  AggregateList<Answer*> answers_;
};

// Each adds what its aggregates need.
void plan_total(AggregatePlan& plan, const AggregateTask& task);    // sum, mean
void plan_count(AggregatePlan& plan, const AggregateTask& task);    // count, size
void plan_extreme(AggregatePlan& plan, const AggregateTask& task);  // min, max, range
void plan_place(AggregatePlan& plan, const AggregateTask& task);    // first, last, idxmin, idxmax, min and max of texts
void plan_truth(AggregatePlan& plan, const AggregateTask& task);    // any, all
void plan_moment(AggregatePlan& plan, const AggregateTask& task);   // var, std
void plan_relation(AggregatePlan& plan, const AggregateTask& task);  // cov, corr, slope
void plan_order(AggregatePlan& plan, const AggregateTask& task);     // median, quantile, nunique
void plan_rank(AggregatePlan& plan, const AggregateTask& task);      // rank
void plan_pick(AggregatePlan& plan, const AggregateTask& task);      // largest, smallest
void plan_running(AggregatePlan& plan, const AggregateTask& task);   // cumsum, cumcount

}  // namespace wirespeed::kernels
