// PageRank: how often a walk that follows relationships at random, and now and then starts anew, is at a node.
#pragma once

#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/edge_graph.hpp"

namespace wirespeed::graph {

struct PagerankOptions {
  double damping = 0.85;    // how often it goes on rather than starts anew at any node; at least 0, below 1
  double tolerance = 1e-6;  // for each node: ends when all together change by less than this times the nodes
  unsigned max_iterations = 100;
};

// A share for each node, 1 in all. From a node without relationships the walk starts anew. Weights do not count. Fails
// with Errc::limit when it has not settled after max_iterations.
Result<std::vector<double>> pagerank(const EdgeGraph& graph, const PagerankOptions& options = {},
                                     const Stop& stop = {});

}  // namespace wirespeed::graph
