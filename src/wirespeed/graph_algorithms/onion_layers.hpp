// How deep in a graph nodes are: layers that are peeled off one after the other.
#pragma once

#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

struct OnionLayers {
  std::vector<NodeId> nodes;          // layer by layer; in each by the neighbours that are left, then by id
  std::vector<std::uint32_t> layers;  // of each, from 1 on
};

// Hebert-Dufresne and others (2016): a layer has all nodes with no more neighbours left than the core that is peeled.
// Nodes without neighbours are a layer of their own, the first. Neighbours are those along relationships that lead out.
// REQUIRES: each relationship is there from either end, no loops and none parallel
Result<OnionLayers> onion_layers(const EdgeGraph& graph, const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
