// How many relationships away each node is: breadth-first search.
#pragma once

#include <cstdint>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/edge_graph.hpp"

namespace wirespeed::graph {

// A level for each node, -1 where there is no way. While the frontier is small its neighbours are looked at; once most
// relationships lead to it, those who are not reached yet look for a neighbour in it.
Result<std::vector<std::int32_t>> levels_from(const EdgeGraph& graph, NodeId root, Direction direction,
                                              const Stop& stop = {});

}  // namespace wirespeed::graph
