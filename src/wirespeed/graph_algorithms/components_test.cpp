#include "wirespeed/graph_algorithms/components.hpp"

#include <numeric>

#include "wirespeed/graph_algorithms/large_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

TEST(Components, weak_ones_hang_together_from_either_end) {
  for (const SampleEdges& edges : samples()) {
    const auto component = value_or_throw(weak_components(edges.graph()));
    for (NodeId a = 0; a < edges.nodes; ++a) {
      const auto together = reached(edges, a, Direction::both);
      for (NodeId b = 0; b < edges.nodes; ++b) EXPECT_EQ(component[a] == component[b], together[b]);
    }
  }
}

TEST(Components, weak_ones_of_large_graphs_are_those_of_plain_searches) {
  for (std::uint32_t seed = 0; seed < 6; ++seed) {
    for (const SampleEdges& edges : {hubs_and_hermits(seed, 6000, 5000 << seed % 4), random_edges(seed, 5000, 4000),
                                     hubs_and_hermits(seed, 6000, 60'000, 3), random_edges(seed, 5000, 60'000)}) {
      const auto expected = plain_components(edges);
      EXPECT_EQ(value_or_throw(weak_components(edges.graph())), expected);
      EXPECT_EQ(value_or_throw(weak_components(graph::scattered(edges, seed).graph(), {}, 2)), expected);
    }
  }
}

// Each node leads to the five behind it, so that a search in breadth goes on for long; there are several such stripes.
TEST(Components, weak_ones_of_long_stripes_with_many_relationships_are_whole) {
  for (const NodeId stripes : {1u, 2u, 7u}) {
    SampleEdges edges{.nodes = 9000 * stripes};
    for (NodeId node = 0; node + 5 * stripes < edges.nodes; ++node) {
      for (NodeId step = 1; step <= 5; ++step) edges.add(node, node + step * stripes);
    }
    EXPECT_EQ(value_or_throw(weak_components(edges.graph())), plain_components(edges));
    EXPECT_EQ(value_or_throw(weak_components(graph::scattered(edges, stripes).graph())), plain_components(edges));
  }
}

TEST(Components, strong_ones_lead_there_and_back) {
  for (const SampleEdges& edges : samples()) {
    const auto component = value_or_throw(strong_components(edges.graph()));
    for (NodeId a = 0; a < edges.nodes; ++a) {
      const auto there = reached(edges, a, Direction::out);
      const auto back = reached(edges, a, Direction::in);
      for (NodeId b = 0; b < edges.nodes; ++b) EXPECT_EQ(component[a] == component[b], there[b] && back[b]);
    }
  }
}

TEST(Components, of_several_threads_are_those_of_one) {
  for (std::uint32_t seed = 0; seed < 5; ++seed) {
    const EdgeGraph graph = random_edges(seed, 300'000, 200'000).graph();
    EXPECT_EQ(value_or_throw(weak_components(graph, {}, 4)), value_or_throw(weak_components(graph)));
  }
  const SampleEdges edges = hubs_and_hermits(1, 150'000, 700'000);
  EXPECT_EQ(value_or_throw(weak_components(edges.graph(), {}, 4)), plain_components(edges));
}

TEST(Components, are_numbered_by_their_first_node) {
  const SampleEdges edges{.nodes = 5, .sources = {4, 3}, .targets = {0, 1}};
  EXPECT_EQ(value_or_throw(weak_components(edges.graph())), (std::vector<std::uint32_t>{0, 1, 2, 1, 0}));
  EXPECT_EQ(value_or_throw(strong_components(edges.graph())), (std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
}

TEST(Components, weak_ones_end_when_they_are_told_to) {
  CancelToken token;
  token.cancel();
  for (const std::size_t edges : {100u, 9000u}) {
    EXPECT_EQ(weak_components(random_edges(1, 300, edges).graph(), {.cancel = &token}).error().code, Errc::cancelled);
  }
}

TEST(Components, strong_ones_end_when_they_are_told_to_for_the_relationships_of_few_nodes) {
  const EdgeGraph graph = random_edges(1, 300, 9000).graph();
  CancelToken token;
  token.cancel();
  EXPECT_EQ(strong_components(graph, {.cancel = &token}).error().code, Errc::cancelled);
}

TEST(Components, of_a_long_path_do_not_overflow_the_stack) {
  SampleEdges edges{.nodes = 300'000};
  for (NodeId node = 0; node + 1 < edges.nodes; ++node) edges.add(node, node + 1);
  const auto strong = value_or_throw(strong_components(edges.graph()));
  EXPECT_EQ(strong.back(), edges.nodes - 1);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
