#include "wirespeed/graph_algorithms/onion_layers.hpp"

#include "wirespeed/graph_algorithms/core_numbers.hpp"
#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// Each edge from both ends, none twice, no loops.
SampleEdges both_ways(const SampleEdges& edges) {
  std::set<std::pair<NodeId, NodeId>> pairs;
  for (std::size_t i = 0; i < edges.sources.size(); ++i) {
    if (edges.sources[i] == edges.targets[i]) continue;
    pairs.emplace(edges.sources[i], edges.targets[i]);
    pairs.emplace(edges.targets[i], edges.sources[i]);
  }
  SampleEdges both{.nodes = edges.nodes};
  for (const auto& [source, target] : pairs) both.add(source, target);
  return both;
}

TEST(OnionLayers, go_from_core_to_core) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = both_ways(edges).graph();
    const OnionLayers onion = value_or_throw(onion_layers(graph));
    const auto cores = value_or_throw(core_numbers(graph));
    ASSERT_EQ(onion.nodes.size(), edges.nodes);
    EXPECT_EQ(std::set(onion.nodes.begin(), onion.nodes.end()).size(), edges.nodes);
    for (std::size_t i = 1; i < onion.nodes.size(); ++i) {
      EXPECT_LE(cores[onion.nodes[i - 1]], cores[onion.nodes[i]]);
      EXPECT_LE(onion.layers[i] - onion.layers[i - 1], 1U);
    }
  }
}

TEST(OnionLayers, begin_with_nodes_that_have_no_neighbours) {
  SampleEdges edges{.nodes = 6};
  for (const auto& [source, target] : {std::pair(1, 2), {2, 3}, {3, 4}}) {
    edges.add(static_cast<NodeId>(source), static_cast<NodeId>(target));
  }
  const OnionLayers onion = value_or_throw(onion_layers(both_ways(edges).graph()));
  EXPECT_EQ(onion.nodes, (std::vector<NodeId>{0, 5, 1, 4, 2, 3}));
  EXPECT_EQ(onion.layers, (std::vector<std::uint32_t>{1, 1, 2, 2, 3, 3}));
}

TEST(OnionLayers, end_when_they_are_told_to) {
  CancelToken token;
  token.cancel();
  EXPECT_EQ(onion_layers(both_ways(random_edges(1, 300, 9000)).graph(), {.cancel = &token}).error().code,
            Errc::cancelled);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
