// One side of a path search: what is known about the nodes around one end.
#pragma once

#include <optional>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/adjacency.hpp"
#include "wirespeed/graph/node_set.hpp"
#include "wirespeed/graph/visits.hpp"

namespace wirespeed::graph {

// One way to leave a node.
struct Hop {
  TypeId type;
  Direction direction;  // out or in
  const Adjacency* adjacency;
};
using Hops = std::vector<Hop>;

// Counts steps, a row at a time, and looks at the clock now and then. Once stopped it stays so.
class Meter {
 public:
  explicit Meter(const Stop& stop) : stop_(stop), stopped_(stop.requested()) {}

  // False when the search must end.
  bool spend(std::size_t steps) {
    count_visits(1, steps);
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
  const NodeSet* in_hubs = nullptr;    // if there: the nodes in rows of hubs
};

// The nodes around one end, level by level. The level that was opened last may be virtual: the rows of hubs in it have
// not been read, since to ask whether they hold a node is much less work, and mostly all that is needed.
class PathSide {
 public:
  PathSide(Hops hops, NodeId end, std::uint32_t node_count, std::size_t hub_degree);

  // Levels that are read: all but a virtual one.
  std::uint32_t depth() const noexcept { return static_cast<std::uint32_t>(levels_.size()) - 1; }
  const std::vector<NodeId>& level(std::size_t i) const noexcept { return levels_[i]; }
  const std::vector<NodeId>& last() const noexcept { return levels_.back(); }
  const Hops& hops() const noexcept { return hops_; }

  // The outermost level: what the other side has to meet.
  Level frontier() const noexcept;
  std::uint32_t frontier_depth() const noexcept { return depth() + (is_virtual() ? 1 : 0); }
  bool is_virtual() const noexcept { return !hubs_.empty(); }
  std::size_t hub_cost() const noexcept;               // relationships in the rows that are not read
  std::size_t cost() const noexcept { return cost_; }  // relationships of the last level, a hub's up to hub_degree

  // So many times somebody will ask whether a node is in the frontier.
  void expect_questions(std::size_t count, Meter& meter);
  // REQUIRES: is_virtual(). Reads the rows of the hubs.
  void read_hubs(Meter& meter);
  // Makes the nodes one step further the frontier. False, and the frontier stays, if `other` was met on the way.
  // REQUIRES: !is_virtual()
  bool advance(const Level& other, Meter& meter);

  // All nodes of `level` next to one of our last level, ascending. REQUIRES: no node of the level is nearer to us.
  std::vector<NodeId> touched(const Level& level, Meter& meter) const;
  // The smallest of them. REQUIRES: there are some
  NodeId first_touched(const Level& level, Meter& meter) const;

  // The smallest node of `level` next to `node`; kNoNode if none.
  NodeId first_in(const Level& level, NodeId node, Meter& meter) const;

 private:
  template <typename Visit>
  void each_row(Meter& meter, const Visit& visit) const;
  bool seeks(const Neighbors& row, const std::vector<NodeId>& list) const noexcept;
  bool seeks_in_hubs(const Neighbors& row, const Level& level) const noexcept;
  NodeId first_of_level(const Neighbors& row, const Level& level) const noexcept;
  void append_touched(const Neighbors& row, const Level& level, std::vector<NodeId>& out) const;
  void collect(const Neighbors& row);
  void settle();
  void close_level();

  Hops hops_;
  std::size_t hub_degree_;
  std::vector<std::vector<NodeId>> levels_;
  std::vector<NodeId> next_;     // of the virtual level, what is read
  std::vector<Neighbors> hubs_;  // and what is not
  std::optional<NodeSet> in_hubs_;
  NodeSet seen_;
  std::size_t cost_ = 0;
};

}  // namespace wirespeed::graph
