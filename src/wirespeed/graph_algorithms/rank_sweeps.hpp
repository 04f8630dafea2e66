// PageRank by Gauss and Seidel's method: a node's new rank counts at once for the nodes behind it, so that half as many
// sweeps over the relationships settle it as steps of the walk would.
#pragma once

#include <vector>

#include "wirespeed/graph_algorithms/pagerank.hpp"
#include "wirespeed/graph_algorithms/rank_flow.hpp"

namespace wirespeed::graph_algorithms {

// The walk starts anew where `restart` says (parts of 1; none: all nodes alike), from dead ends, too. Begins with what
// each node has when all relationships lead on the same. Ranks are the same with any number of threads. Fails
// with Errc::limit when it has not settled after options.max_iterations sweeps.
Result<std::vector<double>> settled_by_sweeps(const RankFlow& flow, const PagerankOptions& options,
                                              const std::vector<double>& restart, const Stop& stop);

// The error of ranks that have not settled.
std::unexpected<Error> not_settled(double bound, unsigned iterations, double change);

}  // namespace wirespeed::graph_algorithms
