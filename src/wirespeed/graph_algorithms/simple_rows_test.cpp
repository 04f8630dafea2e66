#include "wirespeed/graph_algorithms/simple_rows.hpp"

#include <map>

#include "wirespeed/graph_algorithms/scope.hpp"
#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

SimpleRows simple(const EdgeGraph& graph, const Scope& scope, const SimpleOptions& options) {
  return value_or_throw(SimpleRows::make(graph, value_or_throw(ways_of(graph, scope, "test")), options, "test", {}));
}

std::map<NodeId, double> row_of(const SimpleRows& rows, NodeId node) {
  std::map<NodeId, double> row;
  for (std::size_t i = 0; i < rows.degree(node); ++i) row[rows.of(node)[i]] = weight_at(rows.weights_of(node), i);
  return row;
}

TEST(SimpleRows, have_each_neighbor_once_and_in_order) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      const SimpleRows rows = simple(graph, {direction}, {.by_id = true});
      for (NodeId node = 0; node < edges.nodes; ++node) {
        const std::set<NodeId> expected = neighbor_set(edges, node, direction);
        EXPECT_TRUE(std::ranges::equal(rows.of(node), expected));
      }
    }
  }
}

TEST(SimpleRows, weigh_repeated_neighbors_as_asked) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      const SimpleRows least = simple(graph, {direction}, {.weighing = Weighing::least, .by_id = true, .loops = false});
      const SimpleRows sum = simple(graph, {direction}, {.weighing = Weighing::sum, .by_id = true, .loops = false});
      const SimpleRows count = simple(graph, {direction}, {.weighing = Weighing::count, .by_id = true, .loops = false});
      for (NodeId node = 0; node < edges.nodes; ++node) {
        std::map<NodeId, double> lightest;
        std::map<NodeId, double> all;
        std::map<NodeId, double> number;
        for (const auto& [neighbor, weight] : neighbors_in(edges, node, direction)) {
          if (neighbor == node) continue;
          const auto kept = lightest.try_emplace(neighbor, weight).first;
          kept->second = std::min(kept->second, weight);
          all[neighbor] += weight;
          number[neighbor] += 1;
        }
        EXPECT_EQ(row_of(least, node), lightest);
        EXPECT_EQ(row_of(sum, node), all);
        EXPECT_EQ(row_of(count, node), number);
      }
    }
  }
}

TEST(SimpleRows, count_a_loop_once_though_it_leads_both_ways) {
  const SampleEdges edges{.nodes = 1, .sources = {0}, .targets = {0}, .weights = {3}};
  const SimpleRows rows = simple(edges.graph(), {Direction::both}, {.weighing = Weighing::sum});
  EXPECT_EQ(row_of(rows, 0), (std::map<NodeId, double>{{0, 3}}));
}

TEST(SimpleRows, follow_only_the_types_that_are_named) {
  SampleEdges edges{.nodes = 3, .type_names = {"X", "Y"}};
  edges.add(0, 1, 0);
  edges.add(0, 2, 1);
  const EdgeGraph graph = edges.graph();
  EXPECT_EQ(row_of(simple(graph, {.relationships = "Y>"}, {}), 0), (std::map<NodeId, double>{{2, 1}}));
  EXPECT_EQ(row_of(simple(graph, {.relationships = "<Y"}, {}), 2), (std::map<NodeId, double>{{0, 1}}));
  EXPECT_EQ(ways_of(graph, {.relationships = "X>,Y>"}, "test").error().code, Errc::invalid_argument);
  EXPECT_EQ(ways_of(graph, {.relationships = "Z"}, "test").error().code, Errc::not_found);
}

TEST(SimpleRows, end_when_they_are_told_to) {
  CancelToken token;
  token.cancel();
  const EdgeGraph graph = random_edges(1, 20, 40).graph();
  const auto ways = value_or_throw(ways_of(graph, {}, "test"));
  EXPECT_EQ(SimpleRows::make(graph, ways, {}, "test", {.cancel = &token}).error().code, Errc::cancelled);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
