// Dijkstra's search around one node, which knows only what it has come to.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "wirespeed/graph_algorithms/classed_adjacent.hpp"
#include "wirespeed/graph_algorithms/node_map.hpp"

namespace wirespeed::graph_algorithms {

// How far a node is, and by which it is reached.
struct Reached {
  double distance = INFINITY;
  NodeId parent = kNoNode;
};

// Nodes that wait, the smallest key first. A node that was reached on a better way waits twice: whoever takes it sees
// by its distance which entry is old.
class Waiting {
 public:
  struct Entry {
    double key;
    double distance;
    NodeId node;
  };

  bool empty() const noexcept { return heap_.empty(); }
  std::uint64_t bytes() const noexcept { return heap_.size() * sizeof(Entry); }
  const Entry& first() const noexcept { return heap_.front(); }
  void clear() noexcept { heap_.clear(); }

  void add(const Entry& entry) {
    heap_.push_back(entry);
    std::ranges::push_heap(heap_, comes_later);
  }
  Entry take() {
    std::ranges::pop_heap(heap_, comes_later);
    const Entry entry = heap_.back();
    heap_.pop_back();
    return entry;
  }

 private:
  // Of equal keys that which is farther on its way.
  static bool comes_later(const Entry& a, const Entry& b) noexcept {
    return a.key != b.key ? a.key > b.key : a.distance < b.distance;
  }

  std::vector<Entry> heap_;
};

class WeightedSide {
 public:
  WeightedSide(const EdgeGraph& graph, const std::vector<const Rows*>& rows, bool weighted)
      : adjacent_(graph, rows), weighted_(weighted) {}

  void start(NodeId node, double distance = 0) { reach(node, distance, kNoNode); }

  // True if that is a better way to the node.
  bool reach(NodeId node, double distance, NodeId parent) {
    if (!(distance < INFINITY)) return false;
    const auto [known, is_new] = reached_.add(node, {distance, parent});
    if (!is_new) {
      if (!(distance < known->distance)) return false;
      *known = {distance, parent};
    }
    waiting_.add({distance, distance, node});
    return true;
  }

  // Drops what is old. False when nobody waits.
  bool has_next() {
    while (!waiting_.empty() && waiting_.first().distance > reached_.find(waiting_.first().node)->distance) {
      waiting_.take();
    }
    return !waiting_.empty();
  }
  // REQUIRES of both: has_next()
  const Waiting::Entry& next() const noexcept { return waiting_.first(); }
  Waiting::Entry take() { return waiting_.take(); }

  std::uint64_t degree(NodeId node) const noexcept { return adjacent_.degree(node); }
  // visit(neighbor, weight)
  template <typename Visit>
  void for_each(NodeId node, Visit visit) const {
    adjacent_.for_each_weighted(node, weighted_, visit);
  }

  const Reached* find(NodeId node) const noexcept { return reached_.find(node); }
  std::uint64_t bytes() const noexcept { return reached_.bytes() + waiting_.bytes(); }

  // The way back from a node that was reached to where the search began, the node first.
  template <typename Visit>
  void each_back(NodeId node, Visit visit) const {
    for (; node != kNoNode; node = reached_.find(node)->parent) visit(node);
  }

 private:
  ClassedAdjacent adjacent_;
  bool weighted_;
  NodeMap<Reached> reached_;
  Waiting waiting_;
};

}  // namespace wirespeed::graph_algorithms
