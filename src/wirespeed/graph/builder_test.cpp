#include "wirespeed/graph/builder.hpp"

#include <gtest/gtest.h>

#include <array>

#include "wirespeed/graph/graph.hpp"
#include "wirespeed/graph/toy_graph.hpp"

namespace wirespeed::graph {
namespace {

class BuilderTest : public testing::Test {
 protected:
  // The message of the first call that fails in `fill`.
  std::string refusal(const std::function<Result<void>(Builder&, LabelId)>& fill) {
    auto writer = value_or_throw(SectionWriter::create(directory_.snapshot()));
    Builder builder(writer);
    const std::uint32_t ids[] = {5, 6};
    const auto done = fill(builder, value_or_throw(builder.add_label("City", ids)));
    return done ? "nothing" : done.error().message;
  }
  static Result<void> relate(Builder& builder, LabelId label, NodeId source, NodeId target) {
    EdgeList edges;
    edges.add(source, target);
    const NodeRange all = builder.range(label);
    const auto counts = builder.add_relationships({.name = "ROAD", .sources = all, .targets = all}, std::move(edges));
    if (!counts) return std::unexpected(counts.error());
    return {};
  }

  ToyDirectory directory_{testing::UnitTest::GetInstance()->current_test_info()->name()};
};

TEST_F(BuilderTest, ids_must_ascend) {
  EXPECT_EQ(refusal([](Builder& builder, LabelId) -> Result<void> {
              const auto label = builder.add_label("Town", std::array{2u, 2u});
              return label ? Result<void>() : std::unexpected(label.error());
            }),
            "add label Town: expected ascending ids without duplicates");
}

TEST_F(BuilderTest, an_edge_must_end_inside_its_range) {
  EXPECT_EQ(refusal([](Builder& builder, LabelId city) { return relate(builder, city, 0, 2); }),
            "add relationships ROAD: expected every target in [0, 2), found 2");
}

TEST_F(BuilderTest, an_id_without_a_node_is_named) {
  EXPECT_EQ(refusal([](Builder& builder, LabelId city) {
              std::array ids = {5u, 7u};
              return builder.to_nodes(city, ids);
            }),
            "expected an id of a City node, found 7, which was not given to add_label");
}

TEST_F(BuilderTest, rows_must_be_as_many_as_nodes_unless_they_name_theirs) {
  EXPECT_EQ(
      refusal([](Builder& builder, LabelId city) { return builder.add_i32(city, "people", {}, std::array{1, 2, 3}); }),
      "add property people: expected a row for each of 2 nodes, found 3; or tell the rows' nodes");
}

TEST_F(BuilderTest, a_trend_needs_its_years_first) {
  EXPECT_EQ(refusal([](Builder& builder, LabelId city) -> Result<void> {
              const NodeRange all = builder.range(city);
              RelationshipSpec spec{.name = "ROAD", .sources = all, .targets = all};
              spec.trend = TrendSpec{city, "built", Direction::in};
              const auto counts = builder.add_relationships(spec, {});
              return counts ? Result<void>() : std::unexpected(counts.error());
            }),
            "add relationships ROAD: trend: expected an i16 property built of City; add it before the type");
}

TEST_F(BuilderTest, rows_in_any_order_reach_their_nodes_and_the_later_of_two_counts) {
  const Graph graph = directory_.build([](Builder& builder) {
    const LabelId city = value_or_throw(builder.add_label("City", 3));
    TextRows names;
    for (const char* name : {"Rome", "Oslo", "Roma"}) names.add(name);
    value_or_throw(builder.add_text(city, "name", std::array{2u, 0u, 2u}, names, TextUse::indexed_name));
    value_or_throw(builder.add_u32(city, "people", std::array{2u, 1u}, std::array{7u, 9u}));
  });
  EXPECT_EQ(graph.node(0).name(), "Oslo");
  EXPECT_EQ(graph.node(1).name(), "");
  EXPECT_EQ(graph.node(2).name(), "Roma");
  EXPECT_EQ(named(graph, "City", "Roma"), 2u);
  EXPECT_EQ(named(graph, "City", "Rome"), kNoNode);
  EXPECT_EQ(graph.node(2).property("people"), Value(std::int64_t{7}));
  EXPECT_EQ(graph.node(0).property("people"), Value());
}

TEST_F(BuilderTest, texts_of_many_chunks_are_one_column) {
  const std::string big(700'000, 'x');
  const Graph graph = directory_.build([&](Builder& builder) {
    const LabelId city = value_or_throw(builder.add_label("City", 4));
    TextRows names, more;
    names.add(big + "0");
    names.add(big + "1");
    more.add(big + "2");
    more.add(std::string(3'000'000, 'y'));
    names.append(std::move(more));
    value_or_throw(builder.add_text(city, "name", {}, names, TextUse::indexed_name));
  });
  EXPECT_EQ(named(graph, "City", big + "1"), 1u);
  EXPECT_EQ(named(graph, "City", big + "2"), 2u);
  EXPECT_EQ(graph.node(3).name().size(), 3'000'000u);
}

TEST_F(BuilderTest, the_file_does_not_depend_on_the_number_of_threads) {
  directory_.build(fill_toy_graph, 1);
  const std::string once = value_or_throw(read_file(directory_.snapshot()));
  directory_.build(fill_toy_graph, 4);
  EXPECT_TRUE(once == value_or_throw(read_file(directory_.snapshot())));
}

TEST_F(BuilderTest, an_empty_graph_is_a_graph) {
  const Graph graph = directory_.build([](Builder& builder) {
    const LabelId nobody = value_or_throw(builder.add_label("Nobody", std::span<const ExternalId>()));
    const NodeRange none = builder.range(nobody);
    value_or_throw(builder.add_relationships({.name = "KNOWS", .sources = none, .targets = none}, {}));
  });
  EXPECT_EQ(graph.node_count(), 0u);
  EXPECT_EQ(graph.relationship_count(), 0u);
  EXPECT_FALSE(graph.node(LabelId{0}, 1));
  EXPECT_TRUE(graph.verify());
}

}  // namespace
}  // namespace wirespeed::graph
