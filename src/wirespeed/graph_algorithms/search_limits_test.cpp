// Rows and bytes that a search may take, the same of each.
#include <functional>

#include "wirespeed/graph/edge_graph_fixture.hpp"
#include "wirespeed/graph_algorithms/all_shortest_paths.hpp"
#include "wirespeed/graph_algorithms/distances.hpp"
#include "wirespeed/graph_algorithms/k_shortest_paths.hpp"
#include "wirespeed/graph_algorithms/levels_from_each.hpp"
#include "wirespeed/graph_algorithms/neighborhood.hpp"
#include "wirespeed/graph_algorithms/shortest_path.hpp"
#include "wirespeed/graph_algorithms/simple_paths.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// Through any of 40 nodes from 0 to 41, and so from there to another one.
EdgeGraph wide() {
  graph::SampleEdges edges{.nodes = 83};
  for (NodeId middle = 1; middle <= 40; ++middle) {
    for (const NodeId before : {0, 41}) {
      edges.add(before, before + middle);
      if (before == 0) edges.add(middle, 41);
      if (before == 41) edges.add(before + middle, 82);
    }
  }
  return edges.graph();
}

// The number of rows, of searches whose rows are not known before.
using Search = std::function<Result<std::size_t>(const EdgeGraph&, const SearchLimits&)>;

template <typename Found, typename Count>
Result<std::size_t> rows_of(const Result<Found>& found, const Count& count) {
  if (!found) return std::unexpected(found.error());
  return count(*found);
}

std::vector<std::pair<std::string, Search>> searches() {
  const auto routes = [](const Routes& found) { return found.size(); };
  const auto nodes = [](const auto& found) { return found.nodes.size(); };
  const NodeId target = 82;
  return {{"all_shortest_paths",
           [=](const EdgeGraph& graph, const SearchLimits& limits) {
             return rows_of(all_shortest_paths(graph, 0, target, {}, limits), routes);
           }},
          {"shortest_paths",
           [=](const EdgeGraph& graph, const SearchLimits& limits) {
             return rows_of(k_shortest_paths(graph, 0, target, 60, {}, limits), routes);
           }},
          {"simple_paths",
           [=](const EdgeGraph& graph, const SearchLimits& limits) {
             return rows_of(simple_paths(graph, 0, {&target, 1}, {}, limits), routes);
           }},
          {"neighborhood",
           [=](const EdgeGraph& graph, const SearchLimits& limits) {
             return rows_of(neighborhood(graph, 0, {.k = 3}, limits), nodes);
           }},
          {"co_occurring", [=](const EdgeGraph& graph, const SearchLimits& limits) {
             return rows_of(co_occurring(graph, 1, {}, limits), nodes);
           }}};
}

TEST(SearchLimits, more_rows_than_there_may_be_are_an_error_that_names_them) {
  const EdgeGraph graph = wide();
  for (const auto& [name, search] : searches()) {
    SCOPED_TRACE(name);
    const std::size_t all = value_or_throw(search(graph, {}));
    ASSERT_GT(all, 10U);
    EXPECT_EQ(value_or_throw(search(graph, {.max_rows = all})), all);
    const auto refused = search(graph, {.max_rows = all - 1});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Errc::limit);
    EXPECT_EQ(refused.error().message,
              fmt::format("{}: expected at most {} rows, found more; give a limit or filters", name, all - 1));
  }
}

TEST(SearchLimits, a_limit_that_ends_a_search_before_is_none) {
  const EdgeGraph graph = wide();
  const SearchLimits few{.max_rows = 7};
  EXPECT_EQ(value_or_throw(all_shortest_paths(graph, 0, 82, {.limit = 7}, few)).size(), 7U);
  EXPECT_EQ(value_or_throw(k_shortest_paths(graph, 0, 82, 7, {}, few)).size(), 7U);
  EXPECT_EQ(value_or_throw(neighborhood(graph, 0, {.limit = 7}, few)).nodes.size(), 7U);
  EXPECT_EQ(value_or_throw(co_occurring(graph, 1, {.k = 7}, few)).nodes.size(), 7U);
}

TEST(SearchLimits, more_bytes_than_may_be_held_are_an_error_that_names_them) {
  const EdgeGraph graph = graph::random_edges(1, 20'000, 400'000).graph();
  const NodeId target = 9;
  const SearchLimits little{.memory = 5000};
  const auto is_refused = [](const auto& found, std::string_view name) {
    return !found && found.error().code == Errc::limit && found.error().message.starts_with(name) &&
           found.error().message.find("at most 5000 bytes") != std::string::npos;
  };
  graph::SampleEdges far{.nodes = 50'000};
  for (NodeId node = 1; node < far.nodes; ++node) far.add(node - 1, node);
  const EdgeGraph line = far.graph();
  EXPECT_TRUE(is_refused(shortest_path(line, 0, far.nodes - 1, {}, little), "shortest_path"));
  EXPECT_TRUE(is_refused(all_shortest_paths(line, 0, far.nodes - 1, {}, little), "all_shortest_paths"));
  EXPECT_TRUE(is_refused(k_shortest_paths(graph, 0, target, 50, {}, little), "shortest_paths"));
  EXPECT_TRUE(is_refused(simple_paths(graph, 0, {&target, 1}, {}, little), "simple_paths"));
  EXPECT_TRUE(is_refused(distances(graph, 0, {}, little), "distances"));
  EXPECT_TRUE(is_refused(distances(graph, 0, {.targets = {&target, 1}}, little), "distances"));
  EXPECT_TRUE(is_refused(levels_from_each(graph, {&target, 1}, {}, little), "levels_from_each"));
  EXPECT_TRUE(is_refused(neighborhood(graph, 0, {.k = 3}, little), "neighborhood"));
  EXPECT_TRUE(is_refused(co_occurring(graph, 0, {.hops = 2}, little), "co_occurring"));
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
