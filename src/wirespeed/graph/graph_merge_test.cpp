#include "wirespeed/graph/graph_merge.hpp"

#include "wirespeed/graph/edge_graph_file_fixture.hpp"

namespace wirespeed::graph {
namespace {

EdgeGraph merge(const EdgeGraph& base, const GraphChanges& changes) {
  return value_or_throw(merged(base, {&changes, 1}, base.has_weights()));
}

// (source, target, type, weight) as they are found row by row.
std::vector<std::string> edges_of(const EdgeGraph& graph) {
  std::vector<std::string> edges;
  for (const Relationships& one : graph.relationships()) {
    for (NodeId node = 0; node < graph.node_count(); ++node) {
      const NodeId place = graph.numbering().place_of(node);
      for (std::size_t i = 0; i < one.out.of(place).size(); ++i) {
        const double weight = graph.has_weights() ? one.out.weights_of(place)[i] : 1;
        edges.push_back(
            fmt::format("{}-{}->{} {}", node, one.type, graph.numbering().node_at(one.out.of(place)[i]), weight));
      }
    }
  }
  return edges;
}

std::vector<std::string> labels_of(const EdgeGraph& graph, NodeId node) {
  const std::uint32_t set = graph.classes().all[graph.classes().of_node[graph.numbering().place_of(node)]].labels;
  std::vector<std::string> labels;
  if (set == graph.labels().sets.size()) return labels;
  for (const std::uint32_t label : graph.labels().sets[set]) labels.push_back(graph.labels().names[label]);
  return labels;
}

// Nodes whose property is at least the value.
std::vector<NodeId> where(const EdgeGraph& graph, const std::string& property, ConditionValue value) {
  const auto condition =
      value_or_throw(Condition::make(*graph.find_property(property), Comparison::greater_or_equal, value));
  std::vector<NodeId> found;
  for (NodeId node = 0; node < graph.node_count(); ++node) {
    if (condition.holds(node)) found.push_back(node);
  }
  return found;
}

TEST(GraphMerge, without_changes_a_graph_stays_as_it_is) {
  for (const SampleEdges& sample : samples()) {
    const EdgeGraph graph = sample.graph();
    EXPECT_EQ(edges_of(merge(graph, {})), edges_of(graph));
  }
}

TEST(GraphMerge, is_the_graph_of_what_is_left_and_what_was_added) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const SampleEdges whole = scattered(random_edges(seed, 30, 90, 3), seed);
    SampleEdges base = whole;
    GraphChanges changes;
    for (const std::size_t at : {80, 81, 82, 83, 84, 85, 86, 87, 88, 89}) {
      changes.added_edges.push_back(
          {whole.sources[at], whole.targets[at], whole.type_names[whole.types[at]], whole.weights[at]});
    }
    for (auto* ends : {&base.sources, &base.targets, &base.types}) ends->resize(80);
    base.weights.resize(80);
    EXPECT_EQ(edges_of(merge(base.graph(), changes)), edges_of(whole.graph()));
  }
}

TEST(GraphMerge, a_removed_edge_is_gone_as_often_as_it_was_there) {
  SampleEdges sample{.nodes = 3, .type_names = {"A", "B"}};
  sample.add(0, 1, 0);
  sample.add(0, 1, 0);
  sample.add(0, 1, 1);
  sample.add(0, 2, 0);
  const EdgeGraph graph = merge(sample.graph(), {.removed_edges = {{0, 1, "A"}, {0, 1, "C"}, {2, 1, "A"}}});
  EXPECT_EQ(edges_of(graph), (std::vector<std::string>{"0-A->2 1", "0-B->1 1"}));
}

TEST(GraphMerge, a_removed_node_is_a_number_without_anything) {
  const EdgeGraph graph = merge(rich_graph(), {.removed_nodes = {1}});
  EXPECT_EQ(graph.node_count(), 10U);
  EXPECT_EQ(degree_of(graph, graph.numbering().place_of(1), Direction::both), 0U);
  EXPECT_TRUE(labels_of(graph, 1).empty());
  EXPECT_EQ(where(graph, "age", std::int64_t{0}), (std::vector<NodeId>{0, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(labels_of(graph, 4), labels_of(rich_graph(), 4));
}

TEST(GraphMerge, a_removed_node_may_be_filled_again) {
  const EdgeGraph graph = merge(rich_graph(), {.removed_nodes = {1},
                                               .added_edges = {{1, 1, "A", 5}},
                                               .labels = {{1, {"M"}}},
                                               .properties = {{1, "name", "bob"}}});
  EXPECT_EQ(degree_of(graph, graph.numbering().place_of(1), Direction::both), 2U);
  EXPECT_EQ(labels_of(graph, 1), (std::vector<std::string>{"M"}));
  EXPECT_EQ(where(graph, "name", "bob"), (std::vector<NodeId>{1, 2, 4, 5, 6, 7, 8, 9}));
}

TEST(GraphMerge, added_nodes_have_what_is_said_of_them) {
  const EdgeGraph graph = merge(rich_graph(), {.added_nodes = 2,
                                               .added_edges = {{10, 11, "NEW", 3}},
                                               .labels = {{10, {"N", "L", "N"}}},
                                               .properties = {{10, "age", std::int64_t{40}}, {11, "tall", true}}});
  EXPECT_EQ(graph.node_count(), 12U);
  EXPECT_EQ(labels_of(graph, 10), (std::vector<std::string>{"L", "N"}));
  EXPECT_TRUE(labels_of(graph, 11).empty());
  EXPECT_EQ(where(graph, "age", std::int64_t{16}), (std::vector<NodeId>{9, 10}));
  EXPECT_EQ(where(graph, "tall", false), (std::vector<NodeId>{11}));
  EXPECT_EQ(edges_of(graph).back(), "10-NEW->11 3");
}

TEST(GraphMerge, relationship_properties_go_with_their_edges) {
  const EdgeGraph graph = merge(rich_graph(), {.removed_nodes = {0}, .added_edges = {{1, 2, "A", 1}}});
  const auto& since = graph.find_relationship_property("since")->values;
  const auto before = rich_graph().relationship_count();
  EXPECT_EQ(static_cast<std::uint64_t>(since.length), graph.relationship_count());
  EXPECT_LT(graph.relationship_count(), before);
  EXPECT_FALSE(since.is_there(since.length - 1));
  const Predicate late = PropertyTest{"since", Comparison::greater, 9.0};
  const auto found = value_or_throw(
      value_or_throw(Traversal::compile(graph, {.relationships = "C>", .max_depth = 1, .relationship_where = late}))
          .nodes(2));
  EXPECT_EQ(found, (std::vector<NodeId>{2, 7}));
}

TEST(GraphMerge, a_type_stays_when_its_last_relationship_goes) {
  SampleEdges sample{.nodes = 2, .type_names = {"A", "B"}};
  sample.add(0, 1, 1);
  const EdgeGraph graph = merge(sample.graph(), {.removed_edges = {{0, 1, "B"}}});
  EXPECT_EQ(graph.relationship_count(), 0U);
  EXPECT_EQ(graph.relationships().size(), 2U);
}

TEST(GraphMerge, nodes_lie_where_they_lay) {
  const EdgeGraph graph = merge(rich_graph(), {.added_nodes = 1});
  const auto nodes = graph.numbering().nodes();
  EXPECT_EQ(std::vector<NodeId>(nodes.begin(), nodes.end()), (std::vector<NodeId>{3, 1, 4, 0, 5, 9, 2, 6, 8, 7, 10}));
}

TEST(GraphMerge, a_value_of_another_kind_is_refused_by_name) {
  const GraphChanges changes{.properties = {{3, "age", "old"}}};
  EXPECT_EQ(merged(rich_graph(), {&changes, 1}, true).error().message,
            "merge: \"age\" of 3: expected a value of the column's kind, found a text");
  const GraphChanges mixed{.properties = {{3, "new", true}, {4, "new", "old"}}};
  EXPECT_FALSE(merged(rich_graph(), {&mixed, 1}, true));
}

TEST(GraphMerge, whole_numbers_and_reals_make_a_column_of_reals) {
  const EdgeGraph graph =
      merge(rich_graph(), {.properties = {{0, "x", std::int64_t{1}}, {1, "x", 2.5}, {2, "x", PropertyValue()}}});
  EXPECT_EQ(where(graph, "x", 1.0), (std::vector<NodeId>{0, 1}));
}

TEST(GraphMerge, changes_of_what_is_not_there_are_refused) {
  const EdgeGraph base = SampleEdges{.nodes = 3}.graph();
  const auto check = [&](const GraphChanges& changes, bool has_weights) {
    return check_changes(changes, base, 3, has_weights);
  };
  EXPECT_FALSE(check({.removed_nodes = {3}}, false));
  EXPECT_FALSE(check({.added_edges = {{0, 3}}}, false));
  EXPECT_FALSE(check({.added_edges = {{0, 1, "", 2}}}, false));
  EXPECT_FALSE(check({.added_edges = {{0, 1, "", NAN}}}, true));
  EXPECT_FALSE(check({.labels = {{3, {}}}}, false));
  EXPECT_FALSE(check({.properties = {{3, "x", true}}}, false));
  EXPECT_FALSE(check({.edge_properties = {{0, 3, "", "weight", 1.0}}}, true));
  EXPECT_TRUE(check({.added_nodes = 1, .added_edges = {{3, 3}}}, false));
}

// (source, target) of the relationships that a condition lets through.
std::vector<std::pair<NodeId, NodeId>> along(const EdgeGraph& graph, const Predicate& predicate) {
  const auto traversal = value_or_throw(
      Traversal::compile(graph, {.relationships = ">", .max_depth = 1, .relationship_where = predicate}));
  std::vector<std::pair<NodeId, NodeId>> found;
  for (NodeId node = 0; node < graph.node_count(); ++node) {
    for (const NodeId other : value_or_throw(traversal.nodes(node))) {
      if (other != node) found.emplace_back(node, other);
    }
  }
  return found;
}

using Pairs = std::vector<std::pair<NodeId, NodeId>>;

TEST(GraphMerge, an_added_edge_has_the_properties_that_are_said_of_it_and_none_of_the_others) {
  const GraphChanges changes{
      .added_edges = {{7, 9, "A", 1, {{"since", 40.5}}}, {7, 8, "NEW", 1, {{"since", std::int64_t{41}}}}, {9, 8, "A"}}};
  const EdgeGraph graph = merge(rich_graph(), changes);
  EXPECT_EQ(along(graph, PropertyTest{"since", Comparison::greater, 40.0}), (Pairs{{7, 9}, {7, 8}}));
  EXPECT_EQ(along(graph, PropertyTest{"since", Comparison::less, 2.0}),
            along(rich_graph(), PropertyTest{"since", Comparison::less, 2.0}));
}

TEST(GraphMerge, properties_of_relationships_change_for_all_of_a_type_between_two_nodes) {
  SampleEdges sample{.nodes = 3, .type_names = {"A", "B"}};
  for (const std::uint32_t type : {0U, 0U, 1U}) sample.add(0, 1, type);
  const std::vector<std::int64_t> since{1, 2, 3};
  EdgeTable table = sample.table();
  table.relationship_properties = {{"since", view_of(column::Item::int64, since), nullptr}};
  const EdgeGraph base = value_or_throw(EdgeGraph::from_edges(std::move(table)));
  const EdgeGraph graph = merge(
      base, {.added_edges = {{0, 1, "A"}, {0, 2, "A"}}, .edge_properties = {{0, 1, "A", "since", std::int64_t{9}}}});
  const auto& values = graph.find_relationship_property("since")->values;
  const auto* items = reinterpret_cast<const std::int64_t*>(values.data);
  EXPECT_EQ(std::vector<std::int64_t>(items, items + 4), (std::vector<std::int64_t>{9, 9, 3, 9}));
  EXPECT_FALSE(values.is_there(4));
}

TEST(GraphMerge, a_weight_is_a_property_too) {
  SampleEdges sample{.nodes = 3, .sources = {0}, .targets = {1}, .weights = {2.5}};
  const EdgeGraph graph = merge(sample.graph(), {.added_edges = {{1, 2, "", 1, {{"weight", 4.5}}}},
                                                 .edge_properties = {{0, 1, "", "weight", std::int64_t{3}}}});
  EXPECT_EQ(edges_of(graph), (std::vector<std::string>{"0-->1 3", "1-->2 4.5"}));
}

TEST(GraphMerge, a_value_that_a_relationship_cannot_have_is_refused_at_once) {
  const EdgeGraph base = rich_graph();
  const auto refusal = [&](const GraphChanges& changes) {
    return check_changes(changes, base, 10, true).error().message;
  };
  EXPECT_EQ(refusal({.added_edges = {{0, 1, "A", 1, {{"until", 3.0}}}}}),
            "apply: 0-A->1: expected a property of the graph's relationships, found \"until\"");
  EXPECT_EQ(refusal({.added_edges = {{0, 1, "A", 1, {{"since", "long"}}}}}),
            "apply: \"since\" of 0-A->1: expected a value of the column's kind, found a text");
  EXPECT_FALSE(refusal({.edge_properties = {{0, 1, "A", "weight", NAN}}}).empty());
}

TEST(GraphMerge, a_change_of_a_relationship_that_is_not_there_is_refused) {
  const GraphChanges changes{.removed_edges = {{0, 5, "C"}}, .edge_properties = {{0, 5, "C", "since", 3.0}}};
  EXPECT_EQ(merged(rich_graph(), {&changes, 1}, true).error().message,
            "merge: \"since\": expected a relationship 0-C->5, found none");
}

}  // namespace
}  // namespace wirespeed::graph
