// The k shortest ways between two nodes that pass no node twice: Yen's search.
#pragma once

#include "wirespeed/graph_algorithms/guard.hpp"
#include "wirespeed/graph_algorithms/passage.hpp"
#include "wirespeed/graph_algorithms/route.hpp"

namespace wirespeed::graph_algorithms {

struct KShortestOptions {
  PathFilter filter{};
  bool weighted = false;  // by the sum of weights, else by the number of relationships
};

// The shortest first, with their distances; fewer than k where there are no more. Parallel relationships are one, of
// the smallest weight. Fails for weights below 0.
//
// Every search for a detour is an A* whose estimates are true distances to the target, from one search back from it (as
// far as the source), so that it hardly leaves its way; a way's detours begin where it left the one that it came from,
// as Lawler has shown.
Result<Routes> k_shortest_paths(const EdgeGraph& graph, NodeId source, NodeId target, std::size_t k,
                                const KShortestOptions& options = {}, const SearchLimits& limits = {});

}  // namespace wirespeed::graph_algorithms
