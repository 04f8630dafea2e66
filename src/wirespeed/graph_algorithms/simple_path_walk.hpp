// All ways between nodes that pass no node twice, each written when it is asked for.
#pragma once

#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/route.hpp"

namespace wirespeed::graph_algorithms {

// As simple_paths() finds them, in another order: depth first, neighbours in the order of their rows, which is that in
// which edges were given. No step is made to where no target can be reached in time. REQUIRES: that the graph
// outlives it
class SimplePathWalk {
 public:
  // Fails for nodes that are not there.
  static Result<SimplePathWalk> make(const EdgeGraph& graph, NodeId source, std::span<const NodeId> targets,
                                     std::uint32_t max_depth, const Stop& stop = {});

  // Adds ways until there are `count`, or no more: then there are fewer. Goes on after a deadline.
  Result<void> add_to(Routes& found, std::size_t count, const Stop& stop);

 private:
  struct Turn {
    NodeId node;
    std::size_t type = 0;  // of relationships
    std::uint32_t next = 0;
  };

  SimplePathWalk(const EdgeGraph& graph, std::uint32_t max_depth) : graph_(&graph), max_depth_(max_depth) {}
  Result<void> measure(std::span<const NodeId> targets, const Stop& stop);
  void come_to(NodeId node, Routes& found);
  void step(Routes& found);
  bool has_next(Turn& turn) const noexcept;
  bool leads_on(NodeId node) const noexcept;

  const EdgeGraph* graph_;
  std::uint32_t max_depth_;
  NodeId source_ = kNoNode;         // until the walk has begun
  std::vector<std::uint32_t> far_;  // steps to the nearest target; as many as there are nodes: none leads there
  std::vector<bool> is_passed_;
  std::size_t targets_ahead_ = 0;
  std::vector<Turn> turns_;
};

}  // namespace wirespeed::graph_algorithms
