#include "wirespeed/graph_algorithms/graph_edges.hpp"

#include <gtest/gtest.h>

namespace wirespeed::graph_algorithms {
namespace {

// What is between the two marks stands in docs/graph_edges.md, too (tests/python/test_graph_edges.py compares them).
TEST(GraphEdges, are_made_and_asked_by_the_names_of_python) {
  // example
  const std::vector<NodeId> sources{0, 0, 1, 2};
  const std::vector<NodeId> targets{1, 2, 3, 3};
  const std::vector<std::uint32_t> types{0, 0, 1, 1};  // places in type_names
  auto flags = std::make_shared<const std::vector<std::uint8_t>>(std::vector<std::uint8_t>{0, 1, 1, 0});
  const column::ArrayView value{
      .item = column::Item::boolean, .length = 4, .data = flags->data(), .stride = 1, .width = 1};
  const EdgeGraph g = value_or_throw(from_edges(
      {.nodes = 4,
       .edges = {sources, targets, {}},
       .types = types,
       .type_names = {"HAS_B", "HAS_A"},
       .labels = {.names = {"A", "B"}, .sets = {{0}, {1}}, .of_node = {0, 1, 1, 0}},  // of each node, which of the sets
       .properties = {{"value", value, flags}}}));

  const auto away = value_or_throw(levels(g, 0, Direction::out));                                      // 0, 1, 1, 2
  const auto hops = value_or_throw(distances(g, 3, {.direction = Direction::in, .weighted = false}));  // 2, 1, 1, 0
  const auto parts = value_or_throw(components(g, Connection::strong));                                // 0, 1, 2, 3
  const auto into = value_or_throw(degrees(g, Direction::in));                                         // 0, 1, 1, 2
  const auto shares = value_or_throw(pagerank(g, {.damping = 0.85, .tolerance = 1e-6, .max_iterations = 100}));
  const auto alike = value_or_throw(similar(g, 1, 10, Similarity::jaccard, Direction::out));  // 2, by 1.0

  const Traversal walk = value_or_throw(traversal(g, {.order = Order::depth_first,
                                                      .uniqueness = Uniqueness::none,
                                                      .relationships = "HAS_B>|HAS_A>",
                                                      .labels = ">B",
                                                      .include = PropertyTest{"value", Comparison::equal, true},
                                                      .max_depth = 10}));
  const std::uint64_t count = value_or_throw(walk.count(0));  // 2
  const auto nodes = value_or_throw(walk.nodes(0));           // 1, 2
  const auto paths = value_or_throw(walk.paths(0));           // 0, 1; 0, 2
  // end of the example
  EXPECT_EQ(away, (std::vector<std::int32_t>{0, 1, 1, 2}));
  EXPECT_EQ(hops, (std::vector<double>{2, 1, 1, 0}));
  EXPECT_EQ(parts, (std::vector<std::uint32_t>{0, 1, 2, 3}));
  EXPECT_EQ(into, (std::vector<std::int64_t>{0, 1, 1, 2}));
  EXPECT_EQ(std::ranges::max_element(shares) - shares.begin(), 3);
  EXPECT_EQ(alike.nodes, std::vector<NodeId>{2});
  EXPECT_EQ(alike.scores, std::vector<double>{1});
  EXPECT_EQ(count, 2U);
  EXPECT_EQ(nodes, (std::vector<NodeId>{1, 2}));
  EXPECT_EQ(paths.nodes, (std::vector<NodeId>{0, 1, 0, 2}));
}

TEST(GraphEdges, are_connected_weakly_unless_told_otherwise) {
  const std::vector<NodeId> sources{0};
  const std::vector<NodeId> targets{2};
  const EdgeGraph g = value_or_throw(from_edges({.nodes = 3, .edges = {sources, targets, {}}}));
  EXPECT_EQ(value_or_throw(components(g)), (std::vector<std::uint32_t>{0, 1, 0}));
  EXPECT_EQ(value_or_throw(components(g, Connection::strong)), (std::vector<std::uint32_t>{0, 1, 2}));
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
