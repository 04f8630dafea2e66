#include "wirespeed/graph_algorithms/k_shortest_paths.hpp"

#include "wirespeed/graph_algorithms/path_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// Lengths of all ways, the shortest first.
std::vector<double> slow_lengths(const SampleEdges& edges, NodeId source, NodeId target, Direction direction,
                                 bool weighted) {
  std::vector<double> lengths;
  for (const NodePath& path : slow_simple_paths(edges, source, target, direction)) {
    lengths.push_back(length_of(edges, path, direction, weighted));
  }
  std::ranges::sort(lengths);
  return lengths;
}

// They are different ways without circles, as long as they say.
void expect_ways(const SampleEdges& edges, const Routes& routes, Direction direction, bool weighted) {
  std::set<NodePath> different;
  const auto paths = paths_of(routes);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    EXPECT_EQ(length_of(edges, paths[i], direction, weighted), routes.distances[i]);
    EXPECT_EQ(std::set<NodeId>(paths[i].begin(), paths[i].end()).size(), paths[i].size());
    different.insert(paths[i]);
  }
  EXPECT_EQ(different.size(), paths.size());
}

TEST(KShortestPaths, are_the_shortest_of_all) {
  for (const SampleEdges& edges : small_samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      for (const bool weighted : {false, true}) {
        for (NodeId target = 0; target < edges.nodes; ++target) {
          auto expected = slow_lengths(edges, 1, target, direction, weighted);
          if (expected.size() > 15) expected.resize(15);
          const Routes routes = value_or_throw(
              k_shortest_paths(graph, 1, target, 15, {.filter = {.direction = direction}, .weighted = weighted}));
          EXPECT_EQ(routes.distances, expected);
          expect_ways(edges, routes, direction, weighted);
        }
      }
    }
  }
}

TEST(KShortestPaths, keep_to_types_and_labels) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const SampleEdges typed = random_edges(seed, 9, 24, 3);
    const SampleEdges marked = labelled(random_edges(seed, 9, 24));
    for (NodeId target = 1; target < 9; ++target) {
      EXPECT_EQ(value_or_throw(k_shortest_paths(typed.graph(), 0, target, 1000,
                                                {.filter = {.relationships = "A|B"}, .weighted = true}))
                    .distances,
                slow_lengths(of_types(typed, {0, 1}), 0, target, Direction::both, true));
      EXPECT_EQ(value_or_throw(
                    k_shortest_paths(marked.graph(), 0, target, 1000, {.filter = {.labels = "-C"}, .weighted = true}))
                    .distances,
                slow_lengths(without_c_between(marked, {0, target}), 0, target, Direction::out, true));
    }
  }
}

TEST(KShortestPaths, are_none_where_none_are_asked_for) {
  const EdgeGraph graph = random_edges(1, 10, 60).graph();
  EXPECT_EQ(value_or_throw(k_shortest_paths(graph, 0, 5, 0)).size(), 0);
  EXPECT_EQ(paths_of(value_or_throw(k_shortest_paths(graph, 5, 5, 3))), (std::vector<NodePath>{{5}}));
}

TEST(KShortestPaths, refuse_what_cannot_be_answered_and_end_when_told_to) {
  const EdgeGraph graph = random_edges(1, 500, 5000).graph();
  EXPECT_EQ(k_shortest_paths(graph, 0, 500, 2).error().code, Errc::not_found);
  SampleEdges below{.nodes = 2, .sources = {0}, .targets = {1}, .weights = {-1}};
  EXPECT_EQ(k_shortest_paths(below.graph(), 0, 1, 2, {.weighted = true}).error().code, Errc::invalid_argument);
  const Stop soon = Stop::after(std::chrono::milliseconds(20));
  EXPECT_EQ(k_shortest_paths(graph, 0, 1, 10'000'000, {.weighted = true}, {.stop = soon}).error().code, Errc::deadline);
  EXPECT_EQ(k_shortest_paths(graph, 0, 1, 10'000'000, {}, {.memory = 100'000}).error().code, Errc::limit);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
