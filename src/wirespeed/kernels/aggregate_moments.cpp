// Variance and its relatives, in two passes: the means first, then squares of the differences from them, so that no
// digits cancel. What the means' rounding leaves in the differences is taken off again.
#include <algorithm>

#include "wirespeed/kernels/aggregate_plan.hpp"
#include "wirespeed/kernels/aggregate_small_sums.hpp"
#include "wirespeed/kernels/aggregate_totals.hpp"

namespace wirespeed::kernels {
namespace {

using column::Item;

struct Squares {
  double squares = 0;
  double differences = 0;
};

template <typename T>
struct SquaresOp {
  using Value = T;
  using Cell = Squares;
  const double* means = nullptr;

  static Cell empty() noexcept { return {}; }
  void add(Cell& cell, T value, std::uint32_t, std::uint32_t group) const noexcept {
    const double difference = static_cast<double>(value) - means[group];
    cell.squares += difference * difference;
    cell.differences += difference;
  }
  static void merge(Cell& into, const Cell& later) noexcept {
    into.squares += later.squares;
    into.differences += later.differences;
  }
};

template <typename T>
class Means final : public Answer {
 public:
  Means(AggregateMemory* memory, std::uint32_t groups, const TotalOf<T>* totals, ValueCounts counts)
      : totals_(totals), counts_(counts), means_(memory->array<double>(groups).data()) {}

  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      means_[group] = as_double(totals_[group]) / counts_[group];
    }
  }
  const double* means() const noexcept { return means_; }

 private:
  const TotalOf<T>* totals_;
  ValueCounts counts_;
  double* means_;
};

double variance(const Squares& cell, double count, double freedom) noexcept {
  return (cell.squares - cell.differences * cell.differences / count) / (count - freedom);
}

template <typename Out>
class MomentAnswer final : public Answer {
 public:
  MomentAnswer(const Squares* cells, ValueCounts counts, const AggregateTask& task)
      : cells_(cells),
        counts_(counts),
        freedom_(task.parameter),
        is_root_(task.aggregate == Aggregate::std),
        result_(task, std::is_same_v<Out, std::int64_t>) {}

  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      const double count = counts_[group];
      if (count == 0 || count - freedom_ <= 0) {
        result_.miss(group);
      } else {
        const double found = variance(cells_[group], count, freedom_);
        result_.items[group] = static_cast<Out>(is_root_ ? std::sqrt(found) : found);
      }
    }
  }

 private:
  const Squares* cells_;
  ValueCounts counts_;
  double freedom_;
  bool is_root_;
  ResultItems<Out> result_;
};

struct PairTotal {
  FloatTotal x;
  FloatTotal y;
};

struct PairSumOp {
  using Value = Pair;
  using Cell = PairTotal;
  static Cell empty() noexcept { return {}; }
  static void add(Cell& cell, const Pair& pair, std::uint32_t, std::uint32_t) noexcept {
    cell.x.add(pair.x);
    cell.y.add(pair.y);
  }
  static void merge(Cell& into, const Cell& later) noexcept {
    SumOp<double>::merge(into.x, later.x);
    SumOp<double>::merge(into.y, later.y);
  }
};

class PairMeans final : public Answer {
 public:
  PairMeans(AggregateMemory* memory, std::uint32_t groups, const PairTotal* totals, ValueCounts counts)
      : totals_(totals), counts_(counts), means_(memory->array<Pair>(groups).data()) {}

  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      const double count = counts_[group];
      means_[group] = {totals_[group].x.total() / count, totals_[group].y.total() / count};
    }
  }
  const Pair* means() const noexcept { return means_; }

 private:
  const PairTotal* totals_;
  ValueCounts counts_;
  Pair* means_;
};

// Of integers whose sums are the same as those of doubles: both are exact.
class IntegerPairMeans final : public Answer {
 public:
  IntegerPairMeans(AggregateMemory* memory, std::uint32_t groups, const std::int64_t* x, const std::int64_t* y,
                   ValueCounts counts)
      : x_(x), y_(y), counts_(counts), means_(memory->array<Pair>(groups).data()) {}

  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      const double count = counts_[group];
      means_[group] = {static_cast<double>(x_[group]) / count, static_cast<double>(y_[group]) / count};
    }
  }
  const Pair* means() const noexcept { return means_; }

 private:
  const std::int64_t* x_;
  const std::int64_t* y_;
  ValueCounts counts_;
  Pair* means_;
};

struct Products {
  double xx = 0;
  double yy = 0;
  double xy = 0;
  double x = 0;
  double y = 0;
};

struct ProductsOp {
  using Value = Pair;
  using Cell = Products;
  const Pair* means = nullptr;

  static Cell empty() noexcept { return {}; }
  void add(Cell& cell, const Pair& pair, std::uint32_t, std::uint32_t group) const noexcept {
    const double x = pair.x - means[group].x;
    const double y = pair.y - means[group].y;
    cell.xx += x * x;
    cell.yy += y * y;
    cell.xy += x * y;
    cell.x += x;
    cell.y += y;
  }
  static void merge(Cell& into, const Cell& later) noexcept {
    into.xx += later.xx;
    into.yy += later.yy;
    into.xy += later.xy;
    into.x += later.x;
    into.y += later.y;
  }
};

// Products of integers where they lie: what ProductsOp does, without pairs of doubles made first.
class IntegerProducts final : public Step {
 public:
  using Value = Pair;

  IntegerProducts(AggregateMemory& memory, BlockSource<Pair>&, std::uint32_t groups, unsigned threads,
                  const std::int64_t* x, const std::int64_t* y, const Pair* means)
      : cells_(memory, groups, threads), x_(x), y_(y), op_{means} {}

  void open(unsigned thread, GroupRange range) noexcept override { cells_.open(thread, range, ProductsOp::empty()); }
  void add(unsigned thread, const Stretch& stretch) noexcept override {
    const ProductsOp op = op_;
    Products* const cells = cells_.of(thread);
    const std::uint32_t* const codes = stretch.codes;
    for_block(Block<std::int64_t>{{codes, nullptr, stretch.first_row, stretch.count}, x_ + stretch.first_row},
              [&, x = x_ + stretch.first_row, y = y_ + stretch.first_row](std::uint32_t i) {
                const std::uint32_t group = codes[i];
                if (group == kNoGroup) return;
                op.add(cells[group], {static_cast<double>(x[i]), static_cast<double>(y[i])}, 0, group);
              });
  }
  void merge(GroupRange range) noexcept override { cells_.merge(range, ProductsOp::merge); }
  const Products* cells() const noexcept { return cells_.of(0); }

 private:
  Cells<Products> cells_;
  const std::int64_t* x_;
  const std::int64_t* y_;
  ProductsOp op_;
};

class RelationAnswer final : public Answer {
 public:
  RelationAnswer(const Products* cells, ValueCounts counts, const AggregateTask& task)
      : cells_(cells), counts_(counts), aggregate_(task.aggregate), freedom_(task.parameter), result_(task) {}

  void write(GroupRange range) noexcept override {
    for (std::uint32_t group = range.begin; group < range.end; ++group) {
      const double found = counts_[group] == 0 ? kNone : of(cells_[group], counts_[group]);
      if (std::isnan(found)) {
        result_.miss(group);
      } else {
        result_.items[group] = found;
      }
    }
  }

 private:
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  double of(const Products& cell, double count) const noexcept {
    const double xx = cell.xx - cell.x * cell.x / count;
    const double yy = cell.yy - cell.y * cell.y / count;
    const double xy = cell.xy - cell.x * cell.y / count;
    if (aggregate_ == Aggregate::cov) return count - freedom_ > 0 ? xy / (count - freedom_) : kNone;
    if (aggregate_ == Aggregate::slope) return xx > 0 ? xy / xx : kNone;
    if (!(xx > 0 && yy > 0)) return kNone;
    return std::clamp(xy / root_of_product(xx, yy), -1.0, 1.0);
  }

  static double root_of_product(double a, double b) noexcept {
    const double product = a * b;
    return std::isnormal(product) ? std::sqrt(product) : std::sqrt(a) * std::sqrt(b);
  }

  const Products* cells_;
  ValueCounts counts_;
  Aggregate aggregate_;
  double freedom_;
  ResultItems<double> result_;
};

// In 53 bits sums of doubles are exact, as those of integers are.
constexpr unsigned kExactBits = 53;

bool are_small_integers(AggregatePlan& plan, const AggregateTask& task) noexcept {
  const auto is_small = [](const column::ArrayView& view) {
    return view.validity == nullptr && view.length > 0 && seem_small<kExactBits>(view);
  };
  return plan.narrow() != nullptr && is_small(*task.values) && is_small(*task.other);
}

const Products* integer_products(AggregatePlan& plan, const AggregateTask& task) {
  const auto sums_of = [&](const column::ArrayView& view) {
    const std::size_t rows = plan.groups().codes.size();
    return plan.step<SmallSums<kExactBits>>(0, plan.source<std::int64_t>(view), rows, plan.narrow()).cells();
  };
  BlockSource<Pair>& pairs = plan.pairs(*task.values, *task.other);
  const std::int64_t* x = sums_of(*task.values);
  const std::int64_t* y = sums_of(*task.other);
  const Pair* means =
      plan.between<IntegerPairMeans>(pairs, &plan.memory(), plan.groups().groups, x, y, plan.counts(pairs)).means();
  const auto items = [](const column::ArrayView& view) { return reinterpret_cast<const std::int64_t*>(view.data); };
  return plan.step<IntegerProducts>(1, pairs, items(*task.values), items(*task.other), means).cells();
}

}  // namespace

void plan_moment(AggregatePlan& plan, const AggregateTask& task) {
  const Item item = value_item(*task.values);
  with_number_type(item, [&](auto type) {
    using T = typename decltype(type)::type;
    BlockSource<T>& source = plan.source<T>(*task.values);
    const TotalOf<T>* totals = plan.step<Reduction<SumOp<T>>>(0, source).cells();
    const ValueCounts counts = plan.counts(source);
    const double* means = plan.between<Means<T>>(source, &plan.memory(), plan.groups().groups, totals, counts).means();
    const Squares* cells = plan.step<Reduction<SquaresOp<T>>>(1, source, SquaresOp<T>{means}).cells();
    if (item == Item::ticks) {
      plan.answer<MomentAnswer<std::int64_t>>(cells, counts, task);
    } else {
      plan.answer<MomentAnswer<double>>(cells, counts, task);
    }
  });
}

void plan_relation(AggregatePlan& plan, const AggregateTask& task) {
  BlockSource<Pair>& source = plan.pairs(*task.values, *task.other);
  if (are_small_integers(plan, task)) {
    plan.answer<RelationAnswer>(integer_products(plan, task), plan.counts(source), task);
    return;
  }
  const PairTotal* totals = plan.step<Reduction<PairSumOp>>(0, source).cells();
  const ValueCounts counts = plan.counts(source);
  const Pair* means = plan.between<PairMeans>(source, &plan.memory(), plan.groups().groups, totals, counts).means();
  const Products* cells = plan.step<Reduction<ProductsOp>>(1, source, ProductsOp{means}).cells();
  plan.answer<RelationAnswer>(cells, counts, task);
}

}  // namespace wirespeed::kernels
