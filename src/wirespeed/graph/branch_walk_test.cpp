// Walks that have to know more than nodes: relationships, costs, evaluators; and trees and parts of the graph.
#include "wirespeed/graph/branch_walk.hpp"

#include <algorithm>

#include "wirespeed/graph/edge_graph_fixture.hpp"
#include "wirespeed/graph/walk_builder.hpp"
#include "wirespeed/graph/walk_tree.hpp"

namespace wirespeed::graph {
namespace {

using Ids = std::vector<NodeId>;

Ids nodes(const EdgeGraph& graph, const TraversalOptions& options, const Starts& starts = 0) {
  return value_or_throw(value_or_throw(Traversal::compile(graph, options)).nodes(starts));
}

// 0 -> 1, 0 -> 2, 1 -> 3, 2 -> 3, 3 -> 0, with weights 1, 5, 1, 1, 1
SampleEdges circle() {
  SampleEdges edges{.nodes = 4, .weights = {1, 5, 1, 1, 1}};
  edges.add(0, 1);
  edges.add(0, 2);
  edges.add(1, 3);
  edges.add(2, 3);
  edges.add(3, 0);
  edges.order = {2, 0, 3, 1};
  return edges;
}

TEST(BranchWalk, is_the_plain_walk_where_that_can_do_it) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const EdgeGraph graph = random_edges(seed, 15, 30, 2).graph();
    for (const Order order : {Order::depth_first, Order::breadth_first}) {
      for (const Uniqueness uniqueness :
           {Uniqueness::none, Uniqueness::node_global, Uniqueness::node_path, Uniqueness::node_level}) {
        TraversalOptions options{
            .order = order, .uniqueness = uniqueness, .relationships = "A>|B,<A|B>", .min_depth = 1, .max_depth = 4};
        const Paths plain = value_or_throw(value_or_throw(Traversal::compile(graph, options)).paths({3, 5}));
        options.evaluator = [](std::span<const std::int64_t>) { return Evaluation{}; };
        const Paths asked = value_or_throw(value_or_throw(Traversal::compile(graph, options)).paths({3, 5}));
        EXPECT_EQ(plain.nodes, asked.nodes) << "seed " << seed;
        EXPECT_EQ(plain.offsets, asked.offsets);
      }
    }
  }
}

TEST(BranchWalk, does_not_tell_where_nodes_lie) {
  const Predicate light = PropertyTest{"weight", Comparison::less, 15.0};
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    const SampleEdges edges = random_edges(seed, 12, 24, 2);
    const EdgeGraph here = edges.graph();
    const EdgeGraph elsewhere = scattered(edges, seed).graph();
    for (const Uniqueness uniqueness : {Uniqueness::node_path, Uniqueness::node_recent, Uniqueness::relationship_path,
                                        Uniqueness::relationship_global, Uniqueness::relationship_level}) {
      const TraversalOptions options{.order = seed % 2 == 0 ? Order::best_first : Order::depth_first_post,
                                     .uniqueness = uniqueness,
                                     .relationships = "A|<B",
                                     .max_depth = 4,
                                     .recent = 3,
                                     .relationship_where = light,
                                     .deny_nodes = {2}};
      const Paths expected = value_or_throw(value_or_throw(Traversal::compile(here, options)).paths({3, 5}));
      const Paths found = value_or_throw(value_or_throw(Traversal::compile(elsewhere, options)).paths({3, 5}));
      EXPECT_EQ(found.nodes, expected.nodes) << "seed " << seed;
      EXPECT_EQ(found.offsets, expected.offsets);
    }
  }
}

TEST(BranchWalk, a_relationship_is_followed_once) {
  const EdgeGraph graph = circle().graph();
  EXPECT_EQ(nodes(graph, {.uniqueness = Uniqueness::relationship_global, .relationships = ">"}),
            (Ids{0, 1, 3, 0, 2, 3}));
  EXPECT_EQ(nodes(graph, {.uniqueness = Uniqueness::relationship_path, .relationships = ">", .min_depth = 4}),
            (Ids{2, 3, 1, 3}));
  EXPECT_EQ(nodes(graph, {.uniqueness = Uniqueness::relationship_path, .max_depth = 1}), (Ids{0, 1, 2, 3}));
}

TEST(BranchWalk, nodes_come_after_those_behind_them) {
  const EdgeGraph graph = circle().graph();
  EXPECT_EQ(nodes(graph, {.order = Order::depth_first_post, .relationships = ">"}), (Ids{3, 1, 2, 0}));
  EXPECT_EQ(nodes(graph, {.order = Order::breadth_first_post, .relationships = ">"}), (Ids{3, 1, 2, 0}));
}

TEST(BranchWalk, the_nearest_come_first) {
  const EdgeGraph graph = circle().graph();
  EXPECT_EQ(nodes(graph, {.order = Order::best_first, .relationships = ">"}), (Ids{0, 1, 3, 2}));
}

TEST(BranchWalk, relationships_are_followed_where_they_fulfil_what_is_asked) {
  const EdgeGraph graph = circle().graph();
  const Predicate light = PropertyTest{"weight", Comparison::less, 2.0};
  EXPECT_EQ(nodes(graph, {.relationships = ">", .relationship_where = light}), (Ids{0, 1, 3}));
  EXPECT_EQ(nodes(graph, {.relationships = "<", .relationship_where = light}), (Ids{0, 3, 1, 2}));
}

TEST(BranchWalk, relationships_have_properties_by_edge) {
  const SampleEdges edges = circle();
  EdgeTable table = edges.table();
  const std::vector<std::int32_t> since{1, 2, 3, 4, 5};
  table.relationship_properties.push_back({"since",
                                           {.item = column::Item::int32,
                                            .length = 5,
                                            .data = reinterpret_cast<const std::uint8_t*>(since.data()),
                                            .stride = 4,
                                            .width = 4},
                                           nullptr});
  const EdgeGraph graph = value_or_throw(EdgeGraph::from_edges(std::move(table)));
  const Predicate late = PropertyTest{"since", Comparison::greater_or_equal, std::int64_t{2}};
  EXPECT_EQ(nodes(graph, {.relationships = ">", .relationship_where = late}), (Ids{0, 2, 3}));
  EXPECT_EQ(nodes(graph, {.relationships = "<", .relationship_where = late}), (Ids{0, 3, 1, 2}));
  const Predicate unknown = PropertyTest{"until", Comparison::equal, true};
  EXPECT_EQ(Traversal::compile(graph, {.relationship_where = unknown}).error().code, Errc::not_found);
}

TEST(BranchWalk, of_what_was_met_lately_nothing_is_entered) {
  const EdgeGraph graph = circle().graph();
  TraversalOptions options{.uniqueness = Uniqueness::node_recent, .relationships = ">", .max_depth = 4};
  EXPECT_EQ(nodes(graph, options), (Ids{0, 1, 3, 2}));
  options.recent = 1;
  EXPECT_EQ(nodes(graph, options), (Ids{0, 1, 3, 0, 1, 2}));
}

// Every two of the nodes in both directions.
SampleEdges complete(NodeId nodes) {
  SampleEdges edges{.nodes = nodes};
  for (NodeId source = 0; source < nodes; ++source) {
    for (NodeId target = 0; target < nodes; ++target) {
      if (source != target) edges.add(source, target);
    }
  }
  return edges;
}

TEST(BranchWalk, as_long_as_nothing_is_forgotten_recent_is_global) {
  const EdgeGraph graph = complete(30).graph();
  EXPECT_EQ(nodes(graph, {.uniqueness = Uniqueness::relationship_recent, .relationships = ">"}),
            nodes(graph, {.uniqueness = Uniqueness::relationship_global, .relationships = ">"}));
  EXPECT_EQ(nodes(graph, {.uniqueness = Uniqueness::node_recent, .relationships = ">"}),
            nodes(graph, {.relationships = ">"}));
}

TEST(BranchWalk, what_forgets_what_it_has_met_goes_in_circles) {
  const EdgeGraph graph = circle().graph();
  for (const Uniqueness uniqueness : {Uniqueness::node_recent, Uniqueness::relationship_recent}) {
    TraversalOptions options{.uniqueness = uniqueness, .relationships = ">", .recent = 1};
    const auto found = value_or_throw(Traversal::compile(graph, options)).count(0);
    EXPECT_EQ(found.error().code, Errc::limit);
    EXPECT_NE(found.error().message.find("circles"), std::string::npos);
    options.recent = 0;
    EXPECT_EQ(Traversal::compile(graph, options).error().code, Errc::invalid_argument);
  }
}

TEST(BranchWalk, an_evaluator_decides_and_its_error_ends_the_walk) {
  const EdgeGraph graph = circle().graph();
  TraversalOptions options{.relationships = ">"};
  options.evaluator = [](std::span<const std::int64_t> path) -> Result<Evaluation> {
    return Evaluation{.include = path.size() > 1, .walk_on = path.back() != 1};
  };
  EXPECT_EQ(nodes(graph, options), (Ids{1, 2, 3}));
  options.evaluator = [](std::span<const std::int64_t>) -> Result<Evaluation> { return fail(Errc::io, "no"); };
  EXPECT_EQ(value_or_throw(Traversal::compile(graph, options)).count(0).error().code, Errc::io);
}

TEST(BranchWalk, lists_say_what_is_returned_and_what_is_left_out) {
  const EdgeGraph graph = circle().graph();
  EXPECT_EQ(nodes(graph, {.relationships = ">", .end_nodes = {3}}), (Ids{3}));
  EXPECT_EQ(nodes(graph, {.relationships = ">", .terminator_nodes = {1}}), (Ids{1}));
  EXPECT_EQ(nodes(graph, {.relationships = ">", .deny_nodes = {1}}), (Ids{0, 2, 3}));
  EXPECT_EQ(nodes(graph, {.relationships = ">", .allow_nodes = std::vector<std::int64_t>{0, 2}}), (Ids{0, 2}));
  EXPECT_EQ(nodes(graph, {.relationships = ">", .end_nodes = {3}, .allow_nodes = std::vector<std::int64_t>{0, 2}}),
            (Ids{3}));
  EXPECT_EQ(Traversal::compile(graph, {.end_nodes = {9}}).error().code, Errc::not_found);
}

TEST(BranchWalk, goes_on_where_a_full_answer_ended_it) {
  const EdgeGraph graph = random_edges(1, 40, 90).graph();
  for (const Order order : {Order::depth_first, Order::breadth_first, Order::depth_first_post,
                            Order::breadth_first_post, Order::best_first}) {
    const Traversal traversal = value_or_throw(Traversal::compile(graph, {.order = order, .relationships = ">"}));
    Walk walk = value_or_throw(traversal.open(0, Wanted::nodes));
    Ids all;
    for (bool more = true; more;) {
      walk.allow(3);
      more = value_or_throw(walk.run({}));
      const Ids some = walk.take_nodes();
      EXPECT_LE(some.size(), 3u);
      all.insert(all.end(), some.begin(), some.end());
    }
    EXPECT_EQ(all, value_or_throw(traversal.nodes(0)));
  }
}

TEST(BranchWalk, budgets_are_kept) {
  const EdgeGraph graph = random_edges(1, 200, 4000).graph();
  const Traversal all = value_or_throw(Traversal::compile(graph, {.relationships = ">"}));
  EXPECT_EQ(all.count(0, {.max_rows = 100}).error().code, Errc::limit);
  EXPECT_EQ(value_or_throw(all.count(0, {.rows = 100})), 100u);
  const Traversal many = value_or_throw(Traversal::compile(
      graph, {.order = Order::breadth_first, .uniqueness = Uniqueness::none, .relationships = ">", .max_depth = 9}));
  EXPECT_EQ(many.nodes(0, {.memory = 1 << 20}).error().code, Errc::limit);
}

// One of each kind of walker that gives out its answer bit by bit, and none of which ends.
std::vector<TraversalOptions> endless_walks() {
  const TraversalOptions plain{.uniqueness = Uniqueness::none, .relationships = ">"};
  std::vector<TraversalOptions> all(3, plain);
  all[1].order = Order::breadth_first;
  all[2].evaluator = [](std::span<const std::int64_t>) { return Evaluation{}; };
  return all;
}

// How a walk ends that gives out two rows at a time.
Error error_of_batches(const EdgeGraph& graph, const TraversalOptions& options, const WalkLimits& limits) {
  const Traversal traversal = value_or_throw(Traversal::compile(graph, options));
  Walk walk = value_or_throw(traversal.open(0, Wanted::nodes, limits));
  for (int batch = 0; batch < 20'000; ++batch) {
    walk.allow(2);
    const auto more = walk.run(limits.stop);
    if (!more) return more.error();
    walk.take_nodes();
  }
  return fail(Errc::io, "no end").error();
}

TEST(BranchWalk, batches_are_checked_as_one_walk_is) {
  const EdgeGraph graph = circle().graph();
  for (const TraversalOptions& options : endless_walks()) {
    EXPECT_NE(error_of_batches(graph, options, {}).message.find("circles"), std::string::npos);
    EXPECT_EQ(error_of_batches(graph, options, {.stop = Stop::after(std::chrono::nanoseconds(0))}).code,
              Errc::deadline);
    TraversalOptions deep = options;
    deep.max_depth = 1 << 30;
    const Error error = error_of_batches(graph, deep, {.memory = 1 << 17});
    EXPECT_NE(error.message.find("bytes at a time"), std::string::npos) << error.message;
  }
}

// --- trees and parts -------------------------------------------------------------------------------------------------

TEST(WalkTree, has_what_is_returned_and_the_way_there) {
  const EdgeGraph graph = circle().graph();
  const Traversal threes = value_or_throw(Traversal::compile(graph, {.relationships = ">", .end_nodes = {3}}));
  const WalkTree tree = value_or_throw(spanning_tree(threes, 0));
  EXPECT_EQ(tree.nodes, (Ids{0, 1, 3}));
  EXPECT_EQ(tree.parents, (std::vector<std::int64_t>{-1, 0, 1}));
  EXPECT_EQ(tree.returned, (std::vector<std::uint8_t>{0, 0, 1}));
  EXPECT_EQ(tree.relationships, (Ids{kNoRelationship, 1, 4}));
  const Traversal deep = value_or_throw(Traversal::compile(graph, {.min_depth = 2}));
  EXPECT_EQ(spanning_tree(deep, 0).error().code, Errc::invalid_argument);
}

TEST(Subgraph, has_what_was_walked_or_all_between) {
  SampleEdges edges = circle();
  edges.add(1, 2);
  edges.weights.push_back(7);
  const EdgeGraph graph = edges.graph();
  const Traversal near = value_or_throw(Traversal::compile(graph, {.relationships = ">", .max_depth = 1}));
  const Subgraph walked = value_or_throw(subgraph(near, 0, SubgraphKind::walked));
  EXPECT_EQ(walked.nodes, (Ids{0, 1, 2}));
  EXPECT_EQ(walked.targets, (Ids{1, 2}));
  const Subgraph all = value_or_throw(subgraph(near, 0, SubgraphKind::all));
  EXPECT_EQ(all.sources, (Ids{0, 0, 1}));
  EXPECT_EQ(all.targets, (Ids{1, 2, 2}));
}

TEST(WalkBuilder, says_what_the_options_say) {
  const EdgeGraph graph = circle().graph();
  const WalkBuilder sentence = walk(graph).breadth_first().relationships(">").from_depth(1).to_depth(2);
  EXPECT_EQ(value_or_throw(sentence.nodes(0)), (Ids{1, 2, 3}));
  EXPECT_EQ(value_or_throw(sentence.deny_nodes({1}).count(0)), 2u);
  EXPECT_EQ(value_or_throw(sentence.count(0)), 3u);
}

TEST(Rows, know_whose_a_place_is) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Relationships& one : graph.relationships()) {
      for (const Rows* rows : {&one.out, &one.in}) {
        for (NodeId node = 0; node < edges.nodes; ++node) {
          const RowSpan row = rows->span_of(node);
          for (std::uint32_t i = 0; i < row.size; ++i) EXPECT_EQ(rows->owner_of(row.begin + i), node);
        }
      }
    }
  }
}

}  // namespace
}  // namespace wirespeed::graph
