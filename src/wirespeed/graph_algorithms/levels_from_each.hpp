// The levels from each of many roots, which are searched together.
#pragma once

#include <span>
#include <vector>

#include "wirespeed/graph_algorithms/guard.hpp"
#include "wirespeed/graph_algorithms/levels.hpp"

namespace wirespeed::graph_algorithms {

// Row after row, as levels() says them: the level of node v from roots[i] is at i * node_count + v. 64 roots share
// a walk: a node's relationships are looked at once for all who come to it at the same depth (after Then et al., "The
// More the Merrier: Efficient Multi-Source Graph Traversal", 2014). `threads` are walks at a time.
Result<std::vector<std::int32_t>> levels_from_each(const EdgeGraph& graph, std::span<const NodeId> roots,
                                                   const LevelOptions& options = {}, const SearchLimits& limits = {});

}  // namespace wirespeed::graph_algorithms
