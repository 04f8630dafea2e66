#include "wirespeed/graph_algorithms/closeness.hpp"

#include <numeric>

#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

struct Expected {
  double closeness = 0;
  double plain = 0;  // not times the share of nodes that are reached
  double harmonic = 0;
};

Expected expected_of(const SampleEdges& edges, NodeId node, Direction direction, bool weighted) {
  double reached = 0;
  double sum = 0;
  Expected expected;
  const std::vector<double> far = slow_distances(edges, node, direction, weighted);
  for (NodeId other = 0; other < edges.nodes; ++other) {
    if (other == node || !std::isfinite(far[other])) continue;
    reached += 1;
    sum += far[other];
    expected.harmonic += far[other] == 0 ? 0 : 1 / far[other];
  }
  expected.plain = sum > 0 ? reached / sum : 0;
  expected.closeness = sum > 0 ? expected.plain * reached / (edges.nodes - 1) : 0;
  return expected;
}

TEST(Closeness, is_what_the_distances_of_a_node_say) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    std::vector<NodeId> some{3, 0, 3};
    for (const Direction direction : kDirections) {
      for (const bool weighted : {false, true}) {
        ClosenessOptions options{.scope = {direction}, .weighted = weighted, .threads = 2};
        const auto all = value_or_throw(closeness(graph, options));
        const auto sums = value_or_throw(harmonic(graph, options));
        options.improved = false;
        const auto plain = value_or_throw(closeness(graph, options));
        options.nodes = some;
        const auto of_some = value_or_throw(closeness(graph, options));
        const auto sums_of_some = value_or_throw(harmonic(graph, options));
        for (NodeId node = 0; node < edges.nodes; ++node) {
          const Expected expected = expected_of(edges, node, direction, weighted);
          EXPECT_NEAR(all[node], expected.closeness, 1e-12);
          EXPECT_NEAR(plain[node], expected.plain, 1e-12);
          EXPECT_NEAR(sums[node], expected.harmonic, 1e-9);
        }
        for (std::size_t i = 0; i < some.size(); ++i) {
          EXPECT_EQ(of_some[i], plain[some[i]]);
          EXPECT_NEAR(sums_of_some[i], sums[some[i]], 1e-9);
        }
      }
    }
  }
}

TEST(Closeness, takes_more_sources_than_fit_one_sweep) {
  const SampleEdges edges = random_edges(5, 300, 500);
  const auto all = value_or_throw(closeness(edges.graph()));
  for (const NodeId node : {0U, 64U, 299U}) {
    EXPECT_NEAR(all[node], expected_of(edges, node, Direction::in, false).closeness, 1e-12);
  }
}

TEST(Closeness, of_a_sample_of_all_is_exact_and_of_some_near_it) {
  const SampleEdges edges = random_edges(5, 200, 2000);
  const EdgeGraph graph = edges.graph();
  const auto exact = value_or_throw(closeness(graph));
  const auto sums = value_or_throw(harmonic(graph));
  EXPECT_EQ(value_or_throw(closeness(graph, {.sources = {.k = 200}})), exact);
  const auto estimate = value_or_throw(closeness(graph, {.sources = {.k = 100, .seed = 1}}));
  const auto sums_of_some = value_or_throw(harmonic(graph, {.sources = {.k = 100, .seed = 1}}));
  for (NodeId node = 0; node < edges.nodes; ++node) {
    EXPECT_NEAR(estimate[node], exact[node], 0.1 * exact[node]);
    EXPECT_NEAR(sums_of_some[node], sums[node], 0.1 * sums[node]);
  }
}

TEST(Harmonic, of_named_sources_adds_only_theirs) {
  const SampleEdges edges{.nodes = 4, .sources = {0, 1, 2}, .targets = {1, 2, 3}};
  const std::vector<NodeId> sources{0, 2};
  EXPECT_EQ(value_or_throw(harmonic(edges.graph(), {.sources = {.nodes = sources}})),
            (std::vector<double>{0, 1, 0.5, 1 + 1.0 / 3}));
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
