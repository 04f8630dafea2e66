// Shortest ways from one node, counted: what betweenness adds up. Both searches answer the same questions; a search is
// made once and run from many sources, and clears after itself only what it has seen.
//
//   search.run(source, pace);
//   search.order();                     // reached nodes, the nearest first, the source before all
//   search.ways(node);                  // how many shortest ways lead to it
//   search.for_each_onward(node, ...);  // visit(next, place): next is reached by a shortest way through node; place is
//                                       // that of the relationship among all of rows
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "wirespeed/graph_algorithms/pace.hpp"
#include "wirespeed/graph_algorithms/simple_rows.hpp"

namespace wirespeed::graph_algorithms {

// By the number of relationships: breadth-first.
class CountedLevels {
 public:
  explicit CountedLevels(const SimpleRows& rows)
      : rows_(rows), levels_(rows.node_count(), -1), ways_(rows.node_count()) {
    order_.reserve(rows.node_count());
  }

  Result<void> run(NodeId source, Pace& pace) {
    for (const NodeId node : order_) levels_[node] = -1;
    order_.assign(1, source);
    levels_[source] = 0;
    ways_[source] = 1;
    for (std::size_t next = 0; next < order_.size(); ++next) {
      const NodeId node = order_[next];
      reach_from(node);
      if (!pace.is_due(rows_.degree(node) + 1)) continue;
      if (auto ok = pace.check(); !ok) return ok;
    }
    return {};
  }

  const std::vector<NodeId>& order() const noexcept { return order_; }
  double ways(NodeId node) const noexcept { return ways_[node]; }

  template <typename Visit>
  void for_each_onward(NodeId node, Visit visit) const {
    const std::int32_t onward = levels_[node] + 1;
    std::uint64_t place = rows_.begin(node);
    for (const NodeId next : rows_.of(node)) {
      if (levels_[next] == onward) visit(next, place);
      ++place;
    }
  }

 private:
  void reach_from(NodeId node) {
    const std::int32_t level = levels_[node] + 1;
    const double ways = ways_[node];
    for (const NodeId next : rows_.of(node)) {
      if (levels_[next] < 0) {
        levels_[next] = level;
        ways_[next] = ways;
        order_.push_back(next);
      } else if (levels_[next] == level) {
        ways_[next] += ways;
      }
    }
  }

  const SimpleRows& rows_;
  std::vector<std::int32_t> levels_;
  std::vector<double> ways_;
  std::vector<NodeId> order_;
};

// By the sum of weights: Dijkstra's search. A relationship of weight 0 counts from the node that is settled first.
class CountedDistances {
 public:
  explicit CountedDistances(const SimpleRows& rows)
      : rows_(rows),
        distances_(rows.node_count(), INFINITY),
        places_(rows.node_count(), kNoNode),
        ways_(rows.node_count()) {
    order_.reserve(rows.node_count());
  }

  Result<void> run(NodeId source, Pace& pace) {
    clear();
    reach(source, 0, 1);
    while (!heap_.empty()) {
      const NodeId node = take();
      if (places_[node] != kNoNode) continue;
      places_[node] = static_cast<NodeId>(order_.size());
      order_.push_back(node);
      reach_from(node);
      if (!pace.is_due(rows_.degree(node) + 1)) continue;
      if (auto ok = pace.check(); !ok) return ok;
    }
    return {};
  }

  const std::vector<NodeId>& order() const noexcept { return order_; }
  double ways(NodeId node) const noexcept { return ways_[node]; }
  double distance(NodeId node) const noexcept { return distances_[node]; }

  template <typename Visit>
  void for_each_onward(NodeId node, Visit visit) const {
    const auto next = rows_.of(node);
    const auto weights = rows_.weights_of(node);
    for (std::size_t i = 0; i < next.size(); ++i) {
      const bool is_later = places_[next[i]] > places_[node];
      if (is_later && distances_[next[i]] == distances_[node] + weight_at(weights, i))
        visit(next[i], rows_.begin(node) + i);
    }
  }

 private:
  struct Candidate {
    double distance;
    NodeId node;
  };
  static bool is_farther(const Candidate& a, const Candidate& b) noexcept { return a.distance > b.distance; }

  void clear() {
    for (const NodeId node : order_) {
      distances_[node] = INFINITY;
      places_[node] = kNoNode;
    }
    for (const Candidate& left : heap_) distances_[left.node] = INFINITY;
    order_.clear();
    heap_.clear();
  }

  void reach_from(NodeId node) {
    const auto next = rows_.of(node);
    const auto weights = rows_.weights_of(node);
    for (std::size_t i = 0; i < next.size(); ++i) {
      if (places_[next[i]] == kNoNode) reach(next[i], distances_[node] + weight_at(weights, i), ways_[node]);
    }
  }

  void reach(NodeId node, double distance, double ways) {
    if (distance == distances_[node]) ways_[node] += ways;
    if (!(distance < distances_[node])) return;
    distances_[node] = distance;
    ways_[node] = ways;
    heap_.push_back({distance, node});
    std::ranges::push_heap(heap_, is_farther);
  }

  NodeId take() {
    std::ranges::pop_heap(heap_, is_farther);
    const NodeId node = heap_.back().node;
    heap_.pop_back();
    return node;
  }

  const SimpleRows& rows_;
  std::vector<double> distances_;
  std::vector<NodeId> places_;  // in the order in which they are settled
  std::vector<double> ways_;
  std::vector<NodeId> order_;
  std::vector<Candidate> heap_;
};

}  // namespace wirespeed::graph_algorithms
