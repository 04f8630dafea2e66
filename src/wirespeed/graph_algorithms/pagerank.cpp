#include "wirespeed/graph_algorithms/pagerank.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "wirespeed/graph_algorithms/pace.hpp"
#include "wirespeed/graph_algorithms/rank_flow.hpp"
#include "wirespeed/graph_algorithms/rank_sweeps.hpp"
#include "wirespeed/graph_algorithms/weights.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// Where the walk begins, starts anew and goes on from dead ends: by places; none: all nodes alike.
struct Shares {
  std::vector<double> start;
  std::vector<double> restart;
  std::vector<double> dangling;

  Shares(const EdgeGraph& graph, const PagerankOptions& options)
      : start(by_places(graph, options.start)),
        restart(by_places(graph, options.personalization)),
        dangling(by_places(graph, options.dangling)) {}

  // Makes parts of their sum of them.
  void normalize() noexcept {
    for (std::vector<double>* numbers : {&start, &restart, &dangling}) {
      const double sum = std::accumulate(numbers->begin(), numbers->end(), 0.0);
      for (double& one : *numbers) one /= sum;
    }
  }

 private:
  static std::vector<double> by_places(const EdgeGraph& graph, std::span<const double> numbers) {
    if (numbers.empty()) return {};
    return graph.numbering().by_place(std::vector<double>(numbers.begin(), numbers.end()));
  }
};

// Each node collects what its sources give, which is one number of each source. Lanes have parts of the nodes.
class Iteration {
 public:
  Iteration(const RankFlow& flow, const PagerankOptions& options, Shares shares, const Stop& stop)
      : options_(options),
        stop_(stop),
        flow_(flow),
        restart_(std::move(shares.restart)),
        dangling_(shares.dangling.empty() ? restart_ : std::move(shares.dangling)),
        ranks_(std::move(shares.start)),
        given_(flow.node_count()),
        next_given_(flow.node_count()) {
    if (ranks_.empty()) ranks_.assign(flow.node_count(), 1.0 / flow.node_count());
    for (NodeId node = 0; node < ranks_.size(); ++node) lost_ += give(node, given_);
  }

  Result<std::vector<double>> run() {
    const std::size_t count = lanes_for(options_.threads, ranks_.size());
    for (const Share& share : flow_.parts(count)) lanes_.push_back({.nodes = share});
    while (steps_ < options_.max_iterations && !(change_ < bound())) {
      auto done = on_lanes(count, [&](std::size_t lane) { return step(lanes_[lane]); });
      if (!done) return std::unexpected(std::move(done).error());
      finish_step();
    }
    if (change_ < bound()) return std::move(ranks_);
    return not_settled(bound(), options_.max_iterations, change_);
  }

 private:
  static constexpr std::size_t kNodesAtOnce = 64;

  struct alignas(64) Lane {
    Share nodes;
    double change = 0;
    double lost = 0;
  };

  double bound() const noexcept { return options_.tolerance * static_cast<double>(ranks_.size()); }

  static double share_at(const std::vector<double>& shares, NodeId node, std::size_t nodes) noexcept {
    return shares.empty() ? 1 / static_cast<double>(nodes) : shares[node];
  }

  // What a node gives along a relationship of weight 1; returned is what it has and cannot give.
  double give(NodeId node, std::vector<double>& given) const noexcept {
    given[node] = options_.damping * ranks_[node] * flow_.share(node);
    return flow_.share(node) == 0 ? ranks_[node] : 0;
  }

  Result<void> step(Lane& lane) {
    Pace pace(stop_, "pagerank");
    lane.change = lane.lost = 0;
    for (std::size_t first = lane.nodes.first, last = first; first < lane.nodes.last; first = last) {
      last = std::min(first + kNodesAtOnce, lane.nodes.last);
      const graph::NodeRange nodes{static_cast<NodeId>(first), static_cast<NodeId>(last)};
      const std::uint64_t steps = collect(nodes, lane);
      if (!pace.is_due(steps)) continue;
      if (auto ok = pace.check(); !ok) return ok;
    }
    return {};
  }

  // Returned is how many relationships that took.
  std::uint64_t collect(graph::NodeRange nodes, Lane& lane) {
    std::uint64_t steps = nodes.size();
    flow_.for_each(nodes, [&](NodeId node, const auto& sources) {
      steps += sources.degree();
      const double rank = (1 - options_.damping) * share_at(restart_, node, ranks_.size()) +
                          options_.damping * lost_ * share_at(dangling_, node, ranks_.size()) +
                          sources.sum(given_.data());
      lane.change += std::abs(rank - ranks_[node]);
      ranks_[node] = rank;
      lane.lost += give(node, next_given_);
    });
    return steps;
  }

  void finish_step() noexcept {
    ++steps_;
    change_ = 0;
    lost_ = 0;
    for (const Lane& lane : lanes_) {
      change_ += lane.change;
      lost_ += lane.lost;
    }
    given_.swap(next_given_);
  }

  const PagerankOptions& options_;
  const Stop& stop_;
  const RankFlow& flow_;
  std::vector<double> restart_;  // none: all alike
  std::vector<double> dangling_;
  std::vector<double> ranks_;
  std::vector<double> given_;
  std::vector<double> next_given_;
  std::vector<Lane> lanes_;
  double lost_ = 0;
  double change_ = INFINITY;
  unsigned steps_ = 0;
};

using NamedNumbers = std::pair<std::span<const double>, const char*>;

std::array<NamedNumbers, 3> numbers_of(const PagerankOptions& options) {
  return {{{options.personalization, "personalization"}, {options.dangling, "dangling"}, {options.start, "start"}}};
}

Result<void> check_sizes(const EdgeGraph& graph, const PagerankOptions& options) {
  for (const auto& [numbers, name] : numbers_of(options)) {
    if (numbers.empty() || numbers.size() == graph.node_count()) continue;
    return fail(Errc::invalid_argument, "pagerank: {}: expected a number for each of {} nodes, found {}", name,
                graph.node_count(), numbers.size());
  }
  return {};
}

// That shares can be made of them.
Result<void> check_numbers(std::span<const double> numbers, const char* name) {
  if (numbers.empty()) return {};
  const auto wrong = std::ranges::find_if(numbers, [](double one) { return !(one >= 0) || std::isinf(one); });
  if (wrong != numbers.end()) {
    return fail(Errc::invalid_argument, "pagerank: {}: expected numbers of 0 and more, found {} for node {}", name,
                *wrong, wrong - numbers.begin());
  }
  if (std::accumulate(numbers.begin(), numbers.end(), 0.0) > 0) return {};
  return fail(Errc::invalid_argument, "pagerank: {}: expected a number above 0, found none", name);
}

Result<void> check(const EdgeGraph& graph, const PagerankOptions& options) {
  if (!(options.damping >= 0 && options.damping < 1)) {
    return fail(Errc::invalid_argument, "pagerank: expected a damping of at least 0 and below 1, found {}",
                options.damping);
  }
  if (!(options.tolerance >= 0)) {
    return fail(Errc::invalid_argument, "pagerank: expected a tolerance of 0 or more, found {}", options.tolerance);
  }
  for (const auto& [numbers, name] : numbers_of(options)) {
    if (auto ok = check_numbers(numbers, name); !ok) return ok;
  }
  return check_weights(graph, options.weighted, "pagerank");
}

// Steps of the walk, from where it is told to begin.
Result<std::vector<double>> settle(const EdgeGraph& graph, const PagerankOptions& options, Shares shares,
                                   const Stop& stop) {
  const auto ways = ways_of(graph, options.scope, "pagerank");
  if (!ways) return std::unexpected(ways.error());
  if (graph.node_count() == 0) return std::vector<double>();
  const RankFlow flow(graph, *ways, options.weighted);
  return by_node(graph, Iteration(flow, options, std::move(shares), stop).run());
}

// Where only what it settles at matters.
Result<std::vector<double>> settle_soon(const EdgeGraph& graph, const PagerankOptions& options, const Shares& shares,
                                        const Stop& stop) {
  const auto ways = ways_of(graph, options.scope, "pagerank");
  if (!ways) return std::unexpected(ways.error());
  if (graph.node_count() == 0) return std::vector<double>();
  const RankFlow flow(graph, *ways, options.weighted);
  return by_node(graph, settled_by_sweeps(flow, options, shares.restart, stop));
}

}  // namespace

Result<std::vector<double>> pagerank(const EdgeGraph& graph, const PagerankOptions& options, const Stop& stop) {
  if (auto ok = check_sizes(graph, options); !ok) return std::unexpected(ok.error());
  if (auto ok = check(graph, options); !ok) return std::unexpected(ok.error());
  Shares shares(graph, options);
  shares.normalize();
  if (options.start.empty() && options.dangling.empty()) return settle_soon(graph, options, shares, stop);
  return settle(graph, options, std::move(shares), stop);
}

Result<std::vector<double>> personal_pagerank(const EdgeGraph& graph, const PagerankOptions& options,
                                              const Stop& stop) {
  if (auto ok = check_sizes(graph, options); !ok) return std::unexpected(ok.error());
  return settle(graph, options, Shares(graph, options), stop);
}

}  // namespace wirespeed::graph_algorithms
