// How far each node is by the weights of relationships.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "wirespeed/graph_algorithms/delta_stepping.hpp"
#include "wirespeed/graph_algorithms/guard.hpp"
#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

struct DistanceOptions {
  Direction direction = Direction::out;  // both: a relationship leads both ways, at the smaller weight of parallel ones
  bool weighted = true;                  // else each relationship counts 1; so it does in a graph without weights
  std::span<const NodeId> targets{};     // the search ends when it has found all of these; none: all nodes
  std::string relationships{};           // passage.hpp, these two
  std::string labels{};
  double max_distance = INFINITY;  // what is farther is inf
  bool predecessors = false;       // the answer has parents
  unsigned threads = 1;            // for distances of all nodes without parents; the answer is the same
};

// A distance for each target, or for each node where no target is given, from the nearest of the sources; inf where
// there is no way. Parents are those of all nodes or targets, as the distances. Fails for weights below 0.
Result<Tree> distance_tree(const EdgeGraph& graph, std::span<const NodeId> sources, const DistanceOptions& options = {},
                           const SearchLimits& limits = {});

Result<std::vector<double>> distances(const EdgeGraph& graph, NodeId source, const DistanceOptions& options = {},
                                      const SearchLimits& limits = {});

}  // namespace wirespeed::graph_algorithms
