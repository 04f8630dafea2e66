#include "wirespeed/graph_algorithms/shortest_ways.hpp"

#include "wirespeed/graph_algorithms/all_shortest_paths.hpp"
#include "wirespeed/graph_algorithms/path_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

ShortestWays ways_from(const EdgeGraph& graph, NodeId source, bool weighted) {
  return value_or_throw(shortest_ways(graph, source, weighted));
}

// Some at a time.
std::vector<NodePath> ways_to(const ShortestWays& ways, NodeId target, std::size_t at_a_time = 3) {
  const auto place = std::ranges::find(ways.nodes, target) - ways.nodes.begin();
  if (place == std::ssize(ways.nodes)) return {};
  ShortestWayWalk walk(ways, static_cast<std::uint32_t>(place));
  std::vector<NodePath> all;
  for (std::size_t size = at_a_time; size == at_a_time;) {
    Routes found;
    value_or_throw(walk.add_to(found, at_a_time, {}));
    size = found.size();
    std::ranges::move(paths_of(found), std::back_inserter(all));
  }
  return all;
}

std::set<NodePath> as_set(const std::vector<NodePath>& paths) { return {paths.begin(), paths.end()}; }

TEST(ShortestWays, are_those_that_all_shortest_paths_finds) {
  for (SampleEdges edges : samples()) {
    for (double& weight : edges.weights) weight = 1 + std::floor(weight / 10);
    const EdgeGraph graph = edges.graph();
    for (const bool weighted : {false, true}) {
      const ShortestWays ways = ways_from(graph, 1, weighted);
      for (NodeId target = 0; target < std::min<NodeId>(edges.nodes, 9); ++target) {
        const auto expected = value_or_throw(all_shortest_paths(graph, 1, target, {.weighted = weighted}));
        EXPECT_EQ(as_set(ways_to(ways, target)), as_set(paths_of(expected))) << target;
      }
    }
  }
}

TEST(ShortestWays, come_in_the_order_of_their_edges) {
  SampleEdges edges{.nodes = 5};
  for (const auto& [source, target] : {std::pair(0, 3), {0, 1}, {0, 2}, {1, 4}, {2, 4}, {3, 4}}) {
    edges.add(static_cast<NodeId>(source), static_cast<NodeId>(target));
  }
  const EdgeGraph graph = edges.graph();
  const ShortestWays ways = ways_from(graph, 0, false);
  EXPECT_EQ(ways.nodes, (std::vector<NodeId>{0, 3, 1, 2, 4}));
  EXPECT_EQ(ways.farthest, 2);
  EXPECT_EQ(ways_to(ways, 4), (std::vector<NodePath>{{0, 3, 4}, {0, 1, 4}, {0, 2, 4}}));
  EXPECT_EQ(ways_to(ways, 0), (std::vector<NodePath>{{0}}));
}

TEST(ShortestWays, pass_no_node_twice_along_weights_of_0) {
  SampleEdges edges{.nodes = 4};
  for (const auto& [source, target] : {std::pair(0, 1), {1, 2}, {2, 1}, {1, 1}, {2, 3}}) {
    edges.add(static_cast<NodeId>(source), static_cast<NodeId>(target));
    edges.weights.push_back(0);
  }
  const EdgeGraph graph = edges.graph();
  const ShortestWays ways = ways_from(graph, 0, true);
  EXPECT_TRUE(ways.have_idle_steps);
  EXPECT_EQ(ways_to(ways, 3), (std::vector<NodePath>{{0, 1, 2, 3}}));
}

TEST(ShortestWays, end_when_they_are_told_to_and_go_on_after_a_deadline) {
  const EdgeGraph graph = random_edges(1, 300, 9000).graph();
  CancelToken token;
  token.cancel();
  EXPECT_EQ(shortest_ways(graph, 0, false, {.cancel = &token}).error().code, Errc::cancelled);
  const ShortestWays ways = ways_from(graph, 0, false);
  ShortestWayWalk walk(ways, 5);
  Routes found;
  EXPECT_EQ(walk.add_to(found, 1, {.cancel = &token}).error().code, Errc::cancelled);
  EXPECT_EQ(found.size(), 0U);
  value_or_throw(walk.add_to(found, 1, {}));
  EXPECT_EQ(found.size(), 1U);
}

TEST(ShortestWays, begin_only_at_a_node_that_is_there) {
  EXPECT_EQ(shortest_ways(SampleEdges{.nodes = 3}.graph(), 3, true).error().code, Errc::not_found);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
