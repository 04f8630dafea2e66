#include "wirespeed/graph_algorithms/levels.hpp"

#include "wirespeed/graph_algorithms/bfs_tree.hpp"
#include "wirespeed/graph_algorithms/large_fixture.hpp"
#include "wirespeed/graph_algorithms/levels_from_each.hpp"
#include "wirespeed/graph_algorithms/path_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

using Levels = std::vector<std::int32_t>;

Levels slow_levels(const SampleEdges& edges, const std::vector<NodeId>& roots, Direction direction,
                   double max_depth = INFINITY) {
  Levels levels(edges.nodes, -1);
  for (const NodeId root : roots) {
    const auto far = slow_distances(edges, root, direction, false);
    for (NodeId node = 0; node < edges.nodes; ++node) {
      if (!std::isfinite(far[node]) || far[node] > max_depth) continue;
      const auto level = static_cast<std::int32_t>(far[node]);
      levels[node] = levels[node] < 0 ? level : std::min(levels[node], level);
    }
  }
  return levels;
}

TEST(Levels, are_the_least_number_of_relationships) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      EXPECT_EQ(value_or_throw(levels(graph, 2, direction)), slow_levels(edges, {2}, direction));
    }
  }
}

TEST(Levels, of_a_node_that_is_not_there_are_an_error) {
  EXPECT_EQ(levels(random_edges(1, 5, 5).graph(), 5, Direction::out).error().code, Errc::not_found);
}

TEST(Levels, from_several_roots_are_those_from_the_nearest_down_to_a_depth) {
  const std::vector<NodeId> roots{4, 0, 4, 1};
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const std::uint32_t depth : {0u, 1u, 2u, kAnyDepth}) {
      EXPECT_EQ(value_or_throw(levels(graph, roots, {.max_depth = depth})),
                slow_levels(edges, roots, Direction::out, depth));
    }
  }
  EXPECT_EQ(value_or_throw(levels(random_edges(1, 3, 9).graph(), std::span<const NodeId>(), {})), Levels(3, -1));
}

TEST(Levels, keep_to_types_and_labels) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const SampleEdges typed = random_edges(seed, 60, 60 + 20 * seed, 3);
    const SampleEdges marked = labelled(random_edges(seed, 60, 60 + 20 * seed));
    const std::vector<NodeId> root{2};
    EXPECT_EQ(value_or_throw(levels(typed.graph(), root, {.filter = {.relationships = "<A|<C"}})),
              slow_levels(of_types(typed, {0, 2}), root, Direction::in));
    EXPECT_EQ(value_or_throw(levels(marked.graph(), root, {.filter = {.labels = "-C"}})),
              slow_levels(without_c_between(marked, {2}), root, Direction::out));
  }
}

TEST(Levels, of_nodes_that_end_a_walk_are_given_but_lead_nowhere) {
  SampleEdges edges = labelled({.nodes = 4});
  edges.add(0, 2);
  edges.add(2, 3);
  const std::vector<NodeId> root{0};
  EXPECT_EQ(value_or_throw(levels(edges.graph(), root, {.filter = {.labels = "/C"}})), (Levels{0, -1, 1, -1}));
}

TEST(Levels, of_graphs_with_hubs_and_nodes_without_relationships_are_those_of_a_plain_search) {
  for (std::uint32_t seed = 0; seed < 6; ++seed) {
    const std::uint32_t types = seed < 3 ? 1 : 2;
    const SampleEdges edges = hubs_and_hermits(seed, 6000, 4000 << seed % 3, types);
    const SampleEdges moved = graph::scattered(edges, seed);
    ASSERT_EQ(edges.graph().relationships()[0].out.form(), RowForm::sparse);
    for (const Direction direction : kDirections) {
      for (const NodeId root : {NodeId{0}, NodeId{3000}, NodeId{61}, NodeId{2}}) {
        const Levels expected = plain_levels(edges, root, direction);
        EXPECT_EQ(value_or_throw(levels(edges.graph(), root, direction)), expected);
        EXPECT_EQ(value_or_throw(levels(moved.graph(), root, direction)), expected);
      }
    }
  }
}

TEST(Levels, of_dense_rows_and_of_long_thin_graphs_are_those_of_a_plain_search) {
  SampleEdges ring{.nodes = 9000};
  for (NodeId node = 0; node < ring.nodes; ++node) {
    for (const NodeId step : {1u, 2u, 3u}) ring.add(node, (node + step) % ring.nodes);
  }
  for (const SampleEdges& edges : {ring, random_edges(1, 5000, 15'000), random_edges(2, 5000, 80'000)}) {
    for (const Direction direction : kDirections) {
      EXPECT_EQ(value_or_throw(levels(edges.graph(), 7, direction)), plain_levels(edges, 7, direction));
    }
  }
}

// Nodes that are left out or end a walk are met by searches of each way.
TEST(Levels, keep_to_labels_in_large_graphs) {
  const SampleEdges edges = labelled(random_edges(5, 5000, 60'000));
  SampleEdges entered{.nodes = edges.nodes};
  SampleEdges walked_on{.nodes = edges.nodes};
  for (std::size_t i = 0; i < edges.sources.size(); ++i) {
    if (edges.sources[i] % 3 == 2) continue;
    walked_on.add(edges.sources[i], edges.targets[i]);
    if (edges.targets[i] % 3 != 2) entered.add(edges.sources[i], edges.targets[i]);
  }
  const std::vector<NodeId> root{0};
  const EdgeGraph graph = edges.graph();
  EXPECT_EQ(value_or_throw(levels(graph, root, {.filter = {.labels = "-C"}, .threads = 2})),
            plain_levels(entered, 0, Direction::out));
  EXPECT_EQ(value_or_throw(levels(graph, root, {.filter = {.labels = "/C"}, .threads = 2})),
            plain_levels(walked_on, 0, Direction::out));
}

TEST(Levels, are_the_same_with_several_threads) {
  for (const std::size_t per_node : {2u, 8u}) {
    for (std::uint32_t seed = 0; seed < 3; ++seed) {
      const NodeId nodes = 200'000;
      const EdgeGraph graph = random_edges(seed, nodes, per_node * nodes).graph();
      for (const Direction direction : {Direction::out, Direction::both}) {
        const std::vector<NodeId> roots{1, 2};
        const auto alone = value_or_throw(levels(graph, roots, {.filter = {.direction = direction}}));
        const auto together = value_or_throw(levels(graph, roots, {.filter = {.direction = direction}, .threads = 3}));
        EXPECT_EQ(together, alone);
      }
    }
  }
}

TEST(Levels, end_when_they_are_told_to) {
  const EdgeGraph graph = random_edges(1, 1000, 9000).graph();
  CancelToken token;
  token.cancel();
  const std::vector<NodeId> roots{0};
  const Stop stop{.cancel = &token};
  EXPECT_EQ(levels(graph, roots, {}, stop).error().code, Errc::cancelled);
  EXPECT_EQ(bfs_tree(graph, roots, {}, stop).error().code, Errc::cancelled);
  EXPECT_EQ(levels_from_each(graph, roots, {}, {.stop = stop}).error().code, Errc::cancelled);
}

TEST(LevelTree, has_the_levels_and_the_parents_of_one_search) {
  for (const SampleEdges& edges : {labelled(random_edges(1, 90, 120)), labelled(random_edges(3, 60, 500)),
                                   graph::scattered(labelled(random_edges(2, 150, 700)), 3)}) {
    const EdgeGraph graph = edges.graph();
    const std::vector<NodeId> roots{4, 7, 4};
    for (const char* labels : {"", "-C", "/C"}) {
      for (const std::uint32_t depth : {0u, 2u, kAnyDepth}) {
        const LevelOptions options{.filter = {.labels = labels}, .max_depth = depth};
        const LevelTree tree = value_or_throw(level_tree(graph, roots, options));
        EXPECT_EQ(tree.levels, value_or_throw(levels(graph, roots, options)));
        EXPECT_EQ(tree.parents, value_or_throw(bfs_tree(graph, roots, options)));
      }
    }
  }
}

TEST(LevelsFromEach, are_the_levels_of_every_root) {
  for (const SampleEdges& edges :
       {labelled(random_edges(1, 90, 120)), graph::scattered(labelled(random_edges(2, 150, 700)), 3)}) {
    const EdgeGraph graph = edges.graph();
    std::vector<NodeId> roots;
    for (NodeId i = 0; i < edges.nodes; ++i) roots.push_back(i * 7 % edges.nodes);
    roots.push_back(roots.front());
    for (const Direction direction : kDirections) {
      for (const char* labels : {"", "-C", "/C"}) {
        const LevelOptions options{.filter = {.direction = direction, .labels = labels}, .max_depth = 4, .threads = 2};
        const Levels all = value_or_throw(levels_from_each(graph, roots, options));
        ASSERT_EQ(all.size(), roots.size() * edges.nodes);
        for (std::size_t i = 0; i < roots.size(); ++i) {
          const auto begin = all.begin() + static_cast<std::ptrdiff_t>(i * edges.nodes);
          EXPECT_EQ(Levels(begin, begin + edges.nodes), value_or_throw(levels(graph, {&roots[i], 1}, options)));
        }
      }
    }
  }
}

TEST(LevelsFromEach, of_too_many_roots_are_an_error) {
  const EdgeGraph graph = random_edges(1, 1000, 9000).graph();
  const std::vector<NodeId> roots(100, 5);
  EXPECT_EQ(levels_from_each(graph, roots, {}, {.memory = 399'999}).error().code, Errc::limit);
  const NodeId nobody = 1000;
  EXPECT_EQ(levels_from_each(graph, {&nobody, 1}).error().code, Errc::not_found);
  EXPECT_TRUE(value_or_throw(levels_from_each(graph, {})).empty());
}

TEST(BfsTree, has_parents_one_level_nearer) {
  const std::vector<NodeId> roots{1, 3};
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      for (const std::uint32_t depth : {2u, kAnyDepth}) {
        const Levels levels = slow_levels(edges, roots, direction, depth);
        const auto parents =
            value_or_throw(bfs_tree(graph, roots, {.filter = {.direction = direction}, .max_depth = depth}));
        for (NodeId node = 0; node < edges.nodes; ++node) {
          ASSERT_EQ(parents[node] == kNoNode, levels[node] <= 0);
          if (levels[node] <= 0) continue;
          EXPECT_EQ(levels[parents[node]], levels[node] - 1);
          EXPECT_EQ(step_weight(edges, parents[node], node, direction, false), 1);
        }
      }
    }
  }
}

// 3 is next to 1 and 2; 2 was found first, and so was what is behind it.
TEST(BfsTree, has_the_parent_that_was_found_first) {
  SampleEdges edges{.nodes = 4};
  edges.add(0, 2);
  edges.add(0, 1);
  edges.add(1, 3);
  edges.add(2, 3);
  const std::vector<NodeId> root{0};
  EXPECT_EQ(value_or_throw(bfs_tree(edges.graph(), root)), (std::vector<NodeId>{kNoNode, 0, 0, 2}));
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
