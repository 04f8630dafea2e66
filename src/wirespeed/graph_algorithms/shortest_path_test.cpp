#include "wirespeed/graph_algorithms/shortest_path.hpp"

#include "wirespeed/graph_algorithms/path_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

using Found = std::optional<Route>;

Found found_in(const EdgeGraph& graph, NodeId source, NodeId target, const ShortestPathOptions& options) {
  return value_or_throw(shortest_path(graph, source, target, options));
}

// It leads from the one to the other along edges, and is as short as can be.
void expect_shortest(const SampleEdges& edges, const Found& found, NodeId source, NodeId target, Direction direction,
                     bool weighted) {
  const double expected = slow_distances(edges, source, direction, weighted)[target];
  ASSERT_EQ(found.has_value(), std::isfinite(expected));
  if (!found) return;
  EXPECT_EQ(found->nodes.front(), source);
  EXPECT_EQ(found->nodes.back(), target);
  EXPECT_EQ(found->distance, expected);
  EXPECT_EQ(length_of(edges, found->nodes, direction, weighted), expected);
}

TEST(ShortestPath, is_as_short_as_can_be) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      for (const bool weighted : {false, true}) {
        for (NodeId target = 0; target < edges.nodes; ++target) {
          const ShortestPathOptions options{.filter = {.direction = direction}, .weighted = weighted};
          expect_shortest(edges, found_in(graph, 1, target, options), 1, target, direction, weighted);
        }
      }
    }
  }
}

// Two hubs with many leaves, `between` of which both share; nodes 0 and 1 are behind the hubs 2 and 3.
SampleEdges two_hubs(NodeId leaves, NodeId between) {
  SampleEdges edges{.nodes = 4 + 2 * leaves};
  edges.add(0, 2);
  edges.add(1, 3);
  for (NodeId i = 0; i < leaves; ++i) {
    edges.add(4 + i, 2);
    edges.add(4 + leaves + i, 3);
    if (i < between) edges.add(4 + leaves - 1 - i, 3);
  }
  return edges;
}

TEST(ShortestPath, leads_through_hubs) {
  for (const NodeId between : {0u, 1u, 900u, 5000u}) {
    SampleEdges edges = two_hubs(5000, between);
    const EdgeGraph graph = edges.graph();
    const ShortestPathOptions both{.filter = {.direction = Direction::both}};
    const Found path = found_in(graph, 0, 1, both);
    ASSERT_EQ(path.has_value(), between > 0);
    if (path) {
      EXPECT_EQ(path->distance, 4);
      EXPECT_EQ(length_of(edges, path->nodes, Direction::both, false), 4);
    }
    edges.add(2, 3);
    EXPECT_EQ(found_in(edges.graph(), 0, 1, both)->nodes, (NodePath{0, 2, 3, 1}));
  }
}

TEST(ShortestPath, through_hubs_ends_at_the_depth_that_is_allowed) {
  const EdgeGraph graph = two_hubs(3000, 10).graph();
  ShortestPathOptions options{.filter = {.direction = Direction::both}, .max_depth = 4};
  EXPECT_TRUE(found_in(graph, 0, 1, options).has_value());
  options.max_depth = 3;
  EXPECT_FALSE(found_in(graph, 0, 1, options).has_value());
}

TEST(ShortestPath, keeps_to_the_types_that_are_named) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const SampleEdges edges = random_edges(seed, 40, 150, 3);
    const SampleEdges some = of_types(edges, {0, 2});
    const EdgeGraph graph = edges.graph();
    for (NodeId target = 0; target < edges.nodes; ++target) {
      for (const bool weighted : {false, true}) {
        expect_shortest(some, found_in(graph, 3, target, {.filter = {.relationships = "A>|C>"}, .weighted = weighted}),
                        3, target, Direction::out, weighted);
        expect_shortest(some, found_in(graph, 3, target, {.filter = {.relationships = "A|C"}, .weighted = weighted}), 3,
                        target, Direction::both, weighted);
      }
    }
  }
}

TEST(ShortestPath, passes_no_node_that_the_labels_leave_out_but_may_end_there) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const SampleEdges edges = labelled(random_edges(seed, 40, 150));
    const EdgeGraph graph = edges.graph();
    for (NodeId target = 0; target < edges.nodes; ++target) {
      const SampleEdges some = without_c_between(edges, {5, target});
      for (const bool weighted : {false, true}) {
        expect_shortest(some, found_in(graph, 5, target, {.filter = {.labels = "-C"}, .weighted = weighted}), 5, target,
                        Direction::out, weighted);
      }
    }
  }
}

TEST(ShortestPath, has_no_more_relationships_than_allowed) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    const auto far = slow_distances(edges, 0, Direction::out, false);
    for (NodeId target = 0; target < edges.nodes; ++target) {
      for (std::uint32_t depth = 0; depth < 5; ++depth) {
        EXPECT_EQ(found_in(graph, 0, target, {.max_depth = depth}).has_value(), far[target] <= depth);
      }
    }
  }
}

TEST(ShortestPath, is_found_with_a_heuristic_that_never_says_too_much) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const bool weighted : {false, true}) {
      for (const NodeId target : {0u, 3u, 4u}) {
        const auto left = slow_distances(edges, target, Direction::in, weighted);
        for (const double share : {0.0, 0.5, 1.0}) {
          const ShortestPathOptions options{.weighted = weighted, .heuristic = [&](NodeId node) -> Result<double> {
                                              return node % 2 == 0 && std::isfinite(left[node]) ? share * left[node]
                                                                                                : 0.0;
                                            }};
          expect_shortest(edges, found_in(graph, 2, target, options), 2, target, Direction::out, weighted);
        }
      }
    }
  }
}

TEST(ShortestPath, says_what_is_wrong_with_a_heuristic) {
  const EdgeGraph graph = random_edges(1, 10, 60).graph();
  ShortestPathOptions options{.heuristic = [](NodeId) -> Result<double> { return NAN; }};
  EXPECT_EQ(shortest_path(graph, 0, 5, options).error().code, Errc::invalid_argument);
  options.heuristic = [](NodeId) -> Result<double> { return fail(Errc::io, "no map"); };
  EXPECT_EQ(shortest_path(graph, 0, 5, options).error().message, "no map");
}

TEST(ShortestPath, refuses_what_cannot_be_answered) {
  const EdgeGraph graph = random_edges(1, 10, 20).graph();
  EXPECT_EQ(shortest_path(graph, 0, 10).error().code, Errc::not_found);
  EXPECT_EQ(shortest_path(graph, 10, 0).error().code, Errc::not_found);
  EXPECT_EQ(shortest_path(graph, 0, 1, {.filter = {.relationships = "Q"}}).error().code, Errc::not_found);
  EXPECT_EQ(shortest_path(graph, 0, 1, {.filter = {.relationships = ">,<"}}).error().code, Errc::invalid_argument);
  EXPECT_EQ(shortest_path(graph, 0, 1, {.weighted = true, .max_depth = 3}).error().code, Errc::invalid_argument);
  SampleEdges below{.nodes = 2, .sources = {0}, .targets = {1}, .weights = {-1}};
  EXPECT_EQ(shortest_path(below.graph(), 0, 1, {.weighted = true}).error().code, Errc::invalid_argument);
  EXPECT_EQ(value_or_throw(shortest_path(below.graph(), 0, 1))->distance, 1);
}

TEST(ShortestPath, ends_when_it_is_told_to_or_holds_too_much) {
  const EdgeGraph graph = random_edges(1, 20'000, 60'000).graph();
  CancelToken token;
  token.cancel();
  for (const bool weighted : {false, true}) {
    EXPECT_EQ(shortest_path(graph, 0, 1, {.weighted = weighted}, {.stop = {.cancel = &token}}).error().code,
              Errc::cancelled);
  }
  const ShortestPathOptions by_heuristic{.heuristic = [](NodeId) -> Result<double> { return 0.0; }};
  EXPECT_EQ(shortest_path(graph, 0, 1, by_heuristic, {.stop = {.cancel = &token}}).error().code, Errc::cancelled);
  const EdgeGraph hubs = two_hubs(20'000, 0).graph();
  const auto held = shortest_path(hubs, 0, 1, {.filter = {.direction = Direction::both}}, {.memory = 8000});
  EXPECT_EQ(held.error().code, Errc::limit);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
