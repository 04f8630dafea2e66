#include "wirespeed/kernels/aggregate_plan.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::is_text;

class Sizes final : public Step {
 public:
  Sizes(AggregateMemory& memory, std::uint32_t groups, unsigned threads) : cells_(memory, groups, threads) {}

  void open(unsigned thread, GroupRange range) noexcept override { cells_.open(thread, range, 0); }
  void add(unsigned thread, const Stretch& stretch) noexcept override {
    std::uint32_t* const cells = cells_.of(thread);
    for (std::uint32_t i = 0; i < stretch.count; ++i) {
      if (!stretch.has_dropped || stretch.codes[i] != kNoGroup) ++cells[stretch.codes[i]];
    }
  }
  void merge(GroupRange range) noexcept override {
    cells_.merge(range, [](std::uint32_t& into, std::uint32_t later) { into += later; });
  }
  const std::uint32_t* cells() const noexcept { return cells_.of(0); }

 private:
  Cells<std::uint32_t> cells_;
};

// Rows of each group whose value is missing.
class Missing final : public Step {
 public:
  Missing(AggregateMemory& memory, Source& source, std::uint32_t groups, unsigned threads)
      : source_(source), cells_(memory, groups, threads) {}

  void open(unsigned thread, GroupRange range) noexcept override { cells_.open(thread, range, 0); }
  void add(unsigned thread, const Stretch& stretch) noexcept override {
    std::uint32_t* const cells = cells_.of(thread);
    for_missing(stretch, source_.rows(thread, stretch), [&](std::uint32_t i) {
      if (stretch.codes[i] != kNoGroup) ++cells[stretch.codes[i]];
    });
  }
  void merge(GroupRange range) noexcept override {
    cells_.merge(range, [](std::uint32_t& into, std::uint32_t later) { into += later; });
  }
  const std::uint32_t* cells() const noexcept { return cells_.of(0); }

 private:
  Source& source_;
  Cells<std::uint32_t> cells_;
};

}  // namespace

AggregatePlan::AggregatePlan(GroupView groups, const AggregateOptions& options, unsigned threads, bool is_wide)
    : groups_(groups), threads_(threads), is_wide_(is_wide), sizes_(options.counts.data()) {}

std::uint32_t AggregatePlan::most_rows() const noexcept {
  return static_cast<std::uint32_t>(std::min<std::size_t>(kStretchRows, groups_.codes.size()));
}

void* AggregatePlan::find(const void* tag, const void* key, const void* other) const noexcept {
  for (const Known& known : known_) {
    if (known.tag == tag && known.key == key && known.other == other) return known.made;
  }
  return nullptr;
}

Source& AggregatePlan::source_of(const ArrayView& view) {
  if (void* known = find(&kTag<Source>, &view)) return *static_cast<Source*>(known);
  Source& made = with_type(value_item(view), [&](auto type) -> Source& {
    return memory_.make<ColumnSource<typename decltype(type)::type>>(memory_, view, threads_, most_rows(),
                                                                     groups_.is_complete);
  });
  keep(&kTag<Source>, &view, &made);
  return made;
}

BlockSource<Pair>& AggregatePlan::pairs(const ArrayView& x, const ArrayView& y) {
  if (void* known = find(&kTag<PairSource>, &x, &y)) return *static_cast<PairSource*>(known);
  PairSource& made = memory_.make<PairSource>(memory_, x, y, threads_, most_rows());
  keep(&kTag<PairSource>, &x, &made, &y);
  return made;
}

const std::uint32_t* AggregatePlan::sizes() {
  if (sizes_ == nullptr) {
    Sizes& step = memory_.make<Sizes>(memory_, groups_.groups, threads_);
    steps_[0].push(memory_, &step);
    sizes_ = step.cells();
  }
  return sizes_;
}

ValueCounts AggregatePlan::counts(Source& source) {
  return {sizes(), source.can_miss() ? row_step<Missing>(source).cells() : nullptr};
}

void AggregatePlan::add(const AggregateTask& task) {
  switch (task.aggregate) {
    case Aggregate::sum:
    case Aggregate::mean:
      return plan_total(*this, task);
    case Aggregate::count:
    case Aggregate::size:
      return plan_count(*this, task);
    case Aggregate::min:
    case Aggregate::max:
      return is_text(value_item(*task.values)) ? plan_place(*this, task) : plan_extreme(*this, task);
    case Aggregate::range:
      return plan_extreme(*this, task);
    case Aggregate::first:
    case Aggregate::last:
    case Aggregate::idxmin:
    case Aggregate::idxmax:
      return plan_place(*this, task);
    case Aggregate::any:
    case Aggregate::all:
      return plan_truth(*this, task);
    case Aggregate::nunique:
    case Aggregate::median:
    case Aggregate::quantile:
      return plan_order(*this, task);
    case Aggregate::var:
    case Aggregate::std:
      return plan_moment(*this, task);
    case Aggregate::largest:
    case Aggregate::smallest:
      return plan_pick(*this, task);
    case Aggregate::cumsum:
    case Aggregate::cumcount:
      return plan_running(*this, task);
    case Aggregate::rank:
      return plan_rank(*this, task);
    case Aggregate::cov:
    case Aggregate::corr:
    case Aggregate::slope:
      return plan_relation(*this, task);
  }
}

}  // namespace wirespeed::kernels
