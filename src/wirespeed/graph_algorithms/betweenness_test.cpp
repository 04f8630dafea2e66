#include "wirespeed/graph_algorithms/betweenness.hpp"

#include <map>
#include <numeric>

#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// Shortest ways between all pairs: their lengths, and how many there are.
struct Pairs {
  std::vector<std::vector<double>> far;
  std::vector<std::vector<double>> ways;
  std::vector<std::map<NodeId, double>> next;  // neighbours by the lightest relationship

  Pairs(const SampleEdges& edges, Direction direction, bool weighted) : next(edges.nodes) {
    for (NodeId node = 0; node < edges.nodes; ++node) {
      for (const auto& [neighbor, weight] : neighbors_in(edges, node, direction)) {
        const auto kept = next[node].try_emplace(neighbor, weighted ? weight : 1).first;
        if (weighted) kept->second = std::min(kept->second, weight);
      }
    }
    for (NodeId source = 0; source < edges.nodes; ++source) {
      far.push_back(slow_distances(edges, source, direction, weighted));
      ways.push_back(count_from(source));
    }
  }

  bool are_on_a_way(NodeId source, NodeId node, NodeId target) const {
    return std::isfinite(far[source][target]) && far[source][node] + far[node][target] == far[source][target];
  }

 private:
  std::vector<double> count_from(NodeId source) const {
    const std::vector<double>& there = far[source];
    std::vector<NodeId> order(there.size());
    std::iota(order.begin(), order.end(), NodeId{0});
    std::ranges::sort(order, {}, [&](NodeId node) { return there[node]; });
    std::vector<double> count(there.size());
    count[source] = 1;
    for (const NodeId node : order) {
      if (!std::isfinite(there[node])) break;
      for (const auto& [neighbor, weight] : next[node]) {
        if (neighbor != node && there[node] + weight == there[neighbor]) count[neighbor] += count[node];
      }
    }
    return count;
  }
};

std::vector<SampleEdges> positive_samples() {
  std::vector<SampleEdges> all = samples();
  for (SampleEdges& edges : all) {
    for (double& weight : edges.weights) weight += 0.25;
  }
  return all;
}

// Not normalized, of the sources named.
std::vector<double> slow_sums(const Pairs& pairs, const std::vector<NodeId>& sources, bool endpoints) {
  const auto nodes = static_cast<NodeId>(pairs.far.size());
  std::vector<double> sums(nodes);
  for (const NodeId source : sources) {
    for (NodeId target = 0; target < nodes; ++target) {
      for (NodeId node = 0; node < nodes; ++node) {
        if (source == target || !pairs.are_on_a_way(source, node, target)) continue;
        if (!endpoints && (node == source || node == target)) continue;
        sums[node] += pairs.ways[source][node] * pairs.ways[node][target] / pairs.ways[source][target];
      }
    }
  }
  return sums;
}

std::vector<NodeId> everyone(NodeId nodes) {
  std::vector<NodeId> all(nodes);
  std::iota(all.begin(), all.end(), NodeId{0});
  return all;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-9) << i;
}

TEST(Betweenness, is_the_share_of_shortest_ways_through_a_node) {
  for (const SampleEdges& edges : positive_samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      for (const bool weighted : {false, true}) {
        const Pairs pairs(edges, direction, weighted);
        for (const bool endpoints : {false, true}) {
          BetweennessOptions options{.scope = {direction}, .weighted = weighted, .normalized = false};
          options.endpoints = endpoints;
          std::vector<double> expected = slow_sums(pairs, everyone(edges.nodes), endpoints);
          for (double& one : expected) one /= direction == Direction::both ? 2 : 1;
          expect_near(value_or_throw(betweenness(graph, options)), expected);
        }
      }
    }
  }
}

TEST(Betweenness, of_several_threads_is_that_of_one) {
  const SampleEdges edges = random_edges(7, 60, 300);
  const EdgeGraph graph = edges.graph();
  for (const bool weighted : {false, true}) {
    const auto one = value_or_throw(betweenness(graph, {.weighted = weighted}));
    expect_near(value_or_throw(betweenness(graph, {.weighted = weighted, .threads = 3})), one);
    const auto edge = value_or_throw(edge_betweenness(graph, {.weighted = weighted}));
    expect_near(value_or_throw(edge_betweenness(graph, {.weighted = weighted, .threads = 3})).values, edge.values);
  }
}

TEST(Betweenness, of_a_sample_is_scaled_to_all) {
  const SampleEdges edges = random_edges(3, 30, 90);
  const EdgeGraph graph = edges.graph();
  const std::vector<NodeId> sources{4, 9, 9, 20};
  const auto found = value_or_throw(betweenness(graph, {.normalized = false, .sources = {.nodes = sources}}));
  const auto sums = slow_sums(Pairs(edges, Direction::out, false), {4, 9, 20}, false);
  for (NodeId node = 0; node < edges.nodes; ++node) {
    const bool is_source = std::ranges::find(sources, node) != sources.end();
    EXPECT_NEAR(found[node], sums[node] * 29 / (is_source ? 2 : 3), 1e-9);
  }
  const auto some = value_or_throw(betweenness(graph, {.sources = {.k = 10, .seed = 5}}));
  EXPECT_EQ(some, value_or_throw(betweenness(graph, {.sources = {.k = 10, .seed = 5}})));
  EXPECT_NE(some, value_or_throw(betweenness(graph, {.sources = {.k = 10, .seed = 6}})));
}

TEST(EdgeBetweenness, is_the_share_of_shortest_ways_along_it) {
  for (const SampleEdges& edges : positive_samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : {Direction::out, Direction::both}) {
      const Pairs pairs(edges, direction, true);
      std::map<std::pair<NodeId, NodeId>, double> expected;
      for (NodeId a = 0; a < edges.nodes; ++a) {
        for (const auto& [b, weight] : pairs.next[a]) {
          const bool turns = direction == Direction::both && b < a;
          double& sum = expected[turns ? std::pair(b, a) : std::pair(a, b)];
          if (a == b) continue;
          for (NodeId source = 0; source < edges.nodes; ++source) {
            for (NodeId target = 0; target < edges.nodes; ++target) {
              if (source == target || !std::isfinite(pairs.far[source][target])) continue;
              if (pairs.far[source][a] + weight + pairs.far[b][target] != pairs.far[source][target]) continue;
              const double half = direction == Direction::both ? 0.5 : 1;
              sum += half * pairs.ways[source][a] * pairs.ways[b][target] / pairs.ways[source][target];
            }
          }
        }
      }
      const auto found =
          value_or_throw(edge_betweenness(graph, {.scope = {direction}, .weighted = true, .normalized = false}));
      ASSERT_EQ(found.values.size(), expected.size());
      std::size_t i = 0;
      for (const auto& [pair, value] : expected) {
        EXPECT_EQ((std::pair(found.sources[i], found.targets[i])), pair);
        EXPECT_NEAR(found.values[i++], value, 1e-9);
      }
    }
  }
}

TEST(Betweenness, refuses_what_it_cannot_answer) {
  SampleEdges edges = random_edges(1, 10, 20);
  EXPECT_EQ(betweenness(edges.graph(), {.sources = {.k = 11}}).error().code, Errc::invalid_argument);
  const std::vector<NodeId> wrong{10};
  EXPECT_EQ(betweenness(edges.graph(), {.sources = {.nodes = wrong}}).error().code, Errc::not_found);
  EXPECT_EQ(betweenness(edges.graph(), {.sources = {.nodes = wrong, .k = 1}}).error().code, Errc::invalid_argument);
  edges.weights[3] = -1;
  EXPECT_EQ(betweenness(edges.graph(), {.weighted = true}).error().code, Errc::invalid_argument);
  CancelToken token;
  token.cancel();
  EXPECT_EQ(betweenness(edges.graph(), {}, {.cancel = &token}).error().code, Errc::cancelled);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
