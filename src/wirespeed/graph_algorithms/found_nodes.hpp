// Breadth-first search that keeps its order: nodes as they are found, and from whom.
#pragma once

#include <limits>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/levels.hpp"

namespace wirespeed::graph_algorithms {

struct FoundNodes {
  std::vector<NodeId> nodes;           // sources first, each once
  std::vector<std::uint32_t> finders;  // of each, the place in `nodes` of the one it was found from; kNoNode: a source
  std::vector<std::uint32_t> levels;   // the place where each level begins; behind them, how many nodes there are
};

// Neighbours are found in the order of their rows, which is the order in which edges were given. Fails for a source
// that is not there.
Result<FoundNodes> find_nodes(const EdgeGraph& graph, std::span<const NodeId> sources, Direction direction,
                              std::uint32_t max_depth = kAnyDepth, const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
