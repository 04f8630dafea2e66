// How near the other nodes are to a node. Measured as NetworkX does it.
//
//   closeness  1 / their mean distance, times the share of nodes that reach it (Wasserman and Faust)
//   harmonic   the sum of 1 / distance
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/scope.hpp"
#include "wirespeed/graph_algorithms/sources.hpp"

namespace wirespeed::graph_algorithms {

struct ClosenessOptions {
  Scope scope{.direction = Direction::in};  // how one gets from the node to the others; in: how they get to it
  bool weighted = false;                    // distances are sums of weights
  bool improved = true;                     // closeness: times the share of nodes that are reached
  std::optional<std::span<const NodeId>> nodes = std::nullopt;  // whom to measure; none: all
  Sources sources{};     // the other nodes; of some at random, harmonic sums are scaled to what all of them would give
  unsigned threads = 1;  // 0: as many as there are cores. Harmonic sums may differ in their last bits
};

// One for each of options.nodes. 0 for nodes that reach none. Fails for weights below 0.
Result<std::vector<double>> closeness(const EdgeGraph& graph, const ClosenessOptions& options = {},
                                      const Stop& stop = {});
Result<std::vector<double>> harmonic(const EdgeGraph& graph, const ClosenessOptions& options = {},
                                     const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
