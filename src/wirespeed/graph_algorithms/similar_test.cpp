#include "wirespeed/graph_algorithms/similar.hpp"

#include <cmath>

#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

TEST(Similar, scores_are_those_of_the_sets_of_neighbors) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      const Similar all = value_or_throw(similar(graph, 1, edges.nodes, Similarity::jaccard, direction));
      const std::set<NodeId> own = neighbor_set(edges, 1, direction);
      std::vector<std::pair<double, NodeId>> expected;
      for (NodeId other = 0; other < edges.nodes; ++other) {
        const std::set<NodeId> theirs = neighbor_set(edges, other, direction);
        std::vector<NodeId> shared;
        std::ranges::set_intersection(own, theirs, std::back_inserter(shared));
        const auto common = static_cast<double>(shared.size());
        if (other == 1 || shared.empty()) continue;
        expected.emplace_back(-common / (static_cast<double>(own.size() + theirs.size()) - common), other);
      }
      std::ranges::sort(expected);
      ASSERT_EQ(all.nodes.size(), expected.size());
      for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(all.nodes[i], expected[i].second);
        EXPECT_EQ(all.scores[i], -expected[i].first);
      }
    }
  }
}

TEST(Similar, other_metrics_weigh_the_shared_ones_otherwise) {
  // 0 and 1 share node 4; 0 has two neighbours, 1 has one.
  const SampleEdges edges{.nodes = 6, .sources = {0, 0, 1}, .targets = {4, 5, 4}};
  const EdgeGraph graph = edges.graph();
  EXPECT_EQ(value_or_throw(similar(graph, 0, 5, Similarity::overlap, Direction::out)).scores, std::vector{1.0});
  EXPECT_EQ(value_or_throw(similar(graph, 0, 5, Similarity::cosine, Direction::out)).scores,
            std::vector{std::sqrt(0.5)});
}

TEST(Similar, equal_cosines_are_ties_however_large_the_sets_are) {
  // 3 of 3 and 9 neighbours are shared by 0 and 1, and 1 of 3 and 1 by 0 and 2.
  SampleEdges edges{.nodes = 12};
  for (NodeId node = 3; node < 6; ++node) edges.add(0, node);
  for (NodeId node = 3; node < 12; ++node) edges.add(1, node);
  edges.add(2, 3);
  const Similar found = value_or_throw(similar(edges.graph(), 0, 5, Similarity::cosine, Direction::out));
  EXPECT_EQ(found.nodes, (std::vector<NodeId>{1, 2}));
  EXPECT_EQ(found.scores[0], found.scores[1]);
}

TEST(Similar, scores_of_several_types_are_added_by_their_weights) {
  SampleEdges edges{.nodes = 5, .type_names = {"X", "Y"}};
  edges.add(0, 3, 0);
  edges.add(1, 3, 0);
  edges.add(0, 4, 1);
  edges.add(1, 4, 1);
  edges.add(2, 4, 1);
  edges.add(2, 3, 1);
  const Similar found = value_or_throw(similar(edges.graph(), 0, 5, Similarity::jaccard,
                                               {{{.relationships = "X>"}, 3}, {{.relationships = "Y>"}, 0.5}}));
  EXPECT_EQ(found.nodes, (std::vector<NodeId>{1, 2}));
  EXPECT_EQ(found.scores, (std::vector<double>{3.5, 0.25}));
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
