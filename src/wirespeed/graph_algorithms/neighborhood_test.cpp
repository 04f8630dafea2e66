#include "wirespeed/graph_algorithms/neighborhood.hpp"

#include <map>
#include <random>
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

// Counts by sets, in the order of the answer.
std::vector<std::pair<std::int64_t, NodeId>> slow_co_occurring(const SampleEdges& edges, NodeId node, int hops) {
  std::vector<std::set<NodeId>> ahead(edges.nodes), back(edges.nodes);
  for (std::size_t i = 0; i < edges.sources.size(); ++i) {
    ahead[edges.sources[i]].insert(edges.targets[i]);
    back[edges.targets[i]].insert(edges.sources[i]);
  }
  std::set<NodeId> nearer{node}, from{node};
  std::map<NodeId, std::int64_t> counts;
  for (; hops > 0; --hops) {
    std::set<NodeId> shared;
    for (const NodeId one : from) shared.insert(ahead[one].begin(), ahead[one].end());
    counts.clear();
    for (const NodeId one : shared) {
      for (const NodeId other : back[one]) counts[other] += nearer.contains(other) ? 0 : 1;
    }
    std::erase_if(counts, [](const auto& one) { return one.second == 0; });
    from.clear();
    for (const auto& [other, count] : counts) from.insert(other);
    nearer.insert(from.begin(), from.end());
  }
  std::vector<std::pair<std::int64_t, NodeId>> found;
  found.reserve(counts.size());
  for (const auto& [other, count] : counts) found.emplace_back(-count, other);
  std::ranges::sort(found);
  return found;
}

// Artists with ids from 0 on, releases behind them: few artists have most releases, some of them twice.
SampleEdges catalogue(NodeId artists, NodeId releases, std::uint32_t types) {
  std::mt19937 random(artists);
  SampleEdges edges{.nodes = artists + releases};
  if (types == 2) edges.type_names = {"X", "Y"};
  for (NodeId release = 0; release < releases; ++release) {
    for (std::uint32_t i = 0; i <= random() % 3; ++i) {
      const NodeId artist = static_cast<NodeId>(random() % (random() % 2 == 0 ? artists : 1 + artists / 50));
      edges.add(artist, artists + release, static_cast<std::uint32_t>(random() % types));
    }
  }
  return edges;
}

TEST(CoOccurring, counts_the_same_from_either_side_whatever_the_share_of_all) {
  for (const std::uint32_t types : {1u, 2u}) {
    for (const SampleEdges& plain :
         {catalogue(300, 900, types), catalogue(40, 200, types), catalogue(3000, 2500, types)}) {
      for (const SampleEdges& edges : {plain, graph::scattered(plain, 7)}) {
        const EdgeGraph graph = edges.graph();
        for (const auto& [node, hops] : {std::pair<NodeId, int>{0, 1}, {0, 2}, {39, 2}, {39, 3}, {20, 1}}) {
          const auto expected = slow_co_occurring(edges, node, hops);
          for (const std::size_t k : {std::size_t{3}, edges.sources.size()}) {
            const auto found = value_or_throw(
                co_occurring(graph, node, {.relationships = ">,<", .hops = static_cast<std::uint32_t>(hops), .k = k}));
            ASSERT_EQ(found.nodes.size(), std::min(k, expected.size()));
            for (std::size_t i = 0; i < found.nodes.size(); ++i) {
              ASSERT_EQ((std::pair(-found.counts[i], found.nodes[i])), expected[i]);
            }
          }
        }
      }
    }
  }
}

TEST(CoOccurring, ends_when_it_is_told_to) {
  const EdgeGraph graph = catalogue(300, 900, 1).graph();
  CancelToken token;
  token.cancel();
  const auto found = co_occurring(graph, 0, {.relationships = ">,<", .hops = 2}, {.stop = {.cancel = &token}});
  EXPECT_EQ(found.error().code, Errc::cancelled);
}

TEST(CoOccurring, refuses_no_hop) {
  EXPECT_EQ(co_occurring(random_edges(1, 5, 5).graph(), 1, {.hops = 0}).error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
