#include "wirespeed/graph/traversal.hpp"

#include <algorithm>
#include <random>

#include "wirespeed/graph/edge_graph_fixture.hpp"

namespace wirespeed::graph {
namespace {

using Walk = std::vector<NodeId>;

// 0:A -X-> 1:B, 2:B; 1 -Y-> 3:A; 2 -Y-> 3; 3 -X-> 4 (no label); 4 -Y-> 0
SampleEdges small() {
  SampleEdges edges{.nodes = 5, .type_names = {"X", "Y"}};
  edges.add(0, 1, 0);
  edges.add(0, 2, 0);
  edges.add(1, 3, 1);
  edges.add(2, 3, 1);
  edges.add(3, 4, 0);
  edges.add(4, 0, 1);
  edges.labels = {{"A", "B"}, {{0}, {1}, {}}, {0, 1, 1, 0, 2}};
  edges.order = {3, 0, 4, 2, 1};
  return edges;
}

Result<Walk> nodes(const EdgeGraph& graph, const TraversalOptions& options, NodeId root = 0, WalkLimits limits = {}) {
  const auto traversal = Traversal::compile(graph, options);
  if (!traversal) return std::unexpected(traversal.error());
  return traversal->nodes(root, limits);
}

std::vector<Walk> paths(const EdgeGraph& graph, const TraversalOptions& options, NodeId root = 0) {
  const Paths found = value_or_throw(value_or_throw(Traversal::compile(graph, options)).paths(root));
  std::vector<Walk> all;
  for (std::size_t i = 0; i + 1 < found.offsets.size(); ++i) {
    all.emplace_back(found.nodes.begin() + found.offsets[i], found.nodes.begin() + found.offsets[i + 1]);
  }
  return all;
}

// Every walk from `root` that keeps the rule, by recursion over all edges.
void slow_paths(const SampleEdges& edges, const TraversalOptions& options, Walk& way, std::vector<Walk>& found) {
  if (way.size() > options.min_depth) found.push_back(way);
  if (way.size() > options.max_depth) return;
  for (const auto& [neighbor, weight] : neighbors_in(edges, way.back(), Direction::out)) {
    if (options.uniqueness == Uniqueness::node_path && std::ranges::count(way, neighbor) > 0) continue;
    way.push_back(neighbor);
    slow_paths(edges, options, way, found);
    way.pop_back();
  }
}

TEST(Traversal, goes_deep_or_broad_in_the_order_of_the_edges) {
  const EdgeGraph graph = small().graph();
  EXPECT_EQ(nodes(graph, {.relationships = ">"}), (Walk{0, 1, 3, 4, 2}));
  EXPECT_EQ(nodes(graph, {.order = Order::breadth_first, .relationships = ">"}), (Walk{0, 1, 2, 3, 4}));
}

// A tree of three below each, with a flag at random.
struct FlaggedTree {
  SampleEdges edges{.nodes = 1000};
  std::vector<std::uint8_t> bytes = std::vector<std::uint8_t>(1000);
  std::vector<std::uint8_t> bits = std::vector<std::uint8_t>(1003 / 8 + 1);  // from the third on
  std::array<std::uint64_t, 2> count{};                                      // of 0, of 1

  FlaggedTree() {
    for (NodeId node = 1; node < edges.nodes; ++node) edges.add((node - 1) / 3, node);
    std::mt19937 random(5);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = random() % 2;
      bits[(i + 3) / 8] = static_cast<std::uint8_t>(bits[(i + 3) / 8] | bytes[i] << ((i + 3) % 8));
      ++count[bytes[i]];
    }
  }
  EdgeGraph graph(bool as_bits, bool is_scattered) const {
    EdgeTable table = edges.table();
    const SampleEdges elsewhere = scattered(edges, 3);
    if (is_scattered) table.order = elsewhere.order;
    const column::ArrayView as_bytes{
        .item = column::Item::boolean, .length = 1000, .data = bytes.data(), .stride = 1, .width = 1};
    const column::ArrayView view{.item = column::Item::bit, .length = 1000, .data = bits.data(), .first = 3};
    table.properties.push_back({"flag", as_bits ? view : as_bytes, nullptr});
    return value_or_throw(EdgeGraph::from_edges(std::move(table)));
  }
};

TEST(Traversal, counts_flags_wherever_nodes_and_flags_lie) {
  const FlaggedTree tree;
  for (const bool as_bits : {false, true}) {
    for (const bool is_scattered : {false, true}) {
      EdgeGraph first = tree.graph(as_bits, is_scattered);
      const auto counted = [](const EdgeGraph& graph, Comparison comparison, bool value) {
        const TraversalOptions options{
            .uniqueness = Uniqueness::none, .relationships = ">", .include = PropertyTest{"flag", comparison, value}};
        return value_or_throw(value_or_throw(Traversal::compile(graph, options)).count(0));
      };
      EXPECT_EQ(counted(first, Comparison::equal, true), tree.count[1]);
      const EdgeGraph moved = std::move(first);
      EXPECT_EQ(counted(moved, Comparison::equal, true), tree.count[1]);
      EXPECT_EQ(counted(moved, Comparison::equal, false), tree.count[0]);
      EXPECT_EQ(counted(moved, Comparison::not_equal, false), tree.count[1]);
      EXPECT_EQ(counted(moved, Comparison::greater_or_equal, false), 1000u);
    }
  }
}

TEST(Traversal, follows_types_in_their_direction) {
  const EdgeGraph graph = small().graph();
  EXPECT_EQ(nodes(graph, {.relationships = "X>"}), (Walk{0, 1, 2}));
  EXPECT_EQ(nodes(graph, {.relationships = "<Y"}), (Walk{0, 4}));
  EXPECT_EQ(nodes(graph, {.relationships = "X>|<Y"}), (Walk{0, 1, 2, 4}));
  EXPECT_EQ(nodes(graph, {.relationships = "X"}, 4), (Walk{4, 3}));
  EXPECT_EQ(nodes(graph, {.max_depth = 1}), (Walk{0, 1, 2, 4}));
}

TEST(Traversal, takes_turns) {
  const EdgeGraph graph = small().graph();
  EXPECT_EQ(nodes(graph, {.relationships = "X>,Y>"}), (Walk{0, 1, 3, 4, 2}));
  EXPECT_EQ(nodes(graph, {.relationships = "Y>,X>"}), (Walk{0}));
}

TEST(Traversal, labels_tell_what_is_returned_and_where_it_ends) {
  const EdgeGraph graph = small().graph();
  EXPECT_EQ(nodes(graph, {.relationships = ">", .labels = ">B"}), (Walk{1, 2}));
  EXPECT_EQ(nodes(graph, {.relationships = ">", .labels = "-B"}), (Walk{0}));
  EXPECT_EQ(nodes(graph, {.relationships = ">", .labels = "/B"}), (Walk{1, 2}));
  EXPECT_EQ(nodes(graph, {.relationships = ">", .labels = "A|B"}), (Walk{0, 1, 3, 2}));
  EXPECT_EQ(nodes(graph, {.relationships = ">", .labels = "+A|/B"}), (Walk{1, 2}));
  EXPECT_EQ(nodes(graph, {.relationships = ">", .labels = "A,/B"}), (Walk{1, 2}));
}

TEST(Traversal, above_the_least_depth_nothing_is_returned_and_nothing_ends) {
  const EdgeGraph graph = small().graph();
  EXPECT_EQ(nodes(graph, {.relationships = ">", .labels = "/B|>A", .min_depth = 2}), (Walk{3}));
}

TEST(Traversal, include_decides_what_is_returned_not_what_is_walked) {
  const std::vector<std::uint8_t> flags{0, 0, 1, 1, 0};
  EdgeTable table;
  const SampleEdges edges = small();
  table = edges.table();
  table.properties.push_back(
      {"flag", {.item = column::Item::boolean, .length = 5, .data = flags.data(), .stride = 1, .width = 1}, nullptr});
  const EdgeGraph graph = value_or_throw(EdgeGraph::from_edges(std::move(table)));
  const PropertyTest is_set{"flag", Comparison::equal, true};
  EXPECT_EQ(nodes(graph, {.relationships = ">", .include = is_set}), (Walk{3, 2}));
  EXPECT_EQ(nodes(graph, {.relationships = ">", .labels = ">B", .include = is_set}), (Walk{2}));
  EXPECT_EQ(nodes(graph, {.include = PropertyTest{"flag", Comparison::equal, "x"}}).error().code,
            Errc::invalid_argument);
  EXPECT_EQ(nodes(graph, {.include = PropertyTest{"weight", Comparison::equal, true}}).error().code, Errc::not_found);
}

TEST(Traversal, paths_are_whole) {
  const EdgeGraph graph = small().graph();
  EXPECT_EQ(paths(graph, {.uniqueness = Uniqueness::node_path, .relationships = ">"}),
            (std::vector<Walk>{{0}, {0, 1}, {0, 1, 3}, {0, 1, 3, 4}, {0, 2}, {0, 2, 3}, {0, 2, 3, 4}}));
}

TEST(Traversal, finds_every_walk_that_keeps_the_rule) {
  for (std::uint32_t seed = 0; seed < 30; ++seed) {
    const SampleEdges edges = scattered(random_edges(seed, 12, 20), seed);
    const EdgeGraph graph = edges.graph();
    for (const Uniqueness uniqueness : {Uniqueness::none, Uniqueness::node_path}) {
      TraversalOptions options{
          .uniqueness = uniqueness, .relationships = ">", .min_depth = 1, .max_depth = seed % 5 + 1};
      Walk way{0};
      std::vector<Walk> expected;
      slow_paths(edges, options, way, expected);
      EXPECT_EQ(paths(graph, options), expected);
      EXPECT_EQ(value_or_throw(Traversal::compile(graph, options)).count(0), expected.size());
      options.order = Order::breadth_first;
      std::ranges::stable_sort(expected, {}, &Walk::size);
      EXPECT_EQ(paths(graph, options), expected);
    }
  }
}

TEST(Traversal, once_at_each_depth_is_once_at_each_depth) {
  const EdgeGraph graph = small().graph();
  EXPECT_EQ(nodes(graph, {.uniqueness = Uniqueness::node_level, .relationships = ">", .max_depth = 4}),
            (Walk{0, 1, 3, 4, 0, 2}));
}

TEST(Traversal, ends_at_the_limit) {
  const EdgeGraph graph = small().graph();
  EXPECT_EQ(nodes(graph, {.relationships = ">"}, 0, {.rows = 2}), (Walk{0, 1}));
  EXPECT_EQ(nodes(graph, {.relationships = ">"}, 0, {.rows = 0}), Walk());
}

TEST(Traversal, in_circles_is_an_error) {
  const EdgeGraph graph = small().graph();
  const TraversalOptions endless{.uniqueness = Uniqueness::none, .relationships = "X>|Y>"};
  EXPECT_EQ(nodes(graph, endless).error().code, Errc::limit);
  EXPECT_EQ(value_or_throw(Traversal::compile(graph, endless)).count(0).error().code, Errc::limit);
}

TEST(Traversal, a_node_that_is_met_by_another_step_is_no_circle) {
  SampleEdges edges{.nodes = 1, .type_names = {"X", "Y", "Z"}};
  for (std::uint32_t i = 0; i < 160; ++i) edges.add(0, 0, i % 2);
  const EdgeGraph graph = edges.graph();
  const TraversalOptions options{.uniqueness = Uniqueness::none, .relationships = "X>,Y>,Z>"};
  EXPECT_EQ(value_or_throw(Traversal::compile(graph, options)).count(0), 1u + 80 + 80 * 80);
  EXPECT_EQ(value_or_throw(nodes(graph, options)).size(), 1u + 80 + 80 * 80);
}

TEST(Traversal, what_ends_at_the_least_depth_goes_in_no_circles) {
  SampleEdges edges{.nodes = 2, .labels = {{"A", "B"}, {{0}, {1}}, {0, 1}}};
  for (NodeId i = 0; i < 16; ++i) edges.add(i % 2, 1 - i % 2);
  const EdgeGraph graph = edges.graph();
  const TraversalOptions options{.uniqueness = Uniqueness::none, .relationships = ">", .labels = "/B", .min_depth = 5};
  EXPECT_EQ(value_or_throw(nodes(graph, options)).size(), 8u * 8 * 8 * 8 * 8);
}

TEST(Traversal, stops_when_it_is_told_to) {
  const SampleEdges edges = random_edges(1, 100, 5000);
  const EdgeGraph graph = edges.graph();
  const auto traversal = value_or_throw(
      Traversal::compile(graph, {.uniqueness = Uniqueness::none, .relationships = ">", .max_depth = 50}));
  EXPECT_EQ(traversal.count(0, {.stop = Stop::after(std::chrono::milliseconds(20))}).error().code, Errc::deadline);
}

TEST(Traversal, names_that_are_not_there_are_errors_that_list_those_that_are) {
  const EdgeGraph graph = small().graph();
  EXPECT_EQ(nodes(graph, {.relationships = "Z>"}).error().message,
            "traversal: relationships: expected one of the types [X, Y], found \"Z\"");
  EXPECT_EQ(nodes(graph, {.labels = ">C"}).error().message, "traversal: labels: expected one of [A, B], found \"C\"");
  EXPECT_EQ(nodes(graph, {.relationships = "X>||Y>"}).error().code, Errc::invalid_argument);
  EXPECT_EQ(nodes(graph, {}, 5).error().code, Errc::not_found);
}

}  // namespace
}  // namespace wirespeed::graph
