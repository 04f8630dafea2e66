#include "wirespeed/graph_algorithms/all_shortest_paths.hpp"

#include "wirespeed/graph_algorithms/path_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

std::vector<NodePath> sorted_paths(const Routes& routes) {
  auto paths = paths_of(routes);
  std::ranges::sort(paths);
  return paths;
}

std::vector<NodePath> slow_shortest(const SampleEdges& edges, NodeId source, NodeId target, Direction direction,
                                    bool weighted) {
  std::vector<NodePath> shortest;
  const double least = slow_distances(edges, source, direction, weighted)[target];
  for (const NodePath& path : slow_simple_paths(edges, source, target, direction)) {
    if (length_of(edges, path, direction, weighted) == least) shortest.push_back(path);
  }
  return shortest;
}

TEST(AllShortestPaths, are_all_ways_of_the_least_length) {
  for (const SampleEdges& edges : small_samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      for (const bool weighted : {false, true}) {
        for (NodeId target = 0; target < edges.nodes; ++target) {
          const auto routes = value_or_throw(
              all_shortest_paths(graph, 2, target, {.filter = {.direction = direction}, .weighted = weighted}));
          EXPECT_EQ(sorted_paths(routes), slow_shortest(edges, 2, target, direction, weighted));
        }
      }
    }
  }
}

TEST(AllShortestPaths, keep_to_types_and_labels) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const SampleEdges typed = random_edges(seed, 9, 24, 3);
    const SampleEdges marked = labelled(random_edges(seed, 9, 24));
    for (NodeId target = 0; target < 9; ++target) {
      for (const bool weighted : {false, true}) {
        const auto by_type = value_or_throw(
            all_shortest_paths(typed.graph(), 0, target, {.filter = {.relationships = "A>|B>"}, .weighted = weighted}));
        EXPECT_EQ(sorted_paths(by_type), slow_shortest(of_types(typed, {0, 1}), 0, target, Direction::out, weighted));
        const auto by_label = value_or_throw(
            all_shortest_paths(marked.graph(), 0, target, {.filter = {.labels = "-C"}, .weighted = weighted}));
        EXPECT_EQ(sorted_paths(by_label),
                  slow_shortest(without_c_between(marked, {0, target}), 0, target, Direction::out, weighted));
      }
    }
  }
}

// From 0 to 2n by n diamonds: 2^n ways.
EdgeGraph diamonds(NodeId n) {
  SampleEdges edges{.nodes = 3 * n + 1};
  for (NodeId i = 0; i < n; ++i) {
    for (const NodeId side : {1u, 2u}) {
      edges.add(3 * i, 3 * i + side);
      edges.add(3 * i + side, 3 * i + 3);
    }
  }
  return edges.graph();
}

TEST(AllShortestPaths, end_at_the_limit) {
  const EdgeGraph graph = diamonds(40);
  EXPECT_EQ(value_or_throw(all_shortest_paths(graph, 0, 120, {.limit = 1000})).size(), 1000);
  EXPECT_EQ(value_or_throw(all_shortest_paths(diamonds(10), 0, 30)).size(), 1024);
  EXPECT_EQ(value_or_throw(all_shortest_paths(graph, 0, 120, {.max_depth = 79})).size(), 0);
  EXPECT_EQ(value_or_throw(all_shortest_paths(graph, 5, 5, {.limit = 0})).size(), 0);
}

TEST(AllShortestPaths, that_are_too_many_are_an_error) {
  const EdgeGraph graph = diamonds(40);
  EXPECT_EQ(all_shortest_paths(graph, 0, 120, {}, {.memory = 400'000}).error().code, Errc::limit);
  EXPECT_EQ(all_shortest_paths(graph, 0, 120, {}, {.stop = Stop::after(std::chrono::milliseconds(20))}).error().code,
            Errc::deadline);
}

TEST(AllShortestPaths, refuse_what_cannot_be_answered) {
  const EdgeGraph graph = random_edges(1, 10, 20).graph();
  EXPECT_EQ(all_shortest_paths(graph, 0, 10).error().code, Errc::not_found);
  EXPECT_EQ(all_shortest_paths(graph, 0, 1, {.weighted = true, .max_depth = 3}).error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
