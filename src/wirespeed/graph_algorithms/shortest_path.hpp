// The shortest way between two nodes, searched from both ends.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "wirespeed/graph_algorithms/guard.hpp"
#include "wirespeed/graph_algorithms/levels.hpp"
#include "wirespeed/graph_algorithms/passage.hpp"
#include "wirespeed/graph_algorithms/route.hpp"

namespace wirespeed::graph_algorithms {

// For A*: no more than what the way from a node to the target takes, or the answer may not be the shortest.
using Heuristic = std::function<Result<double>(NodeId node)>;

struct ShortestPathOptions {
  PathFilter filter{};
  bool weighted = false;                // the least sum of weights, else the fewest relationships
  std::uint32_t max_depth = kAnyDepth;  // not with weights
  Heuristic heuristic{};                // from the source alone, then, with weights or without
};

// Nothing where there is no way. Fails for weights below 0, and for heuristics that are not numbers.
//
// Without weights each side keeps its outermost level; in every round the one with fewer relationships goes on, and
// ends where it meets the other. Of a level, nodes with many relationships come last, for mostly the others meet first;
// and the first nodes behind such a hub are asked whether they are next to the other side, so that most often not all
// of them have to be remembered.
Result<std::optional<Route>> shortest_path(const EdgeGraph& graph, NodeId source, NodeId target,
                                           const ShortestPathOptions& options = {}, const SearchLimits& limits = {});

}  // namespace wirespeed::graph_algorithms
