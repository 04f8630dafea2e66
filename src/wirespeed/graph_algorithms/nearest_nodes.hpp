// Dijkstra's search that keeps its order: nodes from the nearest on, and over whom.
#pragma once

#include <cmath>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

struct NearestNodes {
  std::vector<NodeId> nodes;           // sources first
  std::vector<double> distances;       // of each
  std::vector<std::uint32_t> finders;  // of each, the place in `nodes` of the one before it; kNoNode: a source
};

struct NearestOptions {
  Direction direction = Direction::out;
  double cutoff = INFINITY;  // nodes that are farther are not reached
  NodeId target = kNoNode;   // the search ends with it
};

// Of nodes at one distance, that comes first which was reached first. Weights below 0 are taken as long as no shorter
// way to a node turns up that has its place already: then it fails with Errc::unsupported. Fails for a source that is
// not there.
Result<NearestNodes> nearest_nodes(const EdgeGraph& graph, std::span<const NodeId> sources,
                                   const NearestOptions& options = {}, const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
