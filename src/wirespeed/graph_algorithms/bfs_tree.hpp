// By which node a breadth-first walk first comes to each node.
#pragma once

#include <span>
#include <vector>

#include "wirespeed/graph_algorithms/levels.hpp"

namespace wirespeed::graph_algorithms {

// kNoNode for roots and for what is not reached. Nodes are walked on from in the order in which they were found, and
// neighbours come in the order of the rows, so parents are those of a plain queue. Threads are not used.
Result<std::vector<NodeId>> bfs_tree(const EdgeGraph& graph, std::span<const NodeId> roots,
                                     const LevelOptions& options = {}, const Stop& stop = {});

// The same, and how far each node is from the nearest root: -1 for what is not reached.
struct LevelTree {
  std::vector<NodeId> parents;
  std::vector<std::int32_t> levels;
};
Result<LevelTree> level_tree(const EdgeGraph& graph, std::span<const NodeId> roots, const LevelOptions& options = {},
                             const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
