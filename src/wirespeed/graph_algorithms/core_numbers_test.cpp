#include "wirespeed/graph_algorithms/core_numbers.hpp"

#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// Takes nodes away that have fewer than k neighbours left, until none has.
std::vector<std::uint32_t> slow_cores(const SampleEdges& edges, bool parallel) {
  std::vector<std::uint32_t> cores(edges.nodes);
  for (std::uint32_t k = 1; k <= 2 * edges.sources.size(); ++k) {
    std::vector<bool> is_left(edges.nodes, true);
    for (bool changed = true; changed;) {
      changed = false;
      for (NodeId node = 0; node < edges.nodes; ++node) {
        if (!is_left[node]) continue;
        std::vector<NodeId> near;
        for (const auto& [neighbor, weight] : neighbors_in(edges, node, Direction::both)) {
          if (neighbor != node && is_left[neighbor]) near.push_back(neighbor);
        }
        const std::size_t degree = parallel ? near.size() : std::set(near.begin(), near.end()).size();
        if (degree >= k) continue;
        is_left[node] = false;
        changed = true;
      }
    }
    if (std::ranges::find(is_left, true) == is_left.end()) break;
    for (NodeId node = 0; node < edges.nodes; ++node) cores[node] = is_left[node] ? k : cores[node];
  }
  return cores;
}

TEST(CoreNumbers, are_those_of_the_last_core_a_node_is_left_in) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    EXPECT_EQ(value_or_throw(core_numbers(graph)), slow_cores(edges, false));
    EXPECT_EQ(value_or_throw(core_numbers(graph, {.parallel = true})), slow_cores(edges, true));
  }
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
