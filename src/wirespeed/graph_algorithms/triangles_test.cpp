#include "wirespeed/graph_algorithms/triangles.hpp"

#include <map>

#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// Sums of weights between two nodes along one direction, loops left out.
using Between = std::map<std::pair<NodeId, NodeId>, double>;

Between between(const SampleEdges& edges) {
  Between found;
  for (std::size_t i = 0; i < edges.sources.size(); ++i) {
    if (edges.sources[i] != edges.targets[i]) found[{edges.sources[i], edges.targets[i]}] += edges.weights[i];
  }
  return found;
}

double value(const Between& all, NodeId a, NodeId b, double greatest, bool weighted) {
  const auto found = all.find({a, b});
  return found == all.end() ? 0 : weighted ? std::cbrt(found->second / greatest) : 1;
}

TEST(Triangles, are_counted_at_each_of_their_nodes) {
  for (const SampleEdges& edges : samples()) {
    std::vector<std::set<NodeId>> near(edges.nodes);
    for (NodeId node = 0; node < edges.nodes; ++node) {
      near[node] = neighbor_set(edges, node, Direction::both);
      near[node].erase(node);
    }
    std::vector<std::int64_t> counts(edges.nodes);
    double closed = 0;
    double pairs = 0;
    for (NodeId node = 0; node < edges.nodes; ++node) {
      for (const NodeId a : near[node]) {
        for (const NodeId b : near[node]) counts[node] += a < b && near[a].contains(b) ? 1 : 0;
      }
      closed += 2 * static_cast<double>(counts[node]);
      pairs += static_cast<double>(near[node].size()) * (static_cast<double>(near[node].size()) - 1);
    }
    const EdgeGraph graph = edges.graph();
    for (const unsigned threads : {1U, 3U}) {
      EXPECT_EQ(value_or_throw(triangles(graph, {.threads = threads})), counts);
      EXPECT_EQ(value_or_throw(transitivity(graph, {.threads = threads})), closed == 0 ? 0 : closed / pairs);
    }
  }
}

// Every ordered pair of neighbours, every way in which three relationships can be directed.
TEST(Clustering, is_the_share_of_pairs_that_are_closed) {
  for (const SampleEdges& edges : samples()) {
    if (edges.sources.empty()) continue;
    const EdgeGraph graph = edges.graph();
    for (const bool directed : {false, true}) {
      for (const bool weighted : {false, true}) {
        Between all = between(edges);
        double greatest = 0;
        if (!directed) {
          const Between ahead = all;
          for (const auto& [pair, weight] : ahead) all[{pair.second, pair.first}] += weight;
        }
        for (const auto& [pair, weight] : all) greatest = std::max(greatest, weight);
        for (std::size_t i = 0; i < edges.sources.size(); ++i) {
          if (edges.sources[i] == edges.targets[i]) greatest = std::max(greatest, edges.weights[i]);
        }
        const auto found =
            value_or_throw(clustering(graph, {.directed = directed, .weighted = weighted, .threads = 2}));
        const auto both = [&](NodeId a, NodeId b) {
          const double ahead = value(all, a, b, greatest, weighted);
          return directed ? ahead + value(all, b, a, greatest, weighted) : ahead;
        };
        for (NodeId node = 0; node < edges.nodes; ++node) {
          double sum = 0;
          double ends = 0;
          double reciprocal = 0;
          for (NodeId a = 0; a < edges.nodes; ++a) {
            ends += (all.contains({node, a}) ? 1 : 0) + (directed && all.contains({a, node}) ? 1 : 0);
            reciprocal += directed && all.contains({node, a}) && all.contains({a, node}) ? 1 : 0;
            for (NodeId b = 0; b < edges.nodes; ++b) sum += both(node, a) * both(a, b) * both(node, b);
          }
          const double pairs = (ends * (ends - 1) - 2 * reciprocal) * (directed ? 2 : 1);
          EXPECT_NEAR(found[node], sum == 0 ? 0 : sum / pairs, 1e-9);
        }
      }
    }
  }
}

TEST(Clustering, looks_at_the_asked_types_alone) {
  SampleEdges edges{.nodes = 3, .weights = {2, 2, 2, 100, 50}, .type_names = {"A", "B"}};
  for (NodeId node = 0; node < 3; ++node) edges.add(node, (node + 1) % 3, 0);
  edges.add(1, 1, 1);
  edges.add(0, 1, 1);
  const EdgeGraph graph = edges.graph();
  for (const bool directed : {false, true}) {
    const ClusteringOptions options{.relationships = "A", .directed = directed, .weighted = true};
    for (const double share : value_or_throw(clustering(graph, options))) EXPECT_NEAR(share, directed ? 0.5 : 1, 1e-12);
  }
  EXPECT_EQ(value_or_throw(triangles(graph, {.relationships = "B"})), (std::vector<std::int64_t>{0, 0, 0}));
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
