#include "wirespeed/graph_algorithms/rank_flow.hpp"

#include <algorithm>

#include "wirespeed/graph_algorithms/adjacent.hpp"

namespace wirespeed::graph_algorithms {

RankFlow::RankFlow(const EdgeGraph& graph, const std::vector<Way>& ways, bool weighted)
    : nodes_(graph.node_count()),
      weighted_(weighted && graph.has_weights()),
      sources_(rows_along(graph, reversed(ways))) {
  find_loops(graph, ways);
  find_shares(graph, ways);
}

void RankFlow::find_loops(const EdgeGraph& graph, const std::vector<Way>& ways) {
  for (const Way& way : ways) {
    const bool is_seen_twice =
        way.direction == Direction::in && std::ranges::find(ways, Way{way.type, Direction::out}) != ways.end();
    if (!is_seen_twice) continue;
    const Rows& rows = graph.relationships()[way.type].in;
    for (NodeId node = 0; node < nodes_; ++node) {
      const auto row = rows.of(node);
      const auto weights = rows.weights_of(node);
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (row[i] != node) continue;
        loops_.resize(nodes_);
        loops_[node] += weighted_ ? weights[i] : 1;
      }
    }
  }
}

void RankFlow::find_shares(const EdgeGraph& graph, const std::vector<Way>& ways) {
  const ManyAdjacent ahead(rows_along(graph, ways));
  shares_.resize(nodes_);
  for (NodeId node = 0; node < nodes_; ++node) {
    double all = loops_.empty() ? 0 : -loops_[node];
    if (weighted_) {
      ahead.for_each_weighted(node, [&](NodeId, double weight) { all += weight; });
    } else {
      all += static_cast<double>(ahead.degree(node));
    }
    shares_[node] = all == 0 ? 0 : 1 / all;
  }
}

std::vector<Share> RankFlow::parts(std::size_t count) const {
  constexpr std::uint64_t kPerNode = 4;  // what a node costs beside its relationships, in relationships
  std::uint64_t all = 0;
  for (NodeId node = 0; node < nodes_; ++node) all += degree(node) + kPerNode;
  std::vector<Share> parts;
  parts.reserve(count);
  NodeId first = 0;
  NodeId node = 0;
  std::uint64_t done = 0;
  for (std::size_t part = 1; part <= count; ++part) {
    while (node < nodes_ && (part == count || done < all * part / count)) done += degree(node++) + kPerNode;
    parts.push_back({first, node});
    first = node;
  }
  return parts;
}

}  // namespace wirespeed::graph_algorithms
