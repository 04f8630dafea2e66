// Shortest ways from one node, counted, and what betweenness adds up of them. Both searches answer the same questions;
// a search is made once and run from many sources, and clears after itself only what it has seen.
//
//   search.run(source, pace);
//   search.order();             // reached nodes, the nearest first, the source before all
//   search.add_up(node, edge);  // once after a run
//
// node(n, d) for each node but the source: how often it is on a shortest way to nodes behind it, where the ways to each
// of these are 1 in all; edge(place, d) for relationships, by their places among all of rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "wirespeed/graph_algorithms/pace.hpp"
#include "wirespeed/graph_algorithms/simple_rows.hpp"

namespace wirespeed::graph_algorithms {

// By the number of relationships: breadth-first. Nothing branches on whether a neighbour is one level on, which no
// processor foresees: what is not is counted, too, where nobody looks any more, or as 0.
class CountedLevels {
 public:
  explicit CountedLevels(const SimpleRows& rows)
      : rows_(rows),
        sums_(rows.node_count()),
        ways_(rows.node_count()),
        order_(rows.node_count() + std::size_t{1}),
        is_seen_(rows.node_count()) {}

  Result<void> run(NodeId source, Pace& pace) {
    clear();
    order_[0] = source;
    reached_ = 1;
    is_seen_[source] = 1;
    sums_[source] = 1;
    for (std::size_t level = 0; level < reached_; level = begins_.back()) {
      begins_.push_back(reached_);
      for (std::size_t i = level; i < begins_.back(); ++i) ways_[i] = sums_[order_[i]];
      for (std::size_t i = level; i < begins_.back(); ++i) {
        reach_from(i);
        if (!pace.is_due(rows_.degree(order_[i]) + 1)) continue;
        if (auto ok = pace.check(); !ok) return ok;
      }
    }
    return {};
  }

  std::span<const NodeId> order() const noexcept { return {order_.data(), reached_}; }

  template <typename EachNode, typename EachEdge>
  void add_up(const EachNode& each_node, const EachEdge& each_edge) {
    clear_sums(0, reached_);
    for (std::size_t level = begins_.size() - 1; level > 0; --level) {
      const std::size_t begin = begins_[level - 1];
      const std::size_t end = begins_[level];
      for (std::size_t i = begin; i < end; ++i) add_up_node(i, each_node, each_edge);
      clear_sums(end, level + 1 < begins_.size() ? begins_[level + 1] : end);
      for (std::size_t i = begin; i < end; ++i) sums_[order_[i]] = ways_[i];
    }
    clear_sums(0, 1);
  }

 private:
  void clear() {
    for (const NodeId node : order()) is_seen_[node] = 0;
    clear_sums(0, reached_);
    reached_ = 0;
    begins_.assign(1, 0);
  }
  void clear_sums(std::size_t begin, std::size_t end) noexcept {
    for (std::size_t i = begin; i < end; ++i) sums_[order_[i]] = 0;
  }

  // With names of its own for what it writes to, which for all the compiler knows could be this object.
  void reach_from(std::size_t place) noexcept {
    const double ways = ways_[place];
    double* const sums = sums_.data();
    NodeId* const order = order_.data();
    std::uint8_t* const is_seen = is_seen_.data();
    std::size_t reached = reached_;
    for (const NodeId next : rows_.of(order[place])) {
      sums[next] += ways;
      order[reached] = next;
      reached += 1U - is_seen[next];
      is_seen[next] = 1;
    }
    reached_ = reached;
  }

  // Only nodes of the next level have sums; the node's own take the place of its ways until its level is done.
  template <typename EachNode, typename EachEdge>
  void add_up_node(std::size_t place, const EachNode& each_node, const EachEdge& each_edge) {
    const NodeId node = order_[place];
    const double ways = ways_[place];
    double ratio = 0;
    std::uint64_t edge = rows_.begin(node);
    for (const NodeId next : rows_.of(node)) {
      ratio += sums_[next];
      each_edge(edge++, ways * sums_[next]);
    }
    const double dependency = ways * ratio;
    if (place > 0) each_node(node, dependency);
    ways_[place] = (1 + dependency) / ways;
  }

  const SimpleRows& rows_;
  std::vector<double> sums_;  // by node: ways while a search runs, then what is behind, by way
  std::vector<double> ways_;  // by place in the order
  std::vector<NodeId> order_;
  std::vector<std::uint8_t> is_seen_;
  std::size_t reached_ = 0;
  std::vector<std::size_t> begins_{0};  // of levels in the order, and its end
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

  std::span<const NodeId> order() const noexcept { return order_; }
  double distance(NodeId node) const noexcept { return distances_[node]; }

  template <typename EachNode, typename EachEdge>
  void add_up(const EachNode& each_node, const EachEdge& each_edge) {
    ratios_.resize(rows_.node_count());
    for (std::size_t i = order_.size(); i > 0; --i) {
      const NodeId node = order_[i - 1];
      double ratio = 0;
      for_each_onward(node, [&](NodeId next, std::uint64_t place) {
        ratio += ratios_[next];
        each_edge(place, ways_[node] * ratios_[next]);
      });
      const double dependency = ways_[node] * ratio;
      ratios_[node] = (1 + dependency) / ways_[node];
      if (i > 1) each_node(node, dependency);
    }
  }

 private:
  // visit(next, place): next is reached by a shortest way through the node.
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
  std::vector<double> ratios_;  // what is behind a node, by way
};

}  // namespace wirespeed::graph_algorithms
