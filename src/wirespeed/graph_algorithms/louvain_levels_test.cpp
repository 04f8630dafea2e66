#include "wirespeed/graph_algorithms/louvain_levels.hpp"

#include "wirespeed/graph_algorithms/communities.hpp"
#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

std::vector<NodeId> in_order(NodeId nodes) {
  std::vector<NodeId> order(nodes);
  std::iota(order.begin(), order.end(), NodeId{0});
  return order;
}

bool move(LouvainLevels& levels) {
  return value_or_throw(levels.move(in_order(levels.size()), levels.total() * levels.total()));
}

// None parallel.
SampleEdges simple(const SampleEdges& edges) {
  std::set<std::pair<NodeId, NodeId>> seen;
  SampleEdges simple{.nodes = edges.nodes};
  for (std::size_t i = 0; i < edges.sources.size(); ++i) {
    if (!seen.emplace(edges.sources[i], edges.targets[i]).second) continue;
    simple.add(edges.sources[i], edges.targets[i]);
    simple.weights.push_back(edges.weights[i] + 0.5);
  }
  return simple;
}

EdgeGraph kept_in_order(const SampleEdges& edges) {
  graph::EdgeTable table = edges.table();
  table.keep_order = true;
  return value_or_throw(EdgeGraph::from_edges(std::move(table)));
}

TEST(LouvainLevels, gain_modularity_until_no_node_moves) {
  for (std::uint32_t seed = 0; seed < 12; ++seed) {
    const EdgeGraph graph = kept_in_order(simple(random_edges(seed, 60, 150)));
    LouvainLevels levels = value_or_throw(LouvainLevels::make(graph, {.directed = true}));
    double before = levels.modularity();
    EXPECT_EQ(levels.size(), graph.node_count());
    while (move(levels)) {
      EXPECT_GE(levels.modularity(), before - 1e-12);
      before = levels.modularity();
      EXPECT_EQ(std::ranges::max(levels.communities()) + 1, levels.size());
    }
    EXPECT_NEAR(levels.modularity(),
                value_or_throw(modularity(graph, levels.communities(), {.scope = {.direction = Direction::out}})),
                1e-9);
  }
}

TEST(LouvainLevels, find_two_triangles) {
  SampleEdges edges{.nodes = 6};
  for (const auto& [a, b] : {std::pair(0, 1), {1, 2}, {2, 0}, {2, 3}, {3, 4}, {4, 5}, {5, 3}}) {
    edges.add(static_cast<NodeId>(a), static_cast<NodeId>(b));
    edges.add(static_cast<NodeId>(b), static_cast<NodeId>(a));
  }
  const EdgeGraph graph = kept_in_order(edges);
  LouvainLevels levels = value_or_throw(LouvainLevels::make(graph, {}));
  EXPECT_EQ(levels.total(), 7);
  const std::vector<std::uint32_t> two{0, 0, 0, 1, 1, 1};
  EXPECT_NEAR(levels.modularity_of(two, 2), 6.0 / 7 - 0.5, 1e-12);
  while (move(levels)) {
  }
  EXPECT_EQ(levels.communities(), two);
}

TEST(LouvainLevels, end_when_they_are_told_to) {
  CancelToken token;
  token.cancel();
  const EdgeGraph graph = kept_in_order(simple(random_edges(1, 300, 9000)));
  EXPECT_EQ(LouvainLevels::make(graph, {}, {.cancel = &token}).error().code, Errc::cancelled);
  LouvainLevels levels = value_or_throw(LouvainLevels::make(graph, {.directed = true}));
  EXPECT_EQ(levels.move(in_order(300), 1, {.cancel = &token}).error().code, Errc::cancelled);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
