#include "wirespeed/graph_algorithms/degrees.hpp"

#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

using column::ArrayView;
using column::Item;

// A graph of a node with three others next to it, and a column.
EdgeGraph star(const ArrayView& values) {
  static const std::vector<NodeId> sources{0, 0, 0, 0};
  static const std::vector<NodeId> targets{1, 2, 3, 3};
  graph::EdgeTable table{.nodes = 4, .edges = {sources, targets, {}}};
  table.properties.push_back({"year", values, nullptr});
  return value_or_throw(EdgeGraph::from_edges(std::move(table)));
}

template <typename T>
ArrayView view_of(Item item, const std::vector<T>& values) {
  return {.item = item,
          .length = static_cast<std::int64_t>(values.size()),
          .data = reinterpret_cast<const std::uint8_t*>(values.data()),
          .stride = sizeof(T),
          .width = sizeof(T)};
}

TEST(Degrees, are_those_of_the_types_that_are_named) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    for (const Direction direction : kDirections) {
      const auto found = value_or_throw(degrees(graph, {direction}));
      for (NodeId node = 0; node < edges.nodes; ++node) {
        EXPECT_EQ(found[node], std::ssize(neighbors_in(edges, node, direction)));
      }
    }
    std::vector<std::int64_t> sums(edges.nodes);
    for (NodeId node = 0; node < edges.nodes; ++node) {
      for (const TypeDegree& one : value_or_throw(degrees_by_type(graph, node))) sums[node] += one.out + one.in;
    }
    EXPECT_EQ(sums, value_or_throw(degrees(graph, {Direction::both})));
  }
}

TEST(GroupBy, counts_neighbors_once_by_a_whole_number) {
  const std::vector<std::int32_t> years{1, 1990, 1 << 30, 1990};
  const EdgeGraph graph = star(view_of(Item::int32, years));
  const std::vector<NodeId> center{0};
  EXPECT_EQ(value_or_throw(group_by(graph, center, "year", ">")),
            (Groups{{std::int64_t{1990}, 2}, {std::int64_t{1} << 30, 1}}));
  const std::vector<NodeId> some{1, 3, 1, 0};
  EXPECT_EQ(value_or_throw(group_by(graph, some, "year", "")), (Groups{{std::int64_t{1}, 1}, {std::int64_t{1990}, 2}}));
}

TEST(GroupBy, puts_nulls_last) {
  const std::vector<double> values{0, NAN, 2.5, -0.0};
  const std::uint8_t validity = 0b1011;
  ArrayView view = view_of(Item::float64, values);
  view.validity = &validity;
  const std::vector<NodeId> all{0, 1, 2, 3};
  EXPECT_EQ(value_or_throw(group_by(star(view), all, "year", "")), (Groups{{0.0, 2}, {GroupValue(), 2}}));
}

TEST(GroupBy, takes_texts_and_dictionaries_whose_values_repeat) {
  const std::vector<std::string_view> texts{"b", "a", "b"};
  ArrayView dictionary = view_of(Item::slices, texts);
  const std::vector<std::int8_t> places{0, 1, 2, 0};
  ArrayView view = view_of(Item::int8, places);
  view.dictionary = &dictionary;
  const std::vector<NodeId> all{0, 1, 2, 3};
  const Groups expected{{std::string("a"), 1}, {std::string("b"), 3}};
  EXPECT_EQ(value_or_throw(group_by(star(view), all, "year", "")), expected);
  const std::vector<std::string_view> plain{"b", "a", "b", "b"};
  EXPECT_EQ(value_or_throw(group_by(star(view_of(Item::slices, plain)), all, "year", "")), expected);
}

TEST(GroupBy, refuses_what_is_not_there_or_has_no_value) {
  const std::vector<std::int64_t> times{1, 2, 3, 4};
  const EdgeGraph graph = star(view_of(Item::ticks, times));
  const std::vector<NodeId> center{0};
  EXPECT_EQ(group_by(graph, center, "year", ">").error().code, Errc::unsupported);
  EXPECT_EQ(group_by(graph, center, "age", ">").error().code, Errc::not_found);
  EXPECT_EQ(group_by(graph, std::vector<NodeId>{4}, "year", ">").error().code, Errc::not_found);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
