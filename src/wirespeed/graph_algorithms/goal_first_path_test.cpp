#include "wirespeed/graph_algorithms/goal_first_path.hpp"

#include "wirespeed/graph_algorithms/path_fixture.hpp"
#include "wirespeed/graph_algorithms/shortest_path.hpp"

namespace wirespeed::graph_algorithms {
namespace {

TEST(GoalFirstPath, is_as_long_as_the_shortest) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (NodeId target = 0; target < std::min<NodeId>(edges.nodes, 9); ++target) {
      const auto expected = value_or_throw(shortest_path(graph, 1, target, {.weighted = true}));
      const auto found = value_or_throw(goal_first_path(graph, 1, target));
      ASSERT_EQ(found.has_value(), expected.has_value());
      if (!found) continue;
      EXPECT_DOUBLE_EQ(found->distance, expected->distance);
      EXPECT_DOUBLE_EQ(length_of(edges, found->nodes, Direction::out, true), found->distance);
      EXPECT_EQ(value_or_throw(goal_first_path(graph, 1, target, {.cutoff = found->distance / 2})).has_value(),
                found->distance == 0);
    }
  }
}

TEST(GoalFirstPath, asks_a_heuristic_that_may_mislead_it_or_fail) {
  SampleEdges edges{.nodes = 3, .weights = {1, 1, 5}};
  for (const auto& [source, target] : {std::pair(0, 1), {1, 2}, {0, 2}}) {
    edges.add(static_cast<NodeId>(source), static_cast<NodeId>(target));
  }
  const EdgeGraph graph = edges.graph();
  EXPECT_EQ(value_or_throw(goal_first_path(graph, 0, 2))->nodes, (NodePath{0, 1, 2}));
  const auto misled = [](NodeId node) -> Result<double> { return node == 1 ? 9 : 0; };
  EXPECT_EQ(value_or_throw(goal_first_path(graph, 0, 2, {.heuristic = misled}))->nodes, (NodePath{0, 2}));
  const auto failing = [](NodeId) -> Result<double> { return fail(Errc::io, "no idea"); };
  EXPECT_EQ(goal_first_path(graph, 0, 2, {.heuristic = failing}).error().code, Errc::io);
}

TEST(GoalFirstPath, refuses_weights_below_0_and_nodes_that_are_not_there) {
  SampleEdges edges{.nodes = 2, .weights = {-1}};
  edges.add(0, 1);
  EXPECT_EQ(goal_first_path(edges.graph(), 0, 1).error().code, Errc::invalid_argument);
  EXPECT_EQ(goal_first_path(edges.graph(), 0, 2).error().code, Errc::not_found);
}

TEST(GoalFirstPath, ends_when_it_is_told_to) {
  CancelToken token;
  token.cancel();
  const EdgeGraph graph = random_edges(1, 300, 9000).graph();
  EXPECT_EQ(goal_first_path(graph, 0, 1, {}, {.cancel = &token}).error().code, Errc::cancelled);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
