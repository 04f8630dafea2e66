// A*: Dijkstra's search towards one node, which prefers nodes that are estimated to be near it.
#pragma once

#include <cmath>
#include <optional>

#include "wirespeed/graph_algorithms/guard.hpp"
#include "wirespeed/graph_algorithms/passage.hpp"
#include "wirespeed/graph_algorithms/route.hpp"
#include "wirespeed/graph_algorithms/weighted_side.hpp"

namespace wirespeed::graph_algorithms {

// Where a search may not go, beside what the passage says.
struct NothingBanned {
  static constexpr bool step(NodeId /*node*/, NodeId /*next*/) noexcept { return false; }
};

class GoalSearch {
 public:
  GoalSearch(const EdgeGraph& graph, const Passage& passage, bool weighted)
      : passage_(passage), numbering_(graph.numbering()), adjacent_(graph, passage.ahead()), weighted_(weighted) {}

  // The way from the source, at the distance `begun`, to the target. double estimate(node) says at most what is left to
  // the target, inf: there is no way. A node is taken up again when a better way to it is found, so estimates need not
  // fit each other. bool banned.step(node, next) closes steps.
  template <typename Estimate, typename Banned>
  Result<std::optional<Route>> run(NodeId source, NodeId target, double begun, Guard& guard, const Estimate& estimate,
                                   const Banned& banned) {
    known_.clear();
    waiting_.clear();
    reach(source, begun, kNoNode, estimate);
    while (!waiting_.empty() && without_number_ == kNoNode) {
      const Waiting::Entry next = waiting_.take();
      if (next.distance > known_.find(next.node)->distance) continue;
      if (next.node == target) return route(target, next.distance);
      if (guard.spend(adjacent_.degree(next.node))) {
        if (auto ok = guard.check(known_.bytes() + waiting_.bytes()); !ok) return std::unexpected(ok.error());
      }
      adjacent_.for_each_weighted(next.node, weighted_, [&](NodeId node, double weight) {
        if ((node != target && !passage_.walks_on(node)) || banned.step(next.node, node)) return;
        reach(node, next.distance + weight, next.node, estimate);
      });
    }
    if (without_number_ != kNoNode) return no_number(guard, without_number_);
    return std::nullopt;
  }

 private:
  struct Known {
    double distance;
    double left;  // as it was estimated
    NodeId parent;
  };

  template <typename Estimate>
  void reach(NodeId node, double distance, NodeId parent, const Estimate& estimate) {
    if (!(distance < INFINITY)) return;
    const auto [known, is_new] = known_.add(node, {distance, 0, parent});
    if (is_new) {
      known->left = estimate(node);
    } else if (distance < known->distance) {
      known->distance = distance;
      known->parent = parent;
    } else {
      return;
    }
    const double key = distance + known->left;
    if (std::isnan(key)) without_number_ = node;
    if (key < INFINITY) waiting_.add({key, distance, node});
  }

  std::unexpected<Error> no_number(const Guard& guard, NodeId node) const {
    return fail(Errc::invalid_argument, "{}: heuristic: expected a number for each node, found NaN for node {}",
                guard.operation(), numbering_.node_at(node));
  }

  std::optional<Route> route(NodeId target, double distance) const {
    std::vector<NodeId> nodes;
    for (NodeId node = target; node != kNoNode; node = known_.find(node)->parent) nodes.push_back(node);
    std::ranges::reverse(nodes);
    return Route{std::move(nodes), distance};
  }

  const Passage& passage_;
  const graph::Numbering& numbering_;
  ClassedAdjacent adjacent_;
  bool weighted_;
  NodeMap<Known> known_;
  Waiting waiting_;
  NodeId without_number_ = kNoNode;  // whose estimate is NaN
};

}  // namespace wirespeed::graph_algorithms
