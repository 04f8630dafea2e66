// PageRank of a walk that does not start anew everywhere alike, or prefers some relationships.
#pragma once

#include "wirespeed/graph_algorithms/pagerank.hpp"

namespace wirespeed::graph_algorithms {

// A value for each node, 1 in all; empty: all alike.
struct PersonalPagerankOptions {
  PagerankOptions walk{};
  bool weighted = true;                // relationships are followed as often as they weigh
  std::span<const double> first{};     // where the search begins
  std::span<const double> restart{};   // where the walk starts anew
  std::span<const double> dangling{};  // where it goes from nodes that nothing leads on from; empty: as restart
};

// As pagerank(). Fails for a share that is missing.
Result<std::vector<double>> personal_pagerank(const EdgeGraph& graph, const PersonalPagerankOptions& options,
                                              const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
