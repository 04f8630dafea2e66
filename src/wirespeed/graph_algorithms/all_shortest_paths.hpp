// All shortest ways between two nodes.
#pragma once

#include <limits>

#include "wirespeed/graph_algorithms/guard.hpp"
#include "wirespeed/graph_algorithms/levels.hpp"
#include "wirespeed/graph_algorithms/passage.hpp"
#include "wirespeed/graph_algorithms/route.hpp"

namespace wirespeed::graph_algorithms {

struct AllShortestOptions {
  PathFilter filter{};
  bool weighted = false;                // the least sum of weights, else the fewest relationships
  std::uint32_t max_depth = kAnyDepth;  // not with weights
  std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();  // of ways
};

// None where there is no way. Ways differ in their nodes: parallel relationships are one. No way passes a node twice,
// not even along weights of 0. Fails for weights below 0.
//
// Without weights both sides go on by whole levels until they meet; then what lies on a way is marked, from the middle
// outwards, in the relationships that were looked at before.
Result<Routes> all_shortest_paths(const EdgeGraph& graph, NodeId source, NodeId target,
                                  const AllShortestOptions& options = {}, const SearchLimits& limits = {});

}  // namespace wirespeed::graph_algorithms
