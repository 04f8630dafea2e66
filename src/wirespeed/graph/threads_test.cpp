#include <gtest/gtest.h>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/graph/toy_graph.hpp"

namespace wirespeed::graph {
namespace {

// Everything that can be asked about all nodes, as text.
std::string answers(const Graph& graph) {
  std::string text;
  for (NodeId node = 0; node < graph.node_count(); ++node) {
    const NodeView view = graph.node(node);
    text += fmt::format("{} {} {};", view.label_name(), view.name(), view.properties().size());
    for (const Category& category : graph.explore(node)) text += names(graph, category.neighbors) + ";";
    for (const std::int16_t year : graph.trends(node).years) text += fmt::format("{} ", year);
    const auto path = value_or_throw(graph.shortest_path(node, 0, {.hub_degree = 1}));
    for (const NodeId on_path : path ? path->nodes : std::vector<NodeId>()) text += fmt::format("{} ", on_path);
  }
  return text;
}

TEST(Threads, many_readers_of_one_graph_get_the_answers_of_one) {
  const ToyDirectory directory("threads");
  const Graph graph = directory.build(fill_toy_graph);
  const std::string alone = answers(graph);
  std::vector<std::string> together(32);
  parallel_for(4, together.size(), [&](std::size_t i) { together[i] = answers(graph); });
  for (const std::string& text : together) EXPECT_EQ(text, alone);
}

}  // namespace
}  // namespace wirespeed::graph
