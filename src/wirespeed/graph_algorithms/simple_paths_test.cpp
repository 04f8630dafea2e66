#include "wirespeed/graph_algorithms/simple_paths.hpp"

#include "wirespeed/graph_algorithms/path_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

std::vector<NodePath> simple(const EdgeGraph& graph, NodeId source, const std::vector<NodeId>& targets,
                             const SimplePathOptions& options = {}) {
  return paths_of(value_or_throw(simple_paths(graph, source, targets, options)));
}

std::vector<NodePath> slow(const SampleEdges& edges, NodeId source, NodeId target, Direction direction,
                           std::size_t max_depth = 100) {
  auto paths = slow_simple_paths(edges, source, target, direction);
  std::erase_if(paths, [&](const NodePath& path) { return path.size() > max_depth + 1; });
  return paths;
}

TEST(SimplePaths, are_all_ways_in_the_order_of_their_nodes) {
  for (const SampleEdges& edges : small_samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      for (NodeId target = 0; target < edges.nodes; ++target) {
        EXPECT_EQ(simple(graph, 2, {target}, {.filter = {.direction = direction}}), slow(edges, 2, target, direction));
        for (std::uint32_t depth = 0; depth < 5; ++depth) {
          EXPECT_EQ(simple(graph, 2, {target}, {.filter = {.direction = direction}, .max_depth = depth}),
                    slow(edges, 2, target, direction, depth));
        }
      }
    }
  }
}

TEST(SimplePaths, to_several_targets_are_those_to_each) {
  for (const SampleEdges& edges : small_samples()) {
    if (edges.nodes < 5) continue;
    auto expected = slow(edges, 0, 3, Direction::out, 4);
    for (const NodePath& path : slow(edges, 0, 4, Direction::out, 4)) expected.push_back(path);
    std::ranges::sort(expected);
    auto found = simple(edges.graph(), 0, {3, 4, 3}, {.max_depth = 4});
    std::ranges::sort(found);
    EXPECT_EQ(found, expected);
  }
}

TEST(SimplePaths, keep_to_types_and_labels) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const SampleEdges typed = random_edges(seed, 9, 24, 3);
    const SampleEdges marked = labelled(random_edges(seed, 9, 24));
    for (NodeId target = 1; target < 9; ++target) {
      EXPECT_EQ(simple(typed.graph(), 0, {target}, {.filter = {.relationships = "<A|<B"}}),
                slow(of_types(typed, {0, 1}), 0, target, Direction::in));
      EXPECT_EQ(simple(marked.graph(), 0, {target}, {.filter = {.labels = "-C"}}),
                slow(without_c_between(marked, {0, target}), 0, target, Direction::out));
    }
  }
}

TEST(SimplePaths, to_a_target_that_is_left_out_do_not_pass_it) {
  SampleEdges edges = labelled({.nodes = 6});
  edges.add(0, 2);
  edges.add(2, 3);
  edges.add(0, 3);
  EXPECT_EQ(simple(edges.graph(), 0, {2, 3}, {.filter = {.labels = "-C"}}), (std::vector<NodePath>{{0, 2}, {0, 3}}));
}

TEST(SimplePaths, end_at_the_limit_and_when_told_to) {
  const EdgeGraph graph = random_edges(1, 500, 5000).graph();
  EXPECT_EQ(simple(graph, 0, {1}, {.limit = 100}).size(), 100);
  EXPECT_EQ(simple(graph, 0, {1}, {.limit = 0}).size(), 0);
  const NodeId target = 1;
  EXPECT_EQ(simple_paths(graph, 0, {&target, 1}, {}, {.memory = 40'000}).error().code, Errc::limit);
  const Stop soon = Stop::after(std::chrono::milliseconds(20));
  EXPECT_EQ(simple_paths(graph, 0, {&target, 1}, {}, {.memory = graph::kUnlimited, .stop = soon}).error().code,
            Errc::deadline);
  const NodeId nobody = 500;
  EXPECT_EQ(simple_paths(graph, 0, {&nobody, 1}).error().code, Errc::not_found);
}

// No target can be reached: without a look back from it, every way would be tried.
TEST(SimplePaths, that_are_not_there_are_not_sought) {
  SampleEdges edges = random_edges(1, 500, 5000);
  ++edges.nodes;
  EXPECT_EQ(simple(edges.graph(), 0, {500}).size(), 0);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
