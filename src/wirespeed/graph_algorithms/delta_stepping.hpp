// How far all nodes are by weights: delta stepping (Meyer and Sanders, 1998). Nodes are taken by buckets of distances
// instead of one by one; one that turns out to be nearer is taken again.
#pragma once

#include <span>
#include <vector>

#include "wirespeed/graph_algorithms/guard.hpp"
#include "wirespeed/graph_algorithms/passage.hpp"

namespace wirespeed::graph_algorithms {

struct Tree {
  std::vector<double> distances;  // inf: not reached
  std::vector<NodeId> parents;    // kNoNode: a source, or not reached; empty where they are not asked for
};

struct TreeOptions {
  double max_distance = INFINITY;  // what is farther is not reached
  bool parents = false;
  unsigned threads = 1;  // that take a bucket of many nodes together, where no parents are asked for; 0: one a core
};

// From the nearest of the sources. REQUIRES: they are nodes, and no weight is below 0
Result<Tree> weighted_tree(const EdgeGraph& graph, const Passage& passage, std::span<const NodeId> sources,
                           const TreeOptions& options, Guard& guard);

}  // namespace wirespeed::graph_algorithms
