#include "wirespeed/graph_algorithms/node_table.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace wirespeed::graph_algorithms {
namespace {

TEST(NodeTable, keeps_what_a_map_keeps_while_it_grows_and_after) {
  for (const NodeId nodes : {300U, 5'000U, 10'000'000U}) {
    NodeTable<std::uint32_t> table(nodes);
    std::map<NodeId, std::uint32_t> expected;
    std::mt19937 random(nodes);
    for (int i = 0; i < 20'000; ++i) {
      const auto node = static_cast<NodeId>(random() % std::min(nodes, 8'000U));
      EXPECT_EQ(table[node], expected[node]);
      ++table[node];
      ++expected[node];
    }
    EXPECT_EQ(table[nodes - 1], expected[nodes - 1]);
  }
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
