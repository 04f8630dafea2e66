#include "wirespeed/graph_algorithms/personal_pagerank.hpp"

#include <numeric>

#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr PagerankOptions kExact{.tolerance = 1e-14, .max_iterations = 2000};

TEST(PersonalPagerank, of_nothing_personal_is_pagerank) {
  for (const SampleEdges& edges : samples()) {
    const auto expected = value_or_throw(pagerank(edges.graph(), kExact));
    const auto found = value_or_throw(personal_pagerank(edges.graph(), {.walk = kExact, .weighted = false}));
    for (NodeId node = 0; node < edges.nodes; ++node) EXPECT_NEAR(found[node], expected[node], 1e-12);
  }
}

TEST(PersonalPagerank, is_where_such_a_walk_is) {
  const SampleEdges edges = graph::scattered(random_edges(4, 40, 60), 9);
  std::vector<double> restart(40), dangling(40);
  restart[3] = 1;
  dangling[5] = dangling[6] = 0.5;
  const auto ranks =
      value_or_throw(personal_pagerank(edges.graph(), {.walk = kExact, .restart = restart, .dangling = dangling}));
  std::vector<double> next(40);
  for (NodeId node = 0; node < 40; ++node) next[node] = 0.15 * restart[node];
  for (NodeId node = 0; node < 40; ++node) {
    double strength = 0;
    for (const auto& [target, weight] : neighbors_in(edges, node, Direction::out)) strength += weight;
    for (const auto& [target, weight] : neighbors_in(edges, node, Direction::out)) {
      if (strength != 0) next[target] += 0.85 * ranks[node] * weight / strength;
    }
    for (NodeId i = 0; strength == 0 && i < 40; ++i) next[i] += 0.85 * ranks[node] * dangling[i];
  }
  for (NodeId node = 0; node < 40; ++node) EXPECT_NEAR(ranks[node], next[node], 1e-12);
  EXPECT_NEAR(std::accumulate(ranks.begin(), ranks.end(), 0.0), 1, 1e-12);
}

TEST(PersonalPagerank, begins_where_it_is_told) {
  std::vector<double> first(20);
  first[7] = 1;
  const auto graph = random_edges(1, 20, 60).graph();
  const auto once = personal_pagerank(graph, {.walk = {.tolerance = 1, .max_iterations = 1}, .first = first});
  EXPECT_NE(value_or_throw(once), value_or_throw(personal_pagerank(graph, {.walk = {.tolerance = 1}})));
}

TEST(PersonalPagerank, wants_a_share_for_each_node) {
  const std::vector<double> few{1};
  EXPECT_EQ(personal_pagerank(random_edges(1, 20, 60).graph(), {.restart = few}).error().code, Errc::invalid_argument);
  EXPECT_EQ(
      personal_pagerank(random_edges(1, 20, 60).graph(), {.walk = {.tolerance = 0, .max_iterations = 3}}).error().code,
      Errc::limit);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
