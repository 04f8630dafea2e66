// Which nodes hang together.
#pragma once

#include <cstdint>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/edge_graph.hpp"

namespace wirespeed::graph {

// The number of its component for each node; components are numbered by their first node, from 0.
// weak: over relationships seen from either end. strong: there and back along their direction.
Result<std::vector<std::uint32_t>> weak_components(const EdgeGraph& graph, const Stop& stop = {});
Result<std::vector<std::uint32_t>> strong_components(const EdgeGraph& graph, const Stop& stop = {});

}  // namespace wirespeed::graph
