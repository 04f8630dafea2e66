// Walks that go step by step from a set of nodes to the set of their neighbours, each step along its own relationships
// ("BY>,<BY": from artists to releases and back). A set has each node once, however many relationships lead to it.
#pragma once

#include <string_view>
#include <vector>

#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/node_table.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"
#include "wirespeed/graph_algorithms/scope.hpp"

namespace wirespeed::graph_algorithms {

// Neighbours along one turn's relationships each.
Result<std::vector<ManyAdjacent>> steps_of(const EdgeGraph& graph, std::string_view relationships);

// The set of nodes that a step leads to: a list in the order in which they are met, or a bitmap of all places where
// they are many.
class ReachedNodes {
 public:
  // REQUIRES: the list has each node once
  explicit ReachedNodes(std::vector<NodeId> list) noexcept : list_(std::move(list)) {}
  explicit ReachedNodes(std::vector<std::uint64_t> bits) noexcept : bits_(std::move(bits)) {}

  bool are_many() const noexcept { return !bits_.empty(); }
  std::size_t size() const noexcept;
  std::uint64_t bytes() const noexcept { return list_.size() * sizeof(NodeId) + bits_.size() * sizeof(std::uint64_t); }

  // Many are listed by place, so that rows are read as they lie in memory.
  std::vector<NodeId> list() &&;
  // REQUIRES: are_many()
  std::vector<std::uint64_t> bits() && noexcept { return std::move(bits_); }

 private:
  std::vector<NodeId> list_;
  std::vector<std::uint64_t> bits_;
};

// The set of neighbours of a set.
Result<ReachedNodes> reach(const ManyAdjacent& adjacent, const std::vector<NodeId>& from, NodeId nodes, Pace& pace);
// The same as a list.
Result<std::vector<NodeId>> step(const ManyAdjacent& adjacent, const std::vector<NodeId>& from, NodeId nodes,
                                 Pace& pace);

// The same, and in how many sets of neighbours each is.
struct CountedNodes {
  std::vector<NodeId> nodes;
  std::vector<std::uint32_t> counts;
};

// Counts where a step leads. One object counts many steps, and costs what they meet.
class StepCounter {
 public:
  explicit StepCounter(NodeId nodes) : nodes_(nodes), seen_(nodes) {}

  Result<CountedNodes> count(const ManyAdjacent& adjacent, const std::vector<NodeId>& from, Pace& pace);

 private:
  struct Seen {
    std::uint32_t count = 0;
    std::uint32_t stamp = 0;  // of the last set that it was met in
  };

  NodeId nodes_;
  NodeTable<Seen> seen_;
  std::uint32_t stamp_ = 0;
};

}  // namespace wirespeed::graph_algorithms
