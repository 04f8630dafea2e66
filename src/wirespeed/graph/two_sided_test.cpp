#include "wirespeed/graph/two_sided.hpp"

#include <algorithm>

#include "wirespeed/graph/edge_graph_fixture.hpp"

namespace wirespeed::graph {
namespace {

using Way = std::vector<NodeId>;

std::vector<Way> ways_of(const Paths& paths) {
  std::vector<Way> ways;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    ways.emplace_back(paths.nodes.begin() + paths.offsets[i], paths.nodes.begin() + paths.offsets[i + 1]);
  }
  return ways;
}

Paths meet(const EdgeGraph& graph, const TwoSidedOptions& options, const Starts& starts, const Starts& ends) {
  return value_or_throw(value_or_throw(TwoSidedTraversal::compile(graph, options)).paths(starts, ends));
}

std::vector<Way> sorted(std::vector<Way> ways) {
  std::ranges::sort(ways);
  return ways;
}

// 0 -> 1 -> 3 -> 4, 0 -> 2 -> 3, 0 -> 4
SampleEdges diamond() {
  SampleEdges edges{.nodes = 5};
  for (const auto& [source, target] : {std::pair(0, 1), {1, 3}, {0, 2}, {2, 3}, {3, 4}, {0, 4}}) {
    edges.add(static_cast<NodeId>(source), static_cast<NodeId>(target));
  }
  return edges;
}

TwoSidedOptions along(Uniqueness uniqueness, Sides sides = Sides::alternating) {
  return {.start = {.order = Order::breadth_first, .uniqueness = uniqueness, .relationships = ">"}, .sides = sides};
}

TEST(TwoSided, finds_each_path_once) {
  const EdgeGraph graph = diamond().graph();
  for (const Sides sides : {Sides::alternating, Sides::level}) {
    const Paths found = meet(graph, along(Uniqueness::node_path, sides), 0, 4);
    EXPECT_EQ(sorted(ways_of(found)), (std::vector<Way>{{0, 1, 3, 4}, {0, 2, 3, 4}, {0, 4}}));
    EXPECT_EQ(found.relationships.size(), 7u);
  }
}

TEST(TwoSided, ends_with_the_shortest_where_it_is_told_to) {
  const EdgeGraph graph = diamond().graph();
  TwoSidedOptions options = along(Uniqueness::node_path, Sides::level_stop_on_result);
  options.collisions = Collisions::shortest;
  EXPECT_EQ(ways_of(meet(graph, options, 0, 4)), (std::vector<Way>{{0, 4}}));
  EXPECT_EQ(sorted(ways_of(meet(graph, options, 0, 3))), (std::vector<Way>{{0, 1, 3}, {0, 2, 3}}));
}

TEST(TwoSided, a_node_that_one_side_has_entered_is_closed_to_the_other) {
  const EdgeGraph graph = diamond().graph();
  EXPECT_EQ(ways_of(meet(graph, along(Uniqueness::node_global), 0, 4)), std::vector<Way>());
}

TEST(TwoSided, a_start_that_is_the_end_is_a_path_of_its_own) {
  const EdgeGraph graph = diamond().graph();
  EXPECT_EQ(ways_of(meet(graph, along(Uniqueness::node_path), 2, 2)), (std::vector<Way>{{2}}));
}

TEST(TwoSided, takes_paths_as_long_as_is_asked) {
  const EdgeGraph graph = diamond().graph();
  TwoSidedOptions options = along(Uniqueness::node_path);
  options.max_length = 2;
  EXPECT_EQ(ways_of(meet(graph, options, 0, 4)), (std::vector<Way>{{0, 4}}));
  options.max_length = 9;
  options.min_length = 2;
  EXPECT_EQ(sorted(ways_of(meet(graph, options, 0, 4))), (std::vector<Way>{{0, 1, 3, 4}, {0, 2, 3, 4}}));
}

TEST(TwoSided, the_other_side_may_walk_by_words_of_its_own) {
  const EdgeGraph graph = diamond().graph();
  TwoSidedOptions options = along(Uniqueness::node_path);
  options.end.emplace(TraversalOptions{.order = Order::breadth_first, .relationships = "<", .deny_nodes = {1}});
  EXPECT_EQ(sorted(ways_of(meet(graph, options, 0, 4))), (std::vector<Way>{{0, 1, 3, 4}, {0, 2, 3, 4}, {0, 4}}));
  options.start.deny_nodes = {1};  // from the end, 1 is denied already
  EXPECT_EQ(sorted(ways_of(meet(graph, options, 0, 4))), (std::vector<Way>{{0, 2, 3, 4}, {0, 4}}));
}

TEST(TwoSided, finds_what_one_side_finds_alone) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const EdgeGraph graph = scattered(random_edges(seed, 9, 16), seed).graph();
    for (const Uniqueness uniqueness : {Uniqueness::node_path, Uniqueness::relationship_path}) {
      const Traversal alone = value_or_throw(Traversal::compile(
          graph, {.uniqueness = uniqueness, .relationships = ">", .max_depth = 4, .end_nodes = {5}}));
      TwoSidedOptions options = along(uniqueness, seed % 2 == 0 ? Sides::alternating : Sides::level);
      options.start.max_depth = 4;
      options.max_length = 4;
      EXPECT_EQ(sorted(ways_of(meet(graph, options, 0, 5))), sorted(ways_of(value_or_throw(alone.paths(0)))))
          << "seed " << seed;
    }
  }
}

TEST(TwoSided, limits_end_it_or_are_errors) {
  const EdgeGraph graph = diamond().graph();
  const auto both = value_or_throw(TwoSidedTraversal::compile(graph, along(Uniqueness::node_path)));
  EXPECT_EQ(value_or_throw(both.paths(0, 4, {.rows = 2})).size(), 2u);
  EXPECT_EQ(both.paths(0, 4, {.max_rows = 2}).error().code, Errc::limit);
  EXPECT_EQ(both.paths(0, 7).error().code, Errc::not_found);
}

TEST(TwoSided, what_both_sides_hold_is_held_together) {
  const EdgeGraph graph = random_edges(1, 100, 2000).graph();
  TwoSidedOptions options = along(Uniqueness::node_path);
  options.start.max_depth = 3;
  options.min_length = 7;
  const auto both = value_or_throw(TwoSidedTraversal::compile(graph, options));
  EXPECT_EQ(value_or_throw(both.paths(0, 1)).size(), 0u);
  EXPECT_EQ(both.paths(0, 1, {.memory = 250'000}).error().code, Errc::limit);
}

TEST(TwoSided, a_path_is_held_once_however_often_its_sides_meet) {
  SampleEdges chain{.nodes = 6000};
  for (NodeId node = 1; node < chain.nodes; ++node) chain.add(node - 1, node);
  const EdgeGraph graph = chain.graph();
  const auto both = value_or_throw(TwoSidedTraversal::compile(graph, along(Uniqueness::node_path)));
  EXPECT_EQ(value_or_throw(both.paths(0, 5999, {.memory = 50'000'000})).size(), 1u);
}

TEST(TwoSided, names_are_read) {
  EXPECT_EQ(value_or_throw(parse_sides("level_stop_on_result")), Sides::level_stop_on_result);
  EXPECT_EQ(parse_sides("both").error().code, Errc::invalid_argument);
  EXPECT_EQ(value_or_throw(parse_collisions("shortest")), Collisions::shortest);
  EXPECT_EQ(parse_collisions("longest").error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace wirespeed::graph
