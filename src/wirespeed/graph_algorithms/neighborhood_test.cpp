#include "wirespeed/graph_algorithms/neighborhood.hpp"

#include <map>
#include <ranges>

#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

TEST(Neighborhood, has_each_node_at_its_hop_and_the_ways_that_lead_there) {
  for (const SampleEdges& edges : samples()) {
    const auto found = value_or_throw(neighborhood(edges.graph(), 2, {.k = 3, .relationships = ">"}));
    std::map<NodeId, std::pair<int, double>> expected{{2, {0, 1}}};
    std::vector<NodeId> frontier{2};
    for (int hop = 1; hop <= 3; ++hop) {
      std::vector<NodeId> next;
      for (const NodeId node : frontier) {
        for (const auto& [neighbor, weight] : neighbors_in(edges, node, Direction::out)) {
          if (expected.try_emplace(neighbor, hop, 0).second) next.push_back(neighbor);
          if (expected[neighbor].first == hop) expected[neighbor].second += expected[node].second;
        }
      }
      frontier = next;
    }
    expected.erase(2);
    ASSERT_EQ(found.nodes.size(), expected.size());
    EXPECT_TRUE(std::ranges::is_sorted(found.hops));
    for (std::size_t i = 0; i < found.nodes.size(); ++i) {
      EXPECT_EQ(found.hops[i], expected[found.nodes[i]].first);
      EXPECT_EQ(static_cast<double>(found.ways[i]), expected[found.nodes[i]].second);
    }
  }
}

TEST(Neighborhood, takes_turns_and_ends_at_its_limit) {
  SampleEdges edges{.nodes = 5, .type_names = {"X", "Y"}};
  edges.add(0, 1, 0);
  edges.add(0, 4, 1);
  edges.add(2, 1, 1);
  edges.add(2, 3, 0);
  const EdgeGraph graph = edges.graph();
  EXPECT_EQ(value_or_throw(neighborhood(graph, 0, {.k = 5, .relationships = "X>,<Y"})).nodes,
            (std::vector<NodeId>{1, 2, 3}));
  EXPECT_EQ(value_or_throw(neighborhood(graph, 0, {.k = 5, .relationships = "X>,<Y", .limit = 2})).nodes,
            (std::vector<NodeId>{1, 2}));
  EXPECT_EQ(neighborhood(graph, 5).error().code, Errc::not_found);
}

TEST(Neighborhood, of_more_ways_than_can_be_counted_says_the_most) {
  SampleEdges edges{.nodes = 65};
  for (NodeId node = 0; node < 64; ++node) {
    edges.add(node, node + 1);
    edges.add(node, node + 1);
  }
  const auto found = value_or_throw(neighborhood(edges.graph(), 0, {.k = 64, .relationships = ">"}));
  EXPECT_EQ(found.ways[61], std::int64_t{1} << 62);
  EXPECT_EQ(found.ways.back(), std::numeric_limits<std::int64_t>::max());
}

// Sets, step by step.
std::set<NodeId> onwards(const SampleEdges& edges, const std::set<NodeId>& from, Direction direction) {
  std::set<NodeId> all;
  for (const NodeId node : from) all.merge(neighbor_set(edges, node, direction));
  return all;
}

TEST(CoOccurring, counts_what_is_shared_without_those_who_are_nearer) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    std::set<NodeId> nearer{1};
    std::set<NodeId> from{1};
    for (std::uint32_t hops = 1; hops <= 3; ++hops) {
      const std::set<NodeId> shared = onwards(edges, from, Direction::out);
      std::vector<std::pair<std::int64_t, NodeId>> expected;
      for (const NodeId other : onwards(edges, shared, Direction::in)) {
        const std::set<NodeId> theirs = neighbor_set(edges, other, Direction::out);
        const auto count = std::ranges::count_if(shared, [&](NodeId one) { return theirs.contains(one); });
        if (!nearer.contains(other)) expected.emplace_back(-count, other);
      }
      std::ranges::sort(expected);
      const auto found = value_or_throw(co_occurring(graph, 1, {.relationships = ">,<", .hops = hops}));
      ASSERT_EQ(found.nodes.size(), expected.size());
      from.clear();
      for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ((std::pair(-found.counts[i], found.nodes[i])), expected[i]);
        from.insert(expected[i].second);
      }
      const auto best = value_or_throw(co_occurring(graph, 1, {.relationships = ">,<", .hops = hops, .k = 2}));
      EXPECT_TRUE(std::ranges::equal(best.nodes, found.nodes | std::views::take(2)));
      nearer.insert(from.begin(), from.end());
    }
  }
}

TEST(CoOccurring, refuses_no_hop) {
  EXPECT_EQ(co_occurring(random_edges(1, 5, 5).graph(), 1, {.hops = 0}).error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
