// How far each node is by the weights of relationships: Dijkstra's search.
#pragma once

#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/edge_graph.hpp"

namespace wirespeed::graph {

struct DistanceOptions {
  Direction direction = Direction::out;  // both: a relationship leads both ways, at the smaller weight of parallel ones
  bool weighted = true;                  // else each relationship counts 1; so it does in a graph without weights
  std::span<const NodeId> targets{};     // the search ends when it has found all of these; none: all nodes
};

// A distance for each target, or for each node where no target is given; inf where there is no way. Fails for weights
// below 0.
Result<std::vector<double>> distances_from(const EdgeGraph& graph, NodeId source, const DistanceOptions& options = {},
                                           const Stop& stop = {});

}  // namespace wirespeed::graph
