#include "wirespeed/graph_algorithms/communities.hpp"

#include <map>

#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// Groups of `size` nodes, all of them next to each other, in a ring with one relationship from group to group.
SampleEdges ring_of_cliques(NodeId groups, NodeId size) {
  SampleEdges edges{.nodes = groups * size};
  for (NodeId group = 0; group < groups; ++group) {
    for (NodeId a = 0; a < size; ++a) {
      for (NodeId b = a + 1; b < size; ++b) edges.add(group * size + a, group * size + b);
    }
    edges.add(group * size, (group + 1) % groups * size + 1);
  }
  return edges;
}

std::vector<std::uint32_t> cliques_of(NodeId groups, NodeId size) {
  std::vector<std::uint32_t> communities(groups * size);
  for (NodeId node = 0; node < communities.size(); ++node) communities[node] = node / size;
  return communities;
}

double slow_modularity(const SampleEdges& edges, const std::vector<std::uint32_t>& communities, bool directed,
                       double resolution) {
  std::map<std::uint32_t, double> out;
  std::map<std::uint32_t, double> in;
  double inside = 0;
  double all = 0;
  for (std::size_t i = 0; i < edges.sources.size(); ++i) {
    const std::uint32_t source = communities[edges.sources[i]];
    const std::uint32_t target = communities[edges.targets[i]];
    all += edges.weights[i];
    inside += source == target ? edges.weights[i] : 0;
    out[source] += edges.weights[i];
    in[target] += edges.weights[i];
  }
  double expected = 0;
  for (const std::uint32_t community : communities) {
    const double from = std::exchange(out[community], 0);
    const double to = std::exchange(in[community], 0);
    expected += directed ? from * to / (all * all) : (from + to) * (from + to) / (4 * all * all);
  }
  return inside / all - resolution * expected;
}

std::vector<std::uint32_t> some_communities(NodeId nodes) {
  std::vector<std::uint32_t> communities(nodes);
  for (NodeId node = 0; node < nodes; ++node) communities[node] = node * 7 % 5 % nodes;
  return communities;
}

TEST(Modularity, is_what_lies_within_beyond_what_chance_would_put_there) {
  for (const SampleEdges& edges : samples()) {
    if (edges.sources.empty()) continue;
    const auto communities = some_communities(edges.nodes);
    for (const double resolution : {1.0, 0.5}) {
      for (const bool directed : {false, true}) {
        const Scope scope{directed ? Direction::out : Direction::both};
        EXPECT_NEAR(value_or_throw(modularity(edges.graph(), communities, {scope, true, resolution})),
                    slow_modularity(edges, communities, directed, resolution), 1e-12);
      }
    }
  }
}

TEST(Modularity, means_nothing_without_relationships_or_communities) {
  const EdgeGraph empty = SampleEdges{.nodes = 2}.graph();
  EXPECT_EQ(modularity(empty, std::vector<std::uint32_t>{0, 0}).error().code, Errc::invalid_argument);
  EXPECT_EQ(modularity(empty, std::vector<std::uint32_t>{0}).error().code, Errc::invalid_argument);
  EXPECT_EQ(modularity(empty, std::vector<std::uint32_t>{0, 2}).error().code, Errc::invalid_argument);
}

TEST(Louvain, finds_groups_that_hang_together) {
  const SampleEdges edges = ring_of_cliques(8, 6);
  for (const Direction direction : {Direction::both, Direction::out}) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      const auto found = value_or_throw(louvain(edges.graph(), {.modularity = {{direction}}, .seed = seed}));
      EXPECT_EQ(found.of_node, cliques_of(8, 6));
    }
  }
}

TEST(Louvain, says_the_modularity_that_its_communities_have) {
  for (const SampleEdges& edges : samples()) {
    if (edges.sources.empty()) continue;
    const EdgeGraph graph = edges.graph();
    std::vector<std::uint32_t> alone(edges.nodes);
    for (NodeId node = 0; node < edges.nodes; ++node) alone[node] = node;
    for (const Direction direction : kDirections) {
      const ModularityOptions options{{direction}};
      const auto found = value_or_throw(louvain(graph, {options}));
      EXPECT_NEAR(found.modularity, value_or_throw(modularity(graph, found.of_node, options)), 1e-12);
      EXPECT_GE(found.modularity, value_or_throw(modularity(graph, alone, options)));
      EXPECT_EQ(found.of_node, value_or_throw(louvain(graph, {options})).of_node);
    }
  }
}

TEST(Louvain, leaves_nodes_without_relationships_alone) {
  const auto found = value_or_throw(louvain(SampleEdges{.nodes = 3}.graph()));
  EXPECT_EQ(found.of_node, (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_TRUE(std::isnan(found.modularity));
}

TEST(LabelPropagation, ends_where_every_node_has_a_label_that_most_neighbors_have) {
  for (const SampleEdges& edges : samples()) {
    for (const std::optional<std::uint64_t> seed : {std::optional<std::uint64_t>{}, std::optional<std::uint64_t>{4}}) {
      const auto labels = value_or_throw(label_propagation(edges.graph(), {.seed = seed}));
      for (NodeId node = 0; node < edges.nodes; ++node) {
        std::map<std::uint32_t, int> counts;
        for (const NodeId neighbor : neighbor_set(edges, node, Direction::both)) ++counts[labels[neighbor]];
        int most = 0;
        for (const auto& [label, count] : counts) most = std::max(most, count);
        EXPECT_TRUE(counts.empty() || counts[labels[node]] == most);
      }
    }
  }
}

TEST(LabelPropagation, finds_groups_that_hang_together) {
  const EdgeGraph graph = ring_of_cliques(5, 7).graph();
  EXPECT_EQ(value_or_throw(label_propagation(graph, {.seed = 1})), cliques_of(5, 7));
  EXPECT_EQ(value_or_throw(label_propagation(graph, {.weighted = true, .seed = 1})), cliques_of(5, 7));
  EXPECT_EQ(label_propagation(graph, {.weighted = true}).error().code, Errc::invalid_argument);
  EXPECT_EQ(label_propagation(graph, {.max_iterations = 0}).error().code, Errc::limit);
}

TEST(Communities, end_when_they_are_told_to) {
  CancelToken token;
  token.cancel();
  const EdgeGraph graph = ring_of_cliques(3, 4).graph();
  EXPECT_EQ(louvain(graph, {}, {.cancel = &token}).error().code, Errc::cancelled);
  EXPECT_EQ(label_propagation(graph, {}, {.cancel = &token}).error().code, Errc::cancelled);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
