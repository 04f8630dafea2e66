#include "wirespeed/graph_algorithms/shortest_path.hpp"

#include <algorithm>
#include <array>

#include "wirespeed/graph_algorithms/goal_search.hpp"
#include "wirespeed/graph_algorithms/two_sided.hpp"
#include "wirespeed/graph_algorithms/weights.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// Dijkstra's search from both ends: the one that has looked at fewer relationships goes on.
class TwoSidedDijkstra {
 public:
  TwoSidedDijkstra(const EdgeGraph& graph, const Passage& passage, Guard& guard)
      : passage_(passage),
        guard_(guard),
        ahead_{{graph, passage.ahead(), true}},
        back_{{graph, passage.back(), true}} {}

  Result<std::optional<Route>> run(NodeId source, NodeId target) {
    if (auto ok = guard_.check(); !ok) return std::unexpected(ok.error());
    ahead_.start(source);
    back_.start(target);
    while (ahead_.nodes.has_next() && back_.nodes.has_next()) {
      if (ahead_.nodes.next().key + back_.nodes.next().key >= best_) break;
      const bool goes_ahead = ahead_.price() <= back_.price();
      const Result<void> ok = goes_ahead ? go_on(ahead_, back_) : go_on(back_, ahead_);
      if (!ok) return std::unexpected(ok.error());
    }
    if (middle_ == kNoNode) return std::nullopt;
    return route();
  }

 private:
  struct Side {
    WeightedSide nodes;
    NodeId end = kNoNode;
    std::uint64_t spent = 0;  // relationships that were looked at

    void start(NodeId node) {
      end = node;
      nodes.start(node);
    }
    std::uint64_t price() const { return spent + nodes.degree(nodes.next().node); }
  };

  Result<void> go_on(Side& side, Side& other) {
    const Waiting::Entry next = side.nodes.take();
    const std::uint64_t degree = side.nodes.degree(next.node);
    side.spent += degree;
    if (guard_.spend(degree)) {
      if (auto ok = guard_.check(side.nodes.bytes() + other.nodes.bytes()); !ok) return ok;
    }
    side.nodes.for_each(next.node, [&](NodeId node, double weight) {
      if (node != other.end && !passage_.walks_on(node)) return;
      if (!side.nodes.reach(node, next.distance + weight, next.node)) return;
      const Reached* const there = other.nodes.find(node);
      if (there == nullptr || !(next.distance + weight + there->distance < best_)) return;
      best_ = next.distance + weight + there->distance;
      middle_ = node;
    });
    return {};
  }

  Route route() const {
    Route route{{}, best_};
    ahead_.nodes.each_back(middle_, [&](NodeId node) { route.nodes.push_back(node); });
    std::ranges::reverse(route.nodes);
    route.nodes.pop_back();
    back_.nodes.each_back(middle_, [&](NodeId node) { route.nodes.push_back(node); });
    return route;
  }

  const Passage& passage_;
  Guard& guard_;
  Side ahead_;
  Side back_;
  double best_ = INFINITY;
  NodeId middle_ = kNoNode;
};

Result<void> check(const EdgeGraph& graph, NodeId source, NodeId target, const ShortestPathOptions& options) {
  if (auto ok = check_nodes(graph, std::array{source, target}, "shortest_path"); !ok) return ok;
  if ((options.weighted || options.heuristic) && options.max_depth != kAnyDepth) {
    return fail(
        Errc::invalid_argument,
        "shortest_path: expected max_depth without weights and heuristic, found {}; the shortest way by weights "
        "may have any number of relationships",
        options.max_depth);
  }
  return check_weights(graph, options.weighted, "shortest_path");
}

// What the caller's function refuses is said by it; the search sees no number.
Result<std::optional<Route>> by_estimates(const EdgeGraph& graph, const Passage& passage, NodeId source, NodeId target,
                                          const ShortestPathOptions& options, Guard& guard) {
  std::optional<Error> refused;
  const auto estimate = [&](NodeId node) -> double {
    const Result<double> left = options.heuristic(graph.numbering().node_at(node));
    if (left) return *left;
    refused = left.error();
    return NAN;
  };
  auto found = GoalSearch(graph, passage, options.weighted).run(source, target, 0, guard, estimate, NothingBanned());
  if (refused) return std::unexpected(*std::move(refused));
  return found;
}

// By places.
Result<std::optional<Route>> search(const EdgeGraph& graph, const Passage& passage, NodeId source, NodeId target,
                                    const ShortestPathOptions& options, const SearchLimits& limits) {
  Guard guard("shortest_path", limits);
  if (auto ok = guard.check(); !ok) return std::unexpected(ok.error());
  if (options.heuristic) return by_estimates(graph, passage, source, target, options, guard);
  if (options.weighted && graph.has_weights()) return TwoSidedDijkstra(graph, passage, guard).run(source, target);
  return fewest_steps(graph, passage, source, target, options.max_depth, limits);
}

}  // namespace

Result<std::optional<Route>> shortest_path(const EdgeGraph& graph, NodeId source, NodeId target,
                                           const ShortestPathOptions& options, const SearchLimits& limits) {
  if (auto ok = check(graph, source, target, options); !ok) return std::unexpected(ok.error());
  const auto passage = Passage::compile(graph, options.filter, "shortest_path");
  if (!passage) return std::unexpected(passage.error());
  if (source == target) return Route{{source}, 0};
  auto found =
      search(graph, *passage, graph.numbering().place_of(source), graph.numbering().place_of(target), options, limits);
  if (found && *found) graph.numbering().to_nodes((*found)->nodes);
  return found;
}

}  // namespace wirespeed::graph_algorithms
