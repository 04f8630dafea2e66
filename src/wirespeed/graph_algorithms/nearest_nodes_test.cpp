#include "wirespeed/graph_algorithms/nearest_nodes.hpp"

#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

NearestNodes nearest(const SampleEdges& edges, std::vector<NodeId> sources, const NearestOptions& options = {}) {
  return value_or_throw(nearest_nodes(edges.graph(), sources, options));
}

std::vector<double> distance_of_each(const NearestNodes& found, NodeId nodes) {
  std::vector<double> far(nodes, INFINITY);
  for (std::size_t i = 0; i < found.nodes.size(); ++i) far[found.nodes[i]] = found.distances[i];
  return far;
}

TEST(NearestNodes, are_as_far_as_a_plain_search_says) {
  for (const SampleEdges& edges : samples()) {
    for (const Direction direction : kDirections) {
      const NearestNodes found = nearest(edges, {1}, {.direction = direction});
      EXPECT_EQ(distance_of_each(found, edges.nodes), slow_distances(edges, 1, direction, true));
      EXPECT_TRUE(std::ranges::is_sorted(found.distances));
    }
  }
}

TEST(NearestNodes, come_over_nodes_that_came_before) {
  const SampleEdges edges = random_edges(5, 60, 400);
  const NearestNodes found = nearest(edges, {0});
  ASSERT_GT(found.nodes.size(), 30U);
  EXPECT_EQ(found.finders[0], kNoNode);
  for (std::size_t i = 1; i < found.nodes.size(); ++i) {
    ASSERT_LT(found.finders[i], i);
    const auto steps = neighbors_in(edges, found.nodes[found.finders[i]], Direction::out);
    const double step = found.distances[i] - found.distances[found.finders[i]];
    EXPECT_NE(std::ranges::find(steps, std::pair(found.nodes[i], step)), steps.end());
  }
}

TEST(NearestNodes, at_one_distance_come_as_they_were_reached) {
  SampleEdges edges{.nodes = 4};
  for (const NodeId target : {3U, 1U, 2U}) edges.add(0, target);
  edges.weights = {2, 2, 2};
  EXPECT_EQ(nearest(edges, {0}).nodes, (std::vector<NodeId>{0, 3, 1, 2}));
}

TEST(NearestNodes, end_at_the_target_and_at_the_cutoff) {
  SampleEdges edges{.nodes = 4};
  for (NodeId node = 0; node < 3; ++node) edges.add(node, node + 1);
  edges.weights = {1, 2, INFINITY};
  EXPECT_EQ(nearest(edges, {0}, {.target = 1}).nodes, (std::vector<NodeId>{0, 1}));
  EXPECT_EQ(nearest(edges, {0}, {.cutoff = 2.5}).nodes, (std::vector<NodeId>{0, 1}));
  EXPECT_EQ(nearest(edges, {0}).nodes, (std::vector<NodeId>{0, 1, 2, 3}));
}

TEST(NearestNodes, know_no_weight_below_0_that_shortens_a_way) {
  SampleEdges edges{.nodes = 3};
  edges.add(0, 1);
  edges.add(0, 2);
  edges.add(2, 1);
  edges.weights = {1, 2, -5};
  const std::vector<NodeId> sources{0};
  EXPECT_EQ(nearest_nodes(edges.graph(), sources).error().code, Errc::unsupported);
  edges.weights = {-1, 2, 5};
  EXPECT_EQ(nearest(edges, {0}).nodes, (std::vector<NodeId>{0, 1, 2}));
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
