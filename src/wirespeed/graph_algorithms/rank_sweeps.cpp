#include "wirespeed/graph_algorithms/rank_sweeps.hpp"

#include <algorithm>
#include <cmath>

#include "wirespeed/base/large_memory.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// Relationships and nodes, by what they cost.
constexpr std::uint64_t kStepsOfPart = 1 << 14;  // what a thread takes at once; the Stop is asked between two
constexpr std::uint64_t kPartsOfBlock = 1 << 6;  // what threads share before new ranks count: worth starting them
constexpr NodeId kFewNodes = 1 << 16;            // double numbers of so many fit a core's own cache
constexpr double kLeastChangeOfFloats = 2e-6;    // of all ranks; what rounding changes is a fiftieth of it
constexpr double kSlow = 0.5;                    // a sweep that leaves so much of a change
constexpr double kAlike = 0.05;                  // what two sweeps leave when one thing alone is still to settle

// What changes while ranks are found, whatever numbers they are counted in.
struct Progress {
  std::vector<double> ranks;
  unsigned sweeps = 0;
  double change = INFINITY;  // of all ranks in the last sweep, as a part of them
};

struct Sums {
  double change = 0;
  double mass = 0;  // of all ranks
  double lost = 0;  // of those of dead ends

  void add(const Sums& other) noexcept {
    change += other.change;
    mass += other.mass;
    lost += other.lost;
  }
};

// A node gives the same along each relationship of weight 1, and that is all that is kept of its rank: what is read for
// every relationship, by numbers that may be small.
template <typename Number>
class Sweeps {
 public:
  Sweeps(const RankFlow& flow, const PagerankOptions& options, const std::vector<double>& restart, const Stop& stop,
         Progress& progress)
      : flow_(flow),
        options_(options),
        restart_(restart),
        stop_(stop),
        progress_(progress),
        nodes_(flow.node_count()),
        weights_(nodes_),
        given_(nodes_) {
    for (NodeId node = 0; node < nodes_; ++node) {
      weights_[node] = flow.strength(node) == 0 ? Number{-1} : static_cast<Number>(flow.strength(node));
      given_[node] = static_cast<Number>(progress.ranks[node]) / weights_[node];
    }
    add_up();
    divide();
  }

  // Until ranks change by less than `bound` of all, or max_iterations are reached; then the ranks are in `progress`.
  Result<void> run(double bound) {
    while (progress_.sweeps < options_.max_iterations && !(progress_.change < bound)) {
      if (auto ok = sweep(); !ok) return ok;
    }
    add_up();  // without what changes have left by rounding
    for (NodeId node = 0; node < nodes_; ++node) progress_.ranks[node] = rank(node) / all_.mass;
    return {};
  }

 private:
  // A dead end's weight is -1: nobody reads what it gives.
  bool is_dead_end(NodeId node) const noexcept { return weights_[node] < 0; }
  double rank(NodeId node) const noexcept { return static_cast<double>(given_[node]) * weights_[node]; }

  void add_up() noexcept {
    all_ = {};
    for (NodeId node = 0; node < nodes_; ++node) all_.add({0, rank(node), is_dead_end(node) ? rank(node) : 0});
  }

  void divide() {
    const std::uint64_t steps = flow_.size() + RankFlow::kPerNode * nodes_;
    const std::uint64_t blocks = std::max<std::uint64_t>(1, steps / (kStepsOfPart * kPartsOfBlock));
    parts_ = flow_.parts(blocks == 1 ? steps / kStepsOfPart + 1 : blocks * kPartsOfBlock);
    sums_.resize(parts_.size());
    parts_at_once_ = blocks == 1 ? 1 : kPartsOfBlock;
    std::size_t largest = 0;
    for (std::size_t first = 0; blocks > 1 && first < parts_.size(); first += parts_at_once_) {
      largest = std::max(largest, block_at(first).last - block_at(first).first);
    }
    next_.resize(largest);
  }

  Share block_at(std::size_t part) const noexcept {
    return {parts_[part].first, parts_[part + parts_at_once_ - 1].last};
  }

  Result<void> sweep() {
    const double left_before = left_;
    const bool may_extrapolate = left_ > kSlow && progress_.sweeps >= next_extrapolation_;
    if (may_extrapolate) before_ = given_;
    double change = 0;
    for (std::size_t first = 0; first < parts_.size(); first += parts_at_once_) {
      auto found = collect_block(first);
      if (!found) return std::unexpected(std::move(found).error());
      all_.mass += found->mass;
      all_.lost += found->lost;
      change += found->change;
    }
    ++progress_.sweeps;
    change /= all_.mass;
    left_ = change / progress_.change;
    progress_.change = change;
    if (has_extrapolated_ && left_ > kSlow) pause_ *= 2;
    has_extrapolated_ = may_extrapolate && left_ < options_.damping && std::abs(left_ - left_before) < kAlike;
    if (has_extrapolated_) extrapolate();
    return {};
  }

  // Ranks of a block's nodes are found from those before it, and count when all of them are known; where a block is one
  // part, each at once.
  Result<Sums> collect_block(std::size_t first) {
    const double restart = (1 - options_.damping) * all_.mass + options_.damping * all_.lost;
    const Share block = block_at(first);
    Number* const next = next_.empty() ? given_.data() + block.first : next_.data();
    const auto collect = [&](std::size_t i) -> Result<void> {
      if (auto ok = stop_.check("pagerank"); !ok) return ok;
      const Share& part = parts_[first + i];
      sums_[first + i] = collect_part(part, restart, next + (part.first - block.first));
      return {};
    };
    if (auto done = for_each_part(collect); !done) return std::unexpected(std::move(done).error());
    Sums sums;
    for (std::size_t i = first; i < first + parts_at_once_; ++i) sums.add(sums_[i]);
    if (!next_.empty()) std::copy_n(next_.begin(), block.last - block.first, given_.data() + block.first);
    return sums;
  }

  template <typename Collect>
  Result<void> for_each_part(const Collect& collect) {
    if (parts_at_once_ == 1) return collect(0);
    return on_threads(lanes_for(options_.threads, parts_at_once_), parts_at_once_, collect);
  }

  // Writes what the part's nodes give, and says what changes by it.
  Sums collect_part(const Share& part, double restart, Number* next) const noexcept {
    Sums sums;
    const double damping = options_.damping;
    const double alike = restart / nodes_;
    const graph::NodeRange nodes{static_cast<NodeId>(part.first), static_cast<NodeId>(part.last)};
    flow_.for_each(nodes, [&](NodeId node, const auto& sources) {
      const double begins = restart_.empty() ? alike : restart * restart_[node];
      const double found = begins + damping * sources.sum(given_.data());
      const auto given = static_cast<Number>(found / weights_[node]);
      const double change = (static_cast<double>(given) - given_[node]) * weights_[node];
      next[node - nodes.begin] = given;
      sums.add({std::abs(change), change, is_dead_end(node) ? change : 0});
    });
    return sums;
  }

  // What settles slowly is how much those parts of the graph have that hardly lead to each other: a sweep leaves the
  // same part of each of these changes. All that is still to come is added at once; more and more seldom where that
  // does not help, for then sweeps alone settle it.
  void extrapolate() noexcept {
    const double more = left_ / (1 - left_);
    for (NodeId node = 0; node < nodes_; ++node) {
      const double given = given_[node] + more * (given_[node] - before_[node]);
      if (given * weights_[node] >= 0) given_[node] = static_cast<Number>(given);
    }
    add_up();
    next_extrapolation_ = progress_.sweeps + pause_;
  }

  const RankFlow& flow_;
  const PagerankOptions& options_;
  const std::vector<double>& restart_;
  const Stop& stop_;
  Progress& progress_;
  NodeId nodes_;
  LargeVector<Number> weights_;
  LargeVector<Number> given_;
  LargeVector<Number> next_;    // what nodes give from the end of their block on; none: it counts at once
  LargeVector<Number> before_;  // what they gave before the last sweep, where it is wanted
  std::vector<Share> parts_;
  std::vector<Sums> sums_;
  std::size_t parts_at_once_ = 1;
  Sums all_;
  double left_ = 0;  // of the last sweep but one's change, by the last
  unsigned next_extrapolation_ = 0;
  unsigned pause_ = 4;  // sweeps
  bool has_extrapolated_ = false;
};

// Where sweeps begin, for walks that all together are 1: near to where they end, and found without them.
class Beginning {
 public:
  Beginning(const RankFlow& flow, double damping, const std::vector<double>& restart)
      : flow_(flow), damping_(damping), restart_(restart), all_{0, flow.node_count()} {}

  // All relationships lead on the same, to a node as much as its degree says. But where nodes have few relationships,
  // those who lead to them are looked at: a graph's small parts have what starts in them, whatever their degrees.
  std::vector<double> ranks() const {
    const Given given{*this, given_by_each()};
    std::vector<double> ranks(all_.end);
    flow_.for_each(all_, [&](NodeId node, const auto& sources) {
      const double led = sources.degree() > kFew ? given.alike * sources.weight() : sources.sum(given);
      ranks[node] = (1 - damping_) * restart_at(node) + damping_ * led;
    });
    return ranks;
  }

 private:
  static constexpr std::uint64_t kFew = 2;

  struct Given {
    const Beginning& beginning;
    double alike;

    double operator[](NodeId node) const noexcept {
      const double strength = beginning.flow_.strength(node);
      return strength > kFew || strength == 0 ? alike : beginning.restart_at(node) / strength;
    }
  };

  double restart_at(NodeId node) const noexcept { return restart_.empty() ? 1.0 / all_.end : restart_[node]; }

  // So that as much goes on as comes.
  double given_by_each() const {
    double begins = 0;  // of what starts anew, the part that goes on
    double all = 0;     // of what leads anywhere
    double onward = 0;  // the part that goes on from there
    flow_.for_each(all_, [&](NodeId node, const auto& sources) {
      const double inflow = sources.weight();
      all += inflow;
      if (flow_.strength(node) == 0) return;
      begins += restart_at(node);
      onward += inflow;
    });
    return all > 0 ? (1 - damping_) * begins / (all - damping_ * onward) : 0;
  }

  const RankFlow& flow_;
  double damping_;
  const std::vector<double>& restart_;
  graph::NodeRange all_;
};

}  // namespace

std::unexpected<Error> not_settled(double bound, unsigned iterations, double change) {
  return fail(Errc::limit,
              "pagerank: expected a change below {} after {} iterations, found {}; allow more iterations or a larger "
              "tolerance",
              bound, iterations, change);
}

Result<std::vector<double>> settled_by_sweeps(const RankFlow& flow, const PagerankOptions& options,
                                              const std::vector<double>& restart, const Stop& stop) {
  const double bound = options.tolerance * flow.node_count();
  Progress progress{Beginning(flow, options.damping, restart).ranks()};
  if (flow.node_count() > kFewNodes && !flow.is_weighted()) {
    auto done = Sweeps<float>(flow, options, restart, stop, progress).run(std::max(bound, kLeastChangeOfFloats));
    if (!done) return std::unexpected(std::move(done).error());
  }
  if (!(progress.change < bound)) {
    auto done = Sweeps<double>(flow, options, restart, stop, progress).run(bound);
    if (!done) return std::unexpected(std::move(done).error());
  }
  if (!(progress.change < bound)) return not_settled(bound, options.max_iterations, progress.change);
  return std::move(progress.ranks);
}

}  // namespace wirespeed::graph_algorithms
