// How many shortest ways between others lead through a node, or along a relationship: Brandes' algorithm, exact or from
// some of the nodes. Measured as NetworkX does it: neighbours count once however many relationships lead to them.
#pragma once

#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/scope.hpp"
#include "wirespeed/graph_algorithms/sources.hpp"

namespace wirespeed::graph_algorithms {

struct BetweennessOptions {
  Scope scope{};          // where every relationship leads both ways, a pair of nodes counts once, not twice
  bool weighted = false;  // ways are short by their weights, of parallel relationships by the smallest
  bool normalized = true;
  bool endpoints = false;  // of nodes: a way also leads through its ends
  Sources sources{};       // fewer than all: an estimate, scaled to what all of them would give
  unsigned threads =
      1;  // 0: as many as there are cores; each takes 32 bytes a node. Sums may differ in their last bits
};

// One for each node. NaN for the source of a sample of one, where there is nothing to go by. Fails for weights below 0.
Result<std::vector<double>> betweenness(const EdgeGraph& graph, const BetweennessOptions& options = {},
                                        const Stop& stop = {});

// Pairs of neighbours in the order of their ids; where relationships lead both ways, each pair once, the smaller first.
struct EdgeBetweenness {
  std::vector<NodeId> sources;
  std::vector<NodeId> targets;
  std::vector<double> values;
};

Result<EdgeBetweenness> edge_betweenness(const EdgeGraph& graph, const BetweennessOptions& options = {},
                                         const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
