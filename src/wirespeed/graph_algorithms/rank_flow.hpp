// What PageRank reads at every step: who leads to each node, by how much, and what share of its rank a node gives along
// each relationship.
#pragma once

#include <span>
#include <vector>

#include "wirespeed/graph_algorithms/lanes.hpp"
#include "wirespeed/graph_algorithms/scope.hpp"

namespace wirespeed::graph_algorithms {

class RankFlow {
 public:
  RankFlow(const EdgeGraph& graph, const std::vector<Way>& ways, bool weighted);

  // 1 / the weights of all that leads from the node; 0 where that is nothing.
  double share(NodeId node) const noexcept { return shares_[node]; }

  // The sum of `given` over those who lead to the node.
  double collect(NodeId node, const double* given) const noexcept {
    double sum = 0;
    for (const Rows* rows : sources_)
      sum += weighted_ ? weighted_sum(*rows, node, given) : plain_sum(*rows, node, given);
    return loops_.empty() ? sum : sum - loops_[node] * given[node];
  }
  std::uint64_t degree(NodeId node) const noexcept {
    std::uint64_t degree = 0;
    for (const Rows* rows : sources_) degree += rows->degree(node);
    return degree;
  }

  // Parts of all nodes with about as much to collect in each.
  std::vector<Share> parts(std::size_t count) const;

 private:
  // Four sums side by side, for an addition waits for the one before it.
  static double plain_sum(const Rows& rows, NodeId node, const double* given) noexcept {
    const auto sources = rows.of(node);
    double sums[4] = {};
    std::size_t i = 0;
    for (; i + 4 <= sources.size(); i += 4) {
      for (std::size_t j = 0; j < 4; ++j) sums[j] += given[sources[i + j]];
    }
    for (; i < sources.size(); ++i) sums[0] += given[sources[i]];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }
  static double weighted_sum(const Rows& rows, NodeId node, const double* given) noexcept {
    const auto sources = rows.of(node);
    const auto weights = rows.weights_of(node);
    double sum = 0;
    for (std::size_t i = 0; i < sources.size(); ++i) sum += given[sources[i]] * weights[i];
    return sum;
  }
  void find_loops(const EdgeGraph& graph, const std::vector<Way>& ways);
  void find_shares(const EdgeGraph& graph, const std::vector<Way>& ways);

  NodeId nodes_;
  bool weighted_;
  std::vector<const Rows*> sources_;
  std::vector<double> shares_;
  std::vector<double>
      loops_;  // what loops are counted too often where they are seen from both ends; none: no such loop
};

}  // namespace wirespeed::graph_algorithms
