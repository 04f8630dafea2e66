#include "wirespeed/graph/node_order.hpp"

#include "wirespeed/graph/edge_graph_fixture.hpp"

namespace wirespeed::graph {
namespace {

constexpr NodeId kNodes = 1 << 17;

// Each node has four behind it; their ids are in the order of `ids`.
SampleEdges tree(const std::vector<NodeId>& ids) {
  SampleEdges edges{.nodes = kNodes};
  for (NodeId child = 1; child < kNodes; ++child) edges.add(ids[(child - 1) / 4], ids[child]);
  return edges;
}

std::vector<NodeId> shuffled_ids() {
  std::vector<NodeId> ids(kNodes);
  std::iota(ids.begin(), ids.end(), NodeId{0});
  std::ranges::shuffle(ids, std::mt19937(7));
  return ids;
}

TEST(NodeOrder, is_that_in_which_a_walk_meets_them) {
  const std::vector<NodeId> ids = shuffled_ids();
  const EdgeGraph graph = tree(ids).graph();
  ASSERT_FALSE(graph.numbering().is_identity());
  for (NodeId place = 0; place < kNodes; ++place) ASSERT_EQ(graph.numbering().node_at(place), ids[place]);
}

TEST(NodeOrder, is_kept_where_it_is_good_or_wanted_or_cannot_be_better) {
  std::vector<NodeId> ids(kNodes);
  std::iota(ids.begin(), ids.end(), NodeId{0});
  EXPECT_TRUE(tree(ids).graph().numbering().is_identity());
  const SampleEdges shuffled = tree(shuffled_ids());
  EdgeTable table = shuffled.table();
  table.keep_order = true;
  EXPECT_TRUE(value_or_throw(EdgeGraph::from_edges(std::move(table))).numbering().is_identity());
  EXPECT_TRUE(random_edges(3, kNodes, 4 * kNodes).graph().numbering().is_identity());
}

TEST(NodeOrder, has_the_nodes_of_circles_too) {
  SampleEdges edges{.nodes = kNodes};
  const std::vector<NodeId> ids = shuffled_ids();
  for (NodeId i = 0; i < kNodes; ++i) edges.add(ids[i], ids[(i + 1) % kNodes]);
  const EdgeGraph graph = edges.graph();
  ASSERT_FALSE(graph.numbering().is_identity());
  std::vector<bool> has(kNodes);
  for (NodeId place = 0; place < kNodes; ++place) has[graph.numbering().node_at(place)] = true;
  EXPECT_EQ(std::ranges::count(has, true), kNodes);
}

TEST(NodeOrder, of_one_s_own_has_every_node_once) {
  SampleEdges edges{.nodes = 3, .order = {0, 2}};
  EXPECT_EQ(EdgeGraph::from_edges(edges.table()).error().message, "from_edges: order: expected all 3 nodes, found 2");
  edges.order = {0, 2, 2};
  EXPECT_EQ(EdgeGraph::from_edges(edges.table()).error().message,
            "from_edges: order: expected each node below 3 once, found 2");
}

TEST(Numbering, leads_there_and_back) {
  const Numbering numbering({2, 0, 1});
  EXPECT_EQ(numbering.place_of(2), 0U);
  EXPECT_EQ(numbering.node_at(0), 2U);
  const std::vector<int> values{10, 11, 12};
  EXPECT_EQ(numbering.by_place(values), (std::vector<int>{12, 10, 11}));
  EXPECT_EQ(numbering.by_node(numbering.by_place(values)), values);
}

}  // namespace
}  // namespace wirespeed::graph
