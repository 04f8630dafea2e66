#include "wirespeed/graph_algorithms/best_nodes.hpp"

#include <gtest/gtest.h>

#include <random>

namespace wirespeed::graph_algorithms {
namespace {

struct Best {
  std::vector<NodeId> nodes;
  std::vector<double> scores;
};

Best best_of(const std::vector<std::pair<int, NodeId>>& scored, std::size_t k) {
  BestNodes<int> best(k);
  for (const auto& [score, node] : scored) {
    if (best.may_enter(score)) best.add(score, node);
  }
  Best found;
  best.take(found.nodes, found.scores);
  return found;
}

TEST(BestNodes, are_the_first_of_all_in_order) {
  std::mt19937 random(3);
  std::vector<std::pair<int, NodeId>> scored;
  for (NodeId node = 0; node < 200; ++node) scored.emplace_back(static_cast<int>(random() % 20) - 10, 199 - node);
  auto sorted = scored;
  std::ranges::sort(sorted, {}, [](const auto& one) { return std::pair(-one.first, one.second); });
  for (const std::size_t k : {0, 1, 7, 199, 200, 1000}) {
    const Best found = best_of(scored, k);
    ASSERT_EQ(found.nodes.size(), std::min<std::size_t>(k, 200));
    for (std::size_t i = 0; i < found.nodes.size(); ++i) {
      EXPECT_EQ(found.nodes[i], sorted[i].second);
      EXPECT_EQ(found.scores[i], sorted[i].first);
    }
  }
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
