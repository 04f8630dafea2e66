#include "wirespeed/graph_algorithms/level_search.hpp"

#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/large_fixture.hpp"
#include "wirespeed/graph_algorithms/passage.hpp"

namespace wirespeed::graph_algorithms {
namespace {

TEST(LevelSearch, that_is_told_to_end_amid_a_step_never_takes_what_it_has_for_all) {
  const SampleEdges edges = random_edges(1, 60'000, 480'000);
  const EdgeGraph graph = edges.graph();
  const auto expected = plain_levels(edges, 0, Direction::out);
  const DenseAdjacent ahead(graph.relationships()[0].out);
  const DenseAdjacent back(graph.relationships()[0].in);
  for (std::int32_t at = 0; at <= std::ranges::max(expected); ++at) {
    for (const unsigned threads : {1u, 3u}) {
      CancelToken token;
      std::vector<std::int32_t> levels(edges.nodes, -1);
      const auto found = [&](NodeId node, std::int32_t level) {
        levels[node] = level;
        if (level == at) token.cancel();
      };
      LevelSearch search(edges.nodes, ahead, back, AllNodes(), found, threads,
                         Guard("test", {.stop = {.cancel = &token}}));
      const NodeId root = 0;
      const auto ok = search.run({&root, 1}, kNoNode);
      if (ok) {
        EXPECT_EQ(levels, expected);
      }
    }
  }
}

TEST(LevelSearch, says_who_is_left_and_how_many_relationships_were_not_looked_at) {
  SampleEdges edges{.nodes = 70};
  edges.add(0, 1);
  edges.add(1, 2);
  edges.add(2, 3);
  edges.add(66, 67);
  const EdgeGraph graph = edges.graph();
  const OneAdjacent ahead(graph.relationships()[0].out);
  const OneAdjacent back(graph.relationships()[0].in);
  const NodeId root = 0;
  LevelSearch search(edges.nodes, ahead, back, AllNodes(), [](NodeId, std::int32_t) {}, 1, Guard("test", {}));
  ASSERT_TRUE(search.run({&root, 1}, 2));
  EXPECT_EQ(search.unexplored(), 2u);
  std::vector<NodeId> reached;
  for (NodeId node = 0; node < edges.nodes; ++node) {
    if (!search.open().test(node)) reached.push_back(node);
  }
  EXPECT_EQ(reached, (std::vector<NodeId>{0, 1, 2}));
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
