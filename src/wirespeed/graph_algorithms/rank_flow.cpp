#include "wirespeed/graph_algorithms/rank_flow.hpp"

#include <algorithm>
#include <numeric>

#include "wirespeed/graph_algorithms/adjacent.hpp"

namespace wirespeed::graph_algorithms {

RankFlow::RankFlow(const EdgeGraph& graph, const std::vector<Way>& ways, bool weighted)
    : nodes_(graph.node_count()),
      weighted_(weighted && graph.has_weights()),
      sources_(rows_along(graph, reversed(ways))) {
  find_loops(graph, ways);
  find_strengths(graph, ways);
  if (sources_.size() == 1 && !weighted_ && loops_.empty()) plain_ = sources_[0];
}

std::uint64_t RankFlow::size() const noexcept {
  return std::accumulate(sources_.begin(), sources_.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Rows* rows) { return sum + rows->size(); });
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

namespace {

double weight_of(const Rows& rows, NodeId node, bool weighted) noexcept {
  if (!weighted) return rows.degree(node);
  const auto weights = rows.weights_of(node);
  return std::accumulate(weights.begin(), weights.end(), 0.0);
}

}  // namespace

void RankFlow::find_strengths(const EdgeGraph& graph, const std::vector<Way>& ways) {
  strengths_.resize(nodes_);
  for (const Rows* rows : rows_along(graph, ways)) {
    rows->for_each_row({0, nodes_}, [&](NodeId node, std::span<const NodeId> row) {
      strengths_[node] += weighted_ ? weight_of(*rows, node, true) : static_cast<double>(row.size());
    });
  }
  for (NodeId node = 0; node < loops_.size(); ++node) strengths_[node] -= loops_[node];
}

std::uint64_t RankFlow::degree(NodeId node) const noexcept {
  std::uint64_t degree = 0;
  for (const Rows* rows : sources_) degree += rows->degree(node);
  return degree;
}

double RankFlow::inflow(NodeId node) const noexcept {
  double sum = loops_.empty() ? 0 : -loops_[node];
  for (const Rows* rows : sources_) sum += weight_of(*rows, node, weighted_);
  return sum;
}

std::vector<Share> RankFlow::parts(std::size_t count) const {
  const std::uint64_t all = size() + kPerNode * nodes_;
  std::vector<Share> parts;
  parts.reserve(count);
  std::size_t first = 0;
  std::uint64_t done = 0;
  for_each({0, nodes_}, [&](NodeId node, const auto& sources) {
    for (; parts.size() + 1 < count && done >= all * (parts.size() + 1) / count; first = node) {
      parts.push_back({first, node});
    }
    done += sources.degree() + kPerNode;
  });
  while (parts.size() < count) {
    parts.push_back({first, nodes_});
    first = nodes_;
  }
  return parts;
}

}  // namespace wirespeed::graph_algorithms
