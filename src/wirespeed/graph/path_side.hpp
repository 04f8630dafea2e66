// One side of a path search: what is known about the nodes around one end.
#pragma once

#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/adjacency.hpp"
#include "wirespeed/graph/node_set.hpp"

namespace wirespeed::graph {

// One way to leave a node.
struct Hop {
  TypeId type;
  Direction direction;  // out or in
  const Adjacency* adjacency;
};
using Hops = std::vector<Hop>;

// Counts steps and looks at the clock now and then. Once stopped it stays so.
class Meter {
 public:
  explicit Meter(const Stop& stop) : stop_(stop), stopped_(stop.requested()) {}

  // False when the search must end.
  bool spend(std::size_t steps) {
    left_ -= static_cast<std::ptrdiff_t>(steps);
    if (left_ < 0) {
      left_ = kStepsPerCheck;
      stopped_ = stopped_ || stop_.requested();
    }
    return !stopped_;
  }
  bool stopped() const noexcept { return stopped_; }

 private:
  static constexpr std::ptrdiff_t kStepsPerCheck = 4096;
  Stop stop_;
  bool stopped_;
  std::ptrdiff_t left_ = kStepsPerCheck;
};

// A sorted list as the neighbours of nobody, so that rows and lists are the same to an intersection.
inline Neighbors as_neighbors(const std::vector<NodeId>& ids) noexcept {
  return {PackedView(ByteView(reinterpret_cast<const std::uint8_t*>(ids.data()), ids.size() * sizeof(NodeId)), 4),
          {},
          {0, kNoNode}};
}

// The smallest id in both, kNoNode if none. Time goes with the shorter one and the logarithm of the longer.
NodeId first_common(const Neighbors& a, const Neighbors& b) noexcept;

// The smallest id in `list` next to `node`.
NodeId first_common(const Hops& hops, NodeId node, const std::vector<NodeId>& list) noexcept;

// All nodes at one distance from a side's end. Part of it may be rows of hubs, not read.
struct Level {
  const std::vector<NodeId>* list;     // ascending
  const std::vector<Neighbors>* hubs;  // null: none
  const NodeSet* seen;                 // holds the list, and otherwise only nodes nearer to that end
};

class PathSide {
 public:
  PathSide(Hops hops, NodeId end, std::uint32_t node_count, std::size_t hub_degree);

  std::uint32_t depth() const noexcept { return static_cast<std::uint32_t>(levels_.size()) - 1; }
  const std::vector<NodeId>& level(std::size_t i) const noexcept { return levels_[i]; }
  const std::vector<NodeId>& last() const noexcept { return levels_.back(); }
  std::size_t cost() const noexcept { return cost_; }      // relationships of the last level
  std::size_t effort() const noexcept { return effort_; }  // the same, a hub's row counted as its intersection
  std::size_t hub_cost() const noexcept;                   // relationships in the rows of hubs of the next level
  const Hops& hops() const noexcept { return hops_; }
  Level last_level() const noexcept { return {&last(), nullptr, &seen_}; }
  Level next_level() const noexcept { return {&next_, &hubs_, &seen_}; }

  // Collects the next level but for the rows of hubs. False, and nothing is kept, if `other` was met on the way.
  bool open(const Level& other, Meter& meter);
  // The same where no meeting is possible or of interest.
  void open(Meter& meter);
  // All nodes of the other side's last level next to one of ours, ascending. REQUIRES: no two nodes of both sides are
  // nearer to each other than these levels.
  std::vector<NodeId> touched(const PathSide& other, Meter& meter) const;
  // Is any node of the last level next to one of `other`?
  bool touches(const Level& other, Meter& meter) const;
  // Reads the rows of hubs, and the next level is the last. REQUIRES: open() said true.
  void close(Meter& meter);

  // The smallest node of `other` next to `node`; kNoNode if none.
  NodeId first_in(const Level& other, NodeId node, Meter& meter) const;

 private:
  template <typename Visit>
  void each_row(Meter& meter, const Visit& visit) const;
  NodeId first_of_level(const Neighbors& row, const Level& level) const noexcept;
  void collect(const Neighbors& row);
  void settle();
  void count_relationships();

  Hops hops_;
  std::size_t hub_degree_;
  std::vector<std::vector<NodeId>> levels_;
  std::vector<NodeId> next_;
  std::vector<Neighbors> hubs_;
  NodeSet seen_;
  std::size_t cost_ = 0;
  std::size_t effort_ = 0;
};

}  // namespace wirespeed::graph
