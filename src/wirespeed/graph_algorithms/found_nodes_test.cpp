#include "wirespeed/graph_algorithms/found_nodes.hpp"

#include "wirespeed/graph_algorithms/levels.hpp"
#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

FoundNodes found(const SampleEdges& edges, std::vector<NodeId> sources, Direction direction = Direction::out,
                 std::uint32_t max_depth = kAnyDepth) {
  return value_or_throw(find_nodes(edges.graph(), sources, direction, max_depth));
}

TEST(FoundNodes, come_in_the_order_of_their_edges) {
  SampleEdges edges{.nodes = 6};
  for (const auto& [source, target] : {std::pair(0, 3), {0, 1}, {1, 2}, {3, 4}, {3, 2}, {5, 0}}) {
    edges.add(static_cast<NodeId>(source), static_cast<NodeId>(target));
  }
  const FoundNodes all = found(edges, {0});
  EXPECT_EQ(all.nodes, (std::vector<NodeId>{0, 3, 1, 4, 2}));
  EXPECT_EQ(all.finders, (std::vector<std::uint32_t>{kNoNode, 0, 0, 1, 1}));
  EXPECT_EQ(all.levels, (std::vector<std::uint32_t>{0, 1, 3, 5}));
}

TEST(FoundNodes, are_as_far_as_levels_say) {
  for (const SampleEdges& edges : samples()) {
    for (const Direction direction : kDirections) {
      const FoundNodes all = found(edges, {1}, direction);
      std::vector<std::int32_t> expected(edges.nodes, -1);
      for (std::size_t level = 0; level + 1 < all.levels.size(); ++level) {
        for (auto place = all.levels[level]; place < all.levels[level + 1]; ++place) {
          expected[all.nodes[place]] = static_cast<std::int32_t>(level);
        }
      }
      EXPECT_EQ(expected, value_or_throw(levels(edges.graph(), 1, direction)));
    }
  }
}

TEST(FoundNodes, end_at_a_depth) {
  const SampleEdges edges = random_edges(3, 40, 80);
  const FoundNodes all = found(edges, {2});
  const FoundNodes near = found(edges, {2}, Direction::out, 1);
  ASSERT_GT(all.levels.size(), 3U);
  EXPECT_EQ(near.levels, (std::vector<std::uint32_t>{0, 1, all.levels[2]}));
  EXPECT_EQ(found(edges, {2}, Direction::out, 0).nodes, std::vector<NodeId>{2});
}

TEST(FoundNodes, begin_at_several_sources_each_once) {
  const FoundNodes all = found({.nodes = 3}, {2, 0, 2});
  EXPECT_EQ(all.nodes, (std::vector<NodeId>{2, 0}));
  EXPECT_EQ(all.levels, (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(found({.nodes = 3}, {}).levels, std::vector<std::uint32_t>{0});
}

TEST(FoundNodes, end_when_they_are_told_to) {
  const EdgeGraph graph = random_edges(1, 300, 9000).graph();
  CancelToken token;
  token.cancel();
  const std::vector<NodeId> sources{0};
  const auto found = find_nodes(graph, sources, Direction::out, 9, {.cancel = &token});
  EXPECT_EQ(found.error().code, Errc::cancelled);
}

TEST(FoundNodes, begin_only_at_nodes_that_are_there) {
  const std::vector<NodeId> sources{0, 7};
  EXPECT_EQ(find_nodes(SampleEdges{.nodes = 3}.graph(), sources, Direction::out).error().code, Errc::not_found);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
