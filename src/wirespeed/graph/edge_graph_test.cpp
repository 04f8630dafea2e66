#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "wirespeed/graph/components.hpp"
#include "wirespeed/graph/distances.hpp"
#include "wirespeed/graph/edge_graph_fixture.hpp"
#include "wirespeed/graph/levels.hpp"
#include "wirespeed/graph/pagerank.hpp"
#include "wirespeed/graph/similar.hpp"

namespace wirespeed::graph {
namespace {

// Bellman and Ford, until nothing changes.
std::vector<double> slow_distances(const SampleEdges& edges, NodeId source, Direction direction, bool weighted) {
  std::vector<double> far(edges.nodes, INFINITY);
  far[source] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (NodeId node = 0; node < edges.nodes; ++node) {
      for (const auto& [neighbor, weight] : neighbors_in(edges, node, direction)) {
        const double there = far[node] + (weighted ? weight : 1);
        if (there < far[neighbor]) changed = true;
        far[neighbor] = std::min(far[neighbor], there);
      }
    }
  }
  return far;
}

std::vector<bool> reached(const SampleEdges& edges, NodeId from, Direction direction) {
  const std::vector<double> far = slow_distances(edges, from, direction, false);
  std::vector<bool> is_reached(far.size());
  for (std::size_t i = 0; i < far.size(); ++i) is_reached[i] = std::isfinite(far[i]);
  return is_reached;
}

std::set<NodeId> neighbor_set(const SampleEdges& edges, NodeId node, Direction direction) {
  std::set<NodeId> set;
  for (const auto& [neighbor, weight] : neighbors_in(edges, node, direction)) set.insert(neighbor);
  return set;
}

// The shapes that matter: sparse, dense, without edges, several types, more edges than the search from ahead likes.
std::vector<SampleEdges> samples() {
  std::vector<SampleEdges> all;
  for (std::uint32_t seed = 0; seed < 12; ++seed) {
    all.push_back(random_edges(seed, 40, 30));
    all.push_back(random_edges(seed, 40, 60, 3));
    all.push_back(random_edges(seed, 60, 500));
  }
  all.push_back({.nodes = 5});
  return all;
}

TEST(EdgeGraph, rows_hold_every_edge_from_both_ends) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    EXPECT_EQ(graph.relationship_count(), edges.sources.size());
    for (NodeId node = 0; node < edges.nodes; ++node) {
      for (const Direction direction : kDirections) {
        EXPECT_EQ(degree_of(graph, node, direction), neighbors_in(edges, node, direction).size());
      }
    }
  }
}

TEST(EdgeGraph, what_does_not_fit_is_named) {
  SampleEdges edges{.nodes = 3, .sources = {0, 1}, .targets = {1, 3}};
  EXPECT_EQ(EdgeGraph::from_edges(edges.table()).error().message,
            "from_edges: the target of edge 1: expected a node below 3, found 3");
  edges.targets = {1};
  EXPECT_EQ(EdgeGraph::from_edges(edges.table()).error().message,
            "from_edges: expected as many targets as sources, 2, found 1");
  edges.targets = {1, 2};
  edges.weights = {1.0, NAN};
  EXPECT_EQ(EdgeGraph::from_edges(edges.table()).error().message, "from_edges: the weight of edge 1 is not a number");
}

TEST(Levels, are_the_least_number_of_relationships) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      const auto levels = value_or_throw(levels_from(graph, 2, direction));
      const auto expected = slow_distances(edges, 2, direction, false);
      for (NodeId node = 0; node < edges.nodes; ++node) {
        EXPECT_EQ(levels[node], std::isfinite(expected[node]) ? static_cast<int>(expected[node]) : -1);
      }
    }
  }
}

TEST(Levels, of_a_node_that_is_not_there_are_an_error) {
  EXPECT_EQ(levels_from(random_edges(1, 5, 5).graph(), 5, Direction::out).error().code, Errc::not_found);
}

TEST(Distances, are_the_least_sums_of_weights) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      for (const bool weighted : {true, false}) {
        EXPECT_EQ(value_or_throw(distances_from(graph, 1, {direction, weighted, {}})),
                  slow_distances(edges, 1, direction, weighted));
      }
    }
  }
}

TEST(Distances, of_some_targets_come_in_their_order) {
  const SampleEdges edges = random_edges(3, 40, 120);
  const EdgeGraph graph = edges.graph();
  const auto expected = slow_distances(edges, 0, Direction::out, true);
  const std::vector<NodeId> targets{7, 3, 7, 0};
  const auto some = value_or_throw(distances_from(graph, 0, {.targets = targets}));
  EXPECT_EQ(some, (std::vector<double>{expected[7], expected[3], expected[7], 0}));
}

TEST(Distances, over_a_negative_weight_are_refused) {
  SampleEdges edges{.nodes = 2, .sources = {0}, .targets = {1}, .weights = {-1}};
  EXPECT_EQ(distances_from(edges.graph(), 0).error().code, Errc::invalid_argument);
}

TEST(Components, weak_ones_hang_together_from_either_end) {
  for (const SampleEdges& edges : samples()) {
    const auto component = value_or_throw(weak_components(edges.graph()));
    for (NodeId a = 0; a < edges.nodes; ++a) {
      const auto together = reached(edges, a, Direction::both);
      for (NodeId b = 0; b < edges.nodes; ++b) EXPECT_EQ(component[a] == component[b], together[b]);
    }
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

TEST(Components, are_numbered_by_their_first_node) {
  const SampleEdges edges{.nodes = 5, .sources = {4, 3}, .targets = {0, 1}};
  EXPECT_EQ(value_or_throw(weak_components(edges.graph())), (std::vector<std::uint32_t>{0, 1, 2, 1, 0}));
  EXPECT_EQ(value_or_throw(strong_components(edges.graph())), (std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
}

TEST(Components, of_a_long_path_do_not_overflow_the_stack) {
  SampleEdges edges{.nodes = 300'000};
  for (NodeId node = 0; node + 1 < edges.nodes; ++node) edges.add(node, node + 1);
  const auto strong = value_or_throw(strong_components(edges.graph()));
  EXPECT_EQ(strong.back(), edges.nodes - 1);
}

TEST(Pagerank, is_where_the_walk_is) {
  for (const SampleEdges& edges : samples()) {
    const auto ranks = value_or_throw(pagerank(edges.graph(), {.tolerance = 1e-14, .max_iterations = 1000}));
    std::vector<double> next(edges.nodes, 0.15 / edges.nodes);
    for (NodeId node = 0; node < edges.nodes; ++node) {
      const auto targets = neighbors_in(edges, node, Direction::out);
      for (const auto& [target, weight] : targets) {
        next[target] += 0.85 * ranks[node] / static_cast<double>(targets.size());
      }
      for (double& rank : next) rank += targets.empty() ? 0.85 * ranks[node] / edges.nodes : 0;
    }
    for (NodeId node = 0; node < edges.nodes; ++node) EXPECT_NEAR(ranks[node], next[node], 1e-12);
    EXPECT_NEAR(std::accumulate(ranks.begin(), ranks.end(), 0.0), 1, 1e-12);
  }
}

TEST(Pagerank, that_has_not_settled_is_an_error) {
  EXPECT_EQ(pagerank(random_edges(1, 20, 60).graph(), {.tolerance = 0, .max_iterations = 3}).error().code, Errc::limit);
}

TEST(Similar, scores_are_those_of_the_sets_of_neighbors) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      const Similar all = value_or_throw(similar(graph, 1, edges.nodes, Similarity::jaccard, direction));
      const std::set<NodeId> own = neighbor_set(edges, 1, direction);
      std::vector<std::pair<double, NodeId>> expected;
      for (NodeId other = 0; other < edges.nodes; ++other) {
        const std::set<NodeId> theirs = neighbor_set(edges, other, direction);
        std::vector<NodeId> shared;
        std::ranges::set_intersection(own, theirs, std::back_inserter(shared));
        const auto common = static_cast<double>(shared.size());
        if (other == 1 || shared.empty()) continue;
        expected.emplace_back(-common / (static_cast<double>(own.size() + theirs.size()) - common), other);
      }
      std::ranges::sort(expected);
      ASSERT_EQ(all.nodes.size(), expected.size());
      for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(all.nodes[i], expected[i].second);
        EXPECT_EQ(all.scores[i], -expected[i].first);
      }
    }
  }
}

TEST(Similar, other_metrics_weigh_the_shared_ones_otherwise) {
  // 0 and 1 share node 4; 0 has two neighbours, 1 has one.
  const SampleEdges edges{.nodes = 6, .sources = {0, 0, 1}, .targets = {4, 5, 4}};
  const EdgeGraph graph = edges.graph();
  EXPECT_EQ(value_or_throw(similar(graph, 0, 5, Similarity::overlap, Direction::out)).scores, std::vector{1.0});
  EXPECT_EQ(value_or_throw(similar(graph, 0, 5, Similarity::cosine, Direction::out)).scores,
            std::vector{1 / std::sqrt(2.0)});
}

}  // namespace
}  // namespace wirespeed::graph
