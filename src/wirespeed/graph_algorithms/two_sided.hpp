// The fewest relationships between two nodes, from both ends at once.
#pragma once

#include <optional>

#include "wirespeed/graph_algorithms/guard.hpp"
#include "wirespeed/graph_algorithms/passage.hpp"
#include "wirespeed/graph_algorithms/route.hpp"

namespace wirespeed::graph_algorithms {

// REQUIRES: both are nodes, and not the same. How it goes: shortest_path.hpp.
Result<std::optional<Route>> fewest_steps(const EdgeGraph& graph, const Passage& passage, NodeId source, NodeId target,
                                          std::uint32_t max_depth, const SearchLimits& limits);

}  // namespace wirespeed::graph_algorithms
