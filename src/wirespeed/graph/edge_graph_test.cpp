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
