// Trees, subgraphs and walks from both ends over a provider are those over the same graph in memory.
#include "wirespeed/graph_remote/remote_tree.hpp"

#include "wirespeed/graph_remote/memory_twin.hpp"
#include "wirespeed/graph_remote/remote_two_sided.hpp"

namespace wirespeed::graph_remote {
namespace {

const RemoteId kRoot = SampleGraph::id(0);

// The graph in memory and in a store, and names of the one in those of the other.
struct Twin {
  Twin(std::uint32_t seed, std::size_t nodes, std::size_t edges)
      : sample(random_graph(seed, nodes, edges)),
        here(in_memory(sample)),
        there(std::make_shared<SampleProvider>(sample, 3)) {}

  std::vector<RemoteId> ids(const std::vector<graph::NodeId>& nodes) const {
    std::vector<RemoteId> ids;
    for (const graph::NodeId node : nodes) ids.push_back(SampleGraph::id(node));
    return ids;
  }
  std::vector<RemoteRelationshipId> edges(const std::vector<graph::RelationshipId>& relationships) const {
    std::vector<RemoteRelationshipId> edges;
    for (const graph::RelationshipId id : relationships) edges.push_back(edge_of(here, id));
    return edges;
  }

  SampleGraph sample;
  graph::EdgeGraph here;
  std::shared_ptr<SampleProvider> there;
};

// Trees and subgraphs take least depths of 0 and 1.
TraversalOptions reaching(Random& random) {
  TraversalOptions options = random_options(random);
  options.min_depth = std::min(options.min_depth, 1U);
  return options;
}

graph::WalkLimits limits_of(Random& random) {
  return one_in(random, 3) ? graph::WalkLimits{.rows = random() % 5} : graph::WalkLimits{};
}

TEST(RemoteTree, a_spanning_tree_is_the_one_in_memory) {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    const Twin twin(seed, kNodes, kEdges);
    Random random(seed);
    for (int i = 0; i < 25; ++i) {
      const TraversalOptions options = reaching(random);
      const graph::WalkLimits limits = limits_of(random);
      SCOPED_TRACE(fmt::format("seed {}, rows {}: {}", seed, limits.rows, said(options, 3)));
      const auto expected = value_or_throw(
          graph::spanning_tree(value_or_throw(graph::Traversal::compile(twin.here, options)), 0, limits));
      const auto walk = value_or_throw(RemoteTraversal::compile(twin.there, by_ids(options)));
      const RemoteTree tree = value_or_throw(spanning_tree(walk, {&kRoot, 1}, nullptr, limits));
      ASSERT_EQ(tree.nodes, twin.ids(expected.nodes));
      ASSERT_EQ(tree.depths, expected.depths);
      ASSERT_EQ(tree.returned, expected.returned);
      for (std::size_t row = 0; row < tree.nodes.size(); ++row) {
        const bool is_start = expected.parents[row] < 0;
        ASSERT_EQ(tree.parents[row], is_start ? -1 : SampleGraph::id(static_cast<std::size_t>(expected.parents[row])));
        ASSERT_EQ(tree.relationships[row],
                  is_start ? kNoRelationship : edge_of(twin.here, expected.relationships[row]));
      }
      ASSERT_TRUE(value_or_throw(spanning_tree(walk, {&kRoot, 1}, nullptr, limits, false)).relationships.empty());
    }
  }
}

TEST(RemoteTree, a_subgraph_is_the_one_in_memory) {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    const Twin twin(seed, kNodes, kEdges);
    Random random(seed);
    for (int i = 0; i < 25; ++i) {
      const TraversalOptions options = reaching(random);
      const graph::WalkLimits limits = limits_of(random);
      const auto walk = value_or_throw(RemoteTraversal::compile(twin.there, by_ids(options)));
      for (const SubgraphKind kind : {SubgraphKind::walked, SubgraphKind::all}) {
        SCOPED_TRACE(
            fmt::format("seed {}, rows {}, kind {}: {}", seed, limits.rows, static_cast<int>(kind), said(options, 3)));
        const auto expected = value_or_throw(
            graph::subgraph(value_or_throw(graph::Traversal::compile(twin.here, options)), 0, kind, limits));
        const RemoteSubgraph part = value_or_throw(subgraph(walk, {&kRoot, 1}, nullptr, kind, limits));
        ASSERT_EQ(part.nodes, twin.ids(expected.nodes));
        auto edges = twin.edges(expected.relationships);
        std::ranges::sort(edges);
        ASSERT_EQ(part.relationships, edges);
        for (std::size_t row = 0; row < edges.size(); ++row) {
          const SampleEdge& edge = twin.sample.edges[static_cast<std::size_t>(part.relationships[row])];
          ASSERT_EQ(part.sources[row], edge.source);
          ASSERT_EQ(part.targets[row], edge.target);
          ASSERT_EQ(twin.there->names().types[part.types[row]], edge.type);
        }
      }
    }
  }
}

TEST(RemoteTree, limits_are_errors_as_in_memory) {
  const Twin twin(1, 40, 400);
  const auto walk = value_or_throw(RemoteTraversal::compile(twin.there, {}));
  EXPECT_EQ(spanning_tree(walk, {&kRoot, 1}, nullptr, {.max_rows = 3}).error().code, Errc::limit);
  EXPECT_EQ(spanning_tree(walk, {&kRoot, 1}, nullptr, {.memory = 1000}).error().code, Errc::limit);
  for (const SubgraphKind kind : {SubgraphKind::walked, SubgraphKind::all}) {
    EXPECT_EQ(subgraph(walk, {&kRoot, 1}, nullptr, kind, {.max_rows = 3}).error().code, Errc::limit);
    EXPECT_EQ(subgraph(walk, {&kRoot, 1}, nullptr, kind, {.memory = 5000}).error().code, Errc::limit);
  }
  const auto deep = value_or_throw(RemoteTraversal::compile(twin.there, {.min_depth = 2}));
  EXPECT_EQ(spanning_tree(deep, {&kRoot, 1}, nullptr, {}).error().code, Errc::invalid_argument);
}

// --- from both ends --------------------------------------------------------------------------------------------------

graph::TwoSidedOptions random_sides(Random& random) {
  graph::TwoSidedOptions options;
  const auto side = [&] {
    TraversalOptions one = random_options(random);
    one.max_depth = std::min(one.max_depth, 3U);
    return one;
  };
  options.start = side();
  if (one_in(random, 2)) options.end = side();
  options.sides = pick(random, {graph::Sides::alternating, graph::Sides::level, graph::Sides::level_stop_on_result});
  options.collisions = pick(random, {graph::Collisions::standard, graph::Collisions::shortest});
  options.min_length = static_cast<std::uint32_t>(random() % 3);
  options.max_length = static_cast<std::uint32_t>(2 + random() % 5);
  return options;
}

graph::TwoSidedOptions sides_by_ids(graph::TwoSidedOptions options) {
  options.start = by_ids(options.start);
  if (options.end) options.end = by_ids(*options.end);
  return options;
}

TEST(RemoteTwoSided, meets_where_it_meets_in_memory_and_in_the_same_order) {
  std::size_t met = 0;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    const Twin twin(seed, kNodes, kEdges);
    Random random(seed);
    for (int i = 0; i < 40; ++i) {
      const graph::TwoSidedOptions options = random_sides(random);
      SCOPED_TRACE(fmt::format("seed {}, sides {}, collisions {}: {}; {}", seed, static_cast<int>(options.sides),
                               static_cast<int>(options.collisions), said(options.start, 3),
                               options.end ? said(*options.end, 3) : "the same"));
      const auto here = value_or_throw(graph::TwoSidedTraversal::compile(twin.here, options));
      const auto expected = value_or_throw(here.paths({0, 1}, {5}));
      const auto there = value_or_throw(RemoteTwoSided::compile(twin.there, sides_by_ids(options)));
      const std::vector<RemoteId> starts{SampleGraph::id(0), SampleGraph::id(1)};
      const std::vector<RemoteId> ends{SampleGraph::id(5)};
      NodeCache cache({.relationships = true});
      for (NodeCache* const kept : {static_cast<NodeCache*>(nullptr), &cache}) {
        const RemotePaths found = value_or_throw(there.paths(starts, ends, kept, {})).paths;
        ASSERT_EQ(found.offsets, expected.offsets);
        ASSERT_EQ(found.nodes, twin.ids(expected.nodes));
        ASSERT_EQ(found.relationships, twin.edges(expected.relationships));
      }
      met += expected.size();
    }
  }
  EXPECT_GT(met, 1000U);
}

TEST(RemoteTwoSided, limits_end_it_or_are_errors) {
  const Twin twin(1, 8, 30);
  const auto both = value_or_throw(
      RemoteTwoSided::compile(twin.there, {.start = {.uniqueness = Uniqueness::node_path, .max_depth = 3}}));
  const RemoteId end = SampleGraph::id(5);
  const RemoteId nobody = 4;
  EXPECT_EQ(value_or_throw(both.paths({&kRoot, 1}, {&end, 1}, nullptr, {.rows = 2})).count, 2U);
  EXPECT_EQ(both.paths({&kRoot, 1}, {&end, 1}, nullptr, {.max_rows = 2}).error().code, Errc::limit);
  EXPECT_EQ(both.paths({&kRoot, 1}, {&end, 1}, nullptr, {.memory = 1000}).error().code, Errc::limit);
  EXPECT_EQ(both.paths({&kRoot, 1}, {&nobody, 1}, nullptr, {}).error().code, Errc::not_found);
}

}  // namespace
}  // namespace wirespeed::graph_remote
