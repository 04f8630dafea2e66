#include "wirespeed/graph/edge_graph.hpp"

#include <cmath>

#include "wirespeed/graph/edge_graph_fixture.hpp"

namespace wirespeed::graph {
namespace {

TEST(EdgeGraph, rows_hold_every_edge_from_both_ends) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    EXPECT_EQ(graph.relationship_count(), edges.sources.size());
    for (NodeId node = 0; node < edges.nodes; ++node) {
      for (const Direction direction : kDirections) {
        EXPECT_EQ(degree_of(graph, graph.numbering().place_of(node), direction),
                  neighbors_in(edges, node, direction).size());
      }
    }
  }
}

TEST(Rows, of_a_range_are_visited_in_every_form) {
  for (const std::size_t edges : {0, 30, 200, 3000}) {
    for (const bool is_unit : {false, true}) {
      SampleEdges sample = random_edges(1, 700, edges);
      if (is_unit)
        sample.sources.resize(std::min<std::size_t>(edges, 600)), sample.targets.resize(sample.sources.size());
      if (is_unit) std::iota(sample.sources.begin(), sample.sources.end(), NodeId{50});
      sample.weights.clear();
      const EdgeGraph graph = sample.graph();
      const Rows& rows = graph.relationships()[0].out;
      for (const NodeRange range : {NodeRange{0, 700}, {0, 0}, {64, 128}, {3, 70}, {511, 513}, {699, 700}}) {
        std::vector<NodeId> expected, found;
        for (NodeId node = range.begin; node < range.end; ++node) {
          if (rows.degree(node) != 0) expected.push_back(node);
        }
        rows.for_each_row(range, [&](NodeId node, std::span<const NodeId> row) {
          found.push_back(node);
          EXPECT_TRUE(std::ranges::equal(row, rows.of(node)));
        });
        EXPECT_EQ(found, expected);
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

}  // namespace
}  // namespace wirespeed::graph
