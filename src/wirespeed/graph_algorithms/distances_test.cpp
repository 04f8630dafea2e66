#include "wirespeed/graph_algorithms/distances.hpp"

#include "wirespeed/graph_algorithms/large_fixture.hpp"
#include "wirespeed/graph_algorithms/path_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

TEST(Distances, are_the_least_sums_of_weights) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      for (const bool weighted : {true, false}) {
        EXPECT_EQ(value_or_throw(distances(graph, 1, {direction, weighted, {}})),
                  slow_distances(edges, 1, direction, weighted));
      }
    }
  }
}

TEST(Distances, are_the_same_with_several_threads) {
  for (const std::uint32_t seed : {1U, 2U}) {
    SampleEdges edges = labelled(hubs_and_hermits(seed, 60'000, 400'000));
    std::mt19937 random(seed);
    for (double& weight : edges.weights) weight = static_cast<double>(random()) / 1e9;
    const EdgeGraph graph = edges.graph();
    for (const char* labels : {"", "-A"}) {
      for (const bool weighted : {true, false}) {
        DistanceOptions options{.direction = Direction::both, .weighted = weighted, .labels = labels};
        const auto alone = value_or_throw(distances(graph, 3, options));
        for (const unsigned threads : {2U, 5U, 0U}) {
          options.threads = threads;
          EXPECT_TRUE(value_or_throw(distances(graph, 3, options)) == alone);
        }
      }
    }
  }
}

TEST(Distances, of_some_targets_come_in_their_order) {
  const SampleEdges edges = random_edges(3, 40, 120);
  const EdgeGraph graph = edges.graph();
  const auto expected = slow_distances(edges, 0, Direction::out, true);
  const std::vector<NodeId> targets{7, 3, 7, 0};
  const auto some = value_or_throw(distances(graph, 0, {.targets = targets}));
  EXPECT_EQ(some, (std::vector<double>{expected[7], expected[3], expected[7], 0}));
}

TEST(Distances, over_a_negative_weight_are_refused) {
  SampleEdges edges{.nodes = 2, .sources = {0}, .targets = {1}, .weights = {-1}};
  EXPECT_EQ(distances(edges.graph(), 0).error().code, Errc::invalid_argument);
}

// From whichever source is nearest.
std::vector<double> slow_from_many(const SampleEdges& edges, const std::vector<NodeId>& sources, bool weighted) {
  std::vector<double> least(edges.nodes, INFINITY);
  for (const NodeId source : sources) {
    const auto far = slow_distances(edges, source, Direction::out, weighted);
    for (NodeId node = 0; node < edges.nodes; ++node) least[node] = std::min(least[node], far[node]);
  }
  return least;
}

TEST(Distances, from_several_sources_are_those_from_the_nearest) {
  const std::vector<NodeId> sources{3, 1, 4, 1};
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const bool weighted : {true, false}) {
      const auto expected = slow_from_many(edges, sources, weighted);
      EXPECT_EQ(value_or_throw(distance_tree(graph, sources, {.weighted = weighted})).distances, expected);
      const std::vector<NodeId> targets{2, 0};
      EXPECT_EQ(value_or_throw(distance_tree(graph, sources, {.weighted = weighted, .targets = targets})).distances,
                (std::vector<double>{expected[2], expected[0]}));
    }
  }
}

// Each parent is nearer by the weight between, and all lead back to a source.
void expect_tree(const SampleEdges& edges, const Tree& tree, const std::vector<NodeId>& sources, bool weighted) {
  ASSERT_EQ(tree.parents.size(), edges.nodes);
  for (NodeId node = 0; node < edges.nodes; ++node) {
    const bool is_source = std::ranges::find(sources, node) != sources.end();
    const NodeId parent = tree.parents[node];
    ASSERT_EQ(parent == kNoNode, is_source || !std::isfinite(tree.distances[node]));
    if (parent == kNoNode) continue;
    EXPECT_EQ(tree.distances[parent] + step_weight(edges, parent, node, Direction::out, weighted),
              tree.distances[node]);
    NodeId end = node;
    for (NodeId steps = 0; steps <= edges.nodes && tree.parents[end] != kNoNode; ++steps) end = tree.parents[end];
    EXPECT_NE(std::ranges::find(sources, end), sources.end());
  }
}

TEST(Distances, have_predecessors_that_lead_back) {
  const std::vector<NodeId> sources{0, 2};
  for (SampleEdges edges : samples()) {
    for (double& weight : edges.weights) weight = std::floor(weight / 10);
    for (const bool weighted : {true, false}) {
      const EdgeGraph graph = edges.graph();
      const Tree tree = value_or_throw(distance_tree(graph, sources, {.weighted = weighted, .predecessors = true}));
      EXPECT_EQ(tree.distances, slow_from_many(edges, sources, weighted));
      expect_tree(edges, tree, sources, weighted);
    }
  }
}

TEST(Distances, of_targets_have_predecessors_too) {
  const SampleEdges edges{.nodes = 4, .sources = {0, 1}, .targets = {1, 2}, .weights = {2, 3}};
  const EdgeGraph graph = edges.graph();
  const NodeId source = 0;
  const std::vector<NodeId> targets{2, 3, 0};
  const Tree tree = value_or_throw(distance_tree(graph, {&source, 1}, {.targets = targets, .predecessors = true}));
  EXPECT_EQ(tree.distances, (std::vector<double>{5, INFINITY, 0}));
  EXPECT_EQ(tree.parents, (std::vector<NodeId>{1, kNoNode, kNoNode}));
}

TEST(Distances, beyond_the_greatest_are_none) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const bool weighted : {true, false}) {
      for (const double limit : {0.0, 2.5, 20.0}) {
        auto expected = slow_distances(edges, 1, Direction::out, weighted);
        for (double& far : expected) {
          if (far > limit) far = INFINITY;
        }
        EXPECT_EQ(value_or_throw(distances(graph, 1, {.weighted = weighted, .max_distance = limit})), expected);
        const std::vector<NodeId> targets{4, 3};
        EXPECT_EQ(
            value_or_throw(distances(graph, 1, {.weighted = weighted, .targets = targets, .max_distance = limit})),
            (std::vector<double>{expected[4], expected[3]}));
      }
    }
  }
}

TEST(Distances, keep_to_types_and_labels) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const SampleEdges typed = random_edges(seed, 40, 160, 3);
    SampleEdges marked = labelled(random_edges(seed, 40, 160));
    for (const bool weighted : {true, false}) {
      EXPECT_EQ(value_or_throw(distances(typed.graph(), 0, {.weighted = weighted, .relationships = "A>|B>"})),
                slow_distances(of_types(typed, {0, 1}), 0, Direction::out, weighted));
      EXPECT_EQ(value_or_throw(distances(marked.graph(), 2, {.weighted = weighted, .labels = "-C"})),
                slow_distances(without_c_between(marked, {2}), 2, Direction::out, weighted));
    }
  }
}

TEST(Distances, of_very_different_weights_are_right) {
  SampleEdges edges = random_edges(7, 300, 1500);
  const std::vector<double> scales{0, 1e-9, 1e-3, 1, 1e6, 1e12};
  for (std::size_t i = 0; i < edges.weights.size(); ++i) edges.weights[i] *= scales[i % scales.size()];
  const auto expected = slow_distances(edges, 0, Direction::out, true);
  const auto found = value_or_throw(distances(edges.graph(), 0));
  for (NodeId node = 0; node < edges.nodes; ++node) EXPECT_EQ(found[node], expected[node]);
}

TEST(Distances, of_a_long_chain_are_right) {
  SampleEdges edges{.nodes = 50'000};
  for (NodeId node = 0; node + 1 < edges.nodes; ++node) {
    edges.add(node, node + 1);
    edges.weights.push_back(node % 7);
  }
  const auto found = value_or_throw(distances(edges.graph(), 0));
  double expected = 0;
  for (NodeId node = 0; node < edges.nodes; ++node) {
    ASSERT_EQ(found[node], expected);
    expected += node % 7;
  }
}

TEST(Distances, that_are_infinite_are_no_way) {
  const SampleEdges edges{.nodes = 3, .sources = {0, 0}, .targets = {1, 2}, .weights = {INFINITY, 1}};
  EXPECT_EQ(value_or_throw(distances(edges.graph(), 0)), (std::vector<double>{0, INFINITY, 1}));
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
