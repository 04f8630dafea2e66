#include "wirespeed/graph/graph.hpp"

#include <gtest/gtest.h>

#include "wirespeed/graph/toy_graph.hpp"

namespace wirespeed::graph {
namespace {

using namespace std::chrono_literals;

class GraphTest : public testing::Test {
 protected:
  NodeView node(std::string_view label, ExternalId id) {
    return value_or_throw(graph_.node(value_or_throw(graph_.label(label)), id));
  }
  LabelId label(std::string_view name) { return value_or_throw(graph_.label(name)); }
  TypeId type(std::string_view name) { return value_or_throw(graph_.type(name)); }
  std::string next(NodeId from, std::string_view relationship, Direction direction) {
    return names(graph_, graph_.neighbors(from, type(relationship), direction));
  }
  std::string path(NodeId a, NodeId b, const PathOptions& options = {}) {
    const auto found = value_or_throw(graph_.shortest_path(a, b, options));
    std::string text = found ? std::string(graph_.node(found->nodes[0]).name()) : "none";
    for (std::size_t i = 0; found && i < found->steps.size(); ++i) {
      const auto& [step, direction] = found->steps[i];
      const std::string_view over = graph_.type_name(step);
      text += direction == Direction::out ? fmt::format(" -{}> ", over) : fmt::format(" <{}- ", over);
      text += graph_.node(found->nodes[i + 1]).name();
    }
    return text;
  }

  ToyDirectory directory_{testing::UnitTest::GetInstance()->current_test_info()->name()};
  Graph graph_ = directory_.build(fill_toy_graph);
};

TEST_F(GraphTest, nodes_are_found_by_external_id) {
  EXPECT_EQ(node("Artist", 7).name(), "Jeff Mills");
  EXPECT_EQ(node("Artist", 7).external_id(), 7u);
  EXPECT_EQ(node("Release", 4000000000).name(), "Knock");
  EXPECT_EQ(node("Release", 4000000000).external_id(), 4000000000u);
}

TEST_F(GraphTest, an_id_that_is_not_there_is_an_error_that_names_it) {
  const auto missing = graph_.node(label("Artist"), 8);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::not_found);
  EXPECT_EQ(missing.error().message, "graph: there is no Artist with id 8");
  EXPECT_FALSE(graph_.node(label("Genre"), 0)) << "a label without external ids";
}

TEST_F(GraphTest, an_unknown_label_is_told_the_known_ones) {
  EXPECT_EQ(graph_.label("artist").error().message,
            "graph: expected a label (Artist, Release, Genre, Person), found \"artist\"");
}

TEST_F(GraphTest, a_stub_has_an_id_and_no_properties) {
  const NodeView stub = node("Artist", 194);
  EXPECT_TRUE(stub.is_stub());
  EXPECT_EQ(stub.name(), "");
  EXPECT_EQ(stub.property("name"), Value());
  EXPECT_FALSE(node("Artist", 1).is_stub());
}

TEST_F(GraphTest, count_leaves_out_stubs) {
  EXPECT_EQ(graph_.count(label("Artist")), 2u);
  EXPECT_EQ(graph_.stub_count(label("Artist")), 1u);
  EXPECT_EQ(graph_.range(label("Artist")).size(), 3u);
  EXPECT_EQ(graph_.node_count(), 12u);
}

TEST_F(GraphTest, properties_keep_their_types_and_nulls) {
  const NodeView first = node("Release", 10);
  EXPECT_EQ(first.property("title"), Value("Stockholm"));
  EXPECT_EQ(first.property("year"), Value(std::int64_t{1999}));
  EXPECT_EQ(first.property("formats"), Value(TextList{"Vinyl", "LP"}));
  EXPECT_EQ(first.property("country"), Value("Sweden"));
  const NodeView third = node("Release", 30);
  for (const auto& [name, value] : third.properties()) EXPECT_EQ(value, Value()) << name;
  EXPECT_EQ(first.property("colour"), Value());
}

TEST_F(GraphTest, find_gives_every_node_of_the_name_with_and_without_an_index) {
  EXPECT_EQ(graph_.node(named(graph_, "Artist", "The Persuader")).external_id(), 1u);
  const auto knocks = value_or_throw(graph_.find(label("Release"), "Knock"));
  ASSERT_EQ(knocks.size(), 2u);
  EXPECT_EQ(graph_.node(knocks[1]).external_id(), 4000000000u);
  EXPECT_EQ(named(graph_, "Artist", "Nobody"), kNoNode);
  EXPECT_EQ(named(graph_, "Artist", ""), kNoNode);
}

TEST_F(GraphTest, relationships_are_counted_distinct_and_as_written) {
  EXPECT_EQ(graph_.relationship_count(type("BY")), 6u);
  EXPECT_EQ(graph_.relationship_rows(type("BY")), 7u);
  EXPECT_EQ(graph_.relationship_count(type("CREDITED_ON")), 3u) << "a role more is a relationship more";
  EXPECT_EQ(graph_.relationship_rows(type("CREDITED_ON")), 4u);
}

TEST_F(GraphTest, neighbours_are_seen_from_both_ends) {
  EXPECT_EQ(next(node("Artist", 7).id(), "BY", Direction::in), "Axis, Knock");
  EXPECT_EQ(next(node("Release", 40).id(), "BY", Direction::out), "Jeff Mills, ");
  EXPECT_EQ(next(node("Artist", 7).id(), "BY", Direction::out), "");
  EXPECT_EQ(graph_.degree(node("Artist", 1).id(), type("ALIAS_OF"), Direction::both), 1u);
}

TEST_F(GraphTest, pages_of_neighbours_know_the_total) {
  const auto page = graph_.neighbors(named(graph_, "Genre", "Electronic"), type("IS"), Direction::both, 1, 5);
  EXPECT_EQ(page.total, 3u);
  EXPECT_EQ(page.nodes, (std::vector<NodeId>{node("Release", 20).id(), node("Release", 40).id()}));
}

TEST_F(GraphTest, values_stand_beside_neighbours_in_both_directions) {
  const Neighbors credits = graph_.neighbors(named(graph_, "Person", "Ann"), type("CREDITED_ON"), Direction::out);
  ASSERT_EQ(credits.size(), 2u);
  EXPECT_EQ(graph_.value_text(type("CREDITED_ON"), credits.value(0)), "Design");
  EXPECT_EQ(graph_.value_text(type("CREDITED_ON"), credits.value(1)), "Producer");
  const Neighbors people = graph_.neighbors(node("Release", 10).id(), type("CREDITED_ON"), Direction::in);
  EXPECT_EQ(graph_.value_text(type("CREDITED_ON"), people.value(1)), "Producer");
  EXPECT_EQ(graph_.value_name(type("CREDITED_ON")), "role");
}

TEST_F(GraphTest, explore_counts_by_type_direction_and_label) {
  std::string seen;
  for (const Category& category : graph_.explore(node("Release", 40).id())) {
    seen += fmt::format("{} {} {}: {}; ", graph_.type_name(category.type),
                        category.direction == Direction::out ? "to" : "from", graph_.label_name(category.label),
                        category.count);
  }
  EXPECT_EQ(seen, "BY to Artist: 2; IS to Genre: 2; ");
}

TEST_F(GraphTest, trends_count_releases_by_year) {
  EXPECT_EQ(graph_.trends(node("Artist", 7).id()), (Trend{{1992}, {2}}));
  EXPECT_EQ(graph_.trends(named(graph_, "Person", "Ann")), (Trend{{1999}, {1}})) << "two roles are one release";
  EXPECT_EQ(graph_.trends(node("Release", 10).id()), Trend());
}

TEST_F(GraphTest, a_stored_trend_is_what_counting_would_give) {
  EXPECT_EQ(graph_.trends(node("Artist", 194).id()), (Trend{{1992, 2001}, {1, 1}})) << "three relationships, above two";
}

TEST_F(GraphTest, a_path_names_types_and_directions) {
  EXPECT_EQ(path(node("Artist", 7).id(), named(graph_, "Genre", "Jazz")), "Jeff Mills <BY- Knock -IS> Jazz");
  EXPECT_EQ(path(node("Artist", 1).id(), node("Artist", 7).id(), {.types = {type("BY"), type("IS")}}),
            "The Persuader <BY- Stockholm -IS> Electronic <IS- Axis -BY> Jeff Mills");
}

TEST_F(GraphTest, a_path_keeps_to_types_depth_and_direction) {
  const NodeId persuader = node("Artist", 1).id();
  const NodeId mills = node("Artist", 7).id();
  EXPECT_EQ(path(persuader, mills, {.types = {type("BY")}}), "none");
  EXPECT_EQ(path(persuader, mills, {.types = {type("BY"), type("IS")}, .max_depth = 3}), "none");
  EXPECT_EQ(path(node("Release", 20).id(), mills, {.direction = Direction::out}), "Axis -BY> Jeff Mills");
  EXPECT_EQ(path(mills, node("Release", 20).id(), {.direction = Direction::out}), "none");
  EXPECT_EQ(path(mills, mills, {.max_depth = 0}), "Jeff Mills");
}

TEST_F(GraphTest, a_search_ends_when_it_is_told_to) {
  CancelToken cancel;
  cancel.cancel();
  const Stop cancelled{.cancel = &cancel};
  EXPECT_EQ(graph_.shortest_path(0, 5, {}, cancelled).error().code, Errc::cancelled);
  EXPECT_EQ(graph_.shortest_path(0, 5, {}, Stop::after(-1s)).error().code, Errc::deadline);
  EXPECT_EQ(graph_.find(label("Release"), "Axis", cancelled).error().code, Errc::cancelled);
  EXPECT_EQ(graph_.verify(cancelled).error().code, Errc::cancelled);
}

TEST_F(GraphTest, a_node_outside_the_graph_has_nothing) {
  const NodeView nowhere = graph_.node(kNoNode);
  EXPECT_EQ(nowhere.name(), "");
  EXPECT_EQ(nowhere.external_id(), std::nullopt);
  EXPECT_TRUE(nowhere.properties().empty());
  EXPECT_TRUE(graph_.explore(kNoNode).empty());
  EXPECT_TRUE(graph_.neighbors(kNoNode, type("BY"), Direction::in).empty());
  EXPECT_EQ(graph_.shortest_path(0, kNoNode).error().code, Errc::invalid_argument);
}

TEST_F(GraphTest, memory_adds_up_to_the_file_but_for_header_directory_and_padding) {
  const MemoryReport memory = graph_.memory();
  const auto file = value_or_throw(SectionFile::open(directory_.snapshot()));
  std::uint64_t sections = 0;
  for (const Section& section : file.sections()) sections += section.size;
  EXPECT_EQ(memory.total(), sections);
  EXPECT_GT(memory.topology, 0u);
  EXPECT_GT(memory.ids, 0u);
  EXPECT_GT(memory.names, 0u);
  EXPECT_EQ(memory.types[0].relationships, 6u);
}

TEST_F(GraphTest, opens_a_file_or_the_directory_that_holds_it) {
  EXPECT_TRUE(Graph::open(directory_.snapshot()));
  EXPECT_TRUE(open(directory_.path()));
  EXPECT_FALSE(Graph::open(directory_.path() / "nothing"));
}

TEST_F(GraphTest, verify_accepts_what_the_builder_wrote) { EXPECT_TRUE(graph_.verify()); }

}  // namespace
}  // namespace wirespeed::graph
