// PageRank: how often a walk that follows relationships at random, and now and then starts anew, is at a node.
#pragma once

#include <span>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/scope.hpp"

namespace wirespeed::graph_algorithms {

struct PagerankOptions {
  double damping = 0.85;    // how often it goes on rather than starts anew; at least 0, below 1
  double tolerance = 1e-6;  // for each node: ends when all together change by less than this times the nodes
  unsigned max_iterations = 100;
  Scope scope{};
  bool weighted = false;  // relationships are followed by their weights
  // A number for each node, of 0 and more; their sum does not matter, but must not be 0. None: all nodes alike.
  std::span<const double> personalization{};  // where the walk starts anew
  std::span<const double> dangling{};         // where it goes on from nodes that lead nowhere; none: as personalization
  std::span<const double> start{};            // the shares at first
  unsigned threads = 1;                       // 0: as many as there are cores
};

// A share for each node, 1 in all. Parallel relationships count each; where they lead both ways, a loop counts once.
// Without `dangling` and `start` a new share counts at once for those behind it, so that iterations are fewer than
// steps of the walk, and the answer is the same with any number of threads; with them it goes step by step, and sums
// may differ in their last bits. Fails with Errc::limit when it has not settled after max_iterations.
Result<std::vector<double>> pagerank(const EdgeGraph& graph, const PagerankOptions& options = {},
                                     const Stop& stop = {});

// The same for who has shares already: numbers of nodes are taken as they are, whatever their sum, and like weights and
// damping they may be anything. Fails for a share that is missing.
Result<std::vector<double>> personal_pagerank(const EdgeGraph& graph, const PagerankOptions& options,
                                              const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
