#include "wirespeed/graph_algorithms/ranked_path_walk.hpp"

#include "wirespeed/graph_algorithms/k_shortest_paths.hpp"
#include "wirespeed/graph_algorithms/path_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

std::vector<NodePath> walked(const EdgeGraph& graph, NodeId source, NodeId target, const RankedPathOptions& options) {
  auto walk = value_or_throw(RankedPathWalk::make(graph, source, target, options));
  Routes found;
  for (std::size_t before = 0, count = 2; found.size() < count; ++count) {
    before = found.size();
    value_or_throw(walk.add_to(found, count, {}));
    if (found.size() == before) break;
  }
  value_or_throw(walk.add_to(found, 100'000, {}));
  return paths_of(found);
}

TEST(RankedPathWalk, finds_what_k_shortest_paths_finds) {
  for (const SampleEdges& edges : small_samples()) {
    const EdgeGraph graph = edges.graph();
    for (NodeId target = 0; target < edges.nodes; ++target) {
      for (const bool weighted : {false, true}) {
        const auto expected = value_or_throw(k_shortest_paths(graph, 0, target, 100'000, {.weighted = weighted}));
        const auto found = walked(graph, 0, target, {.weighted = weighted});
        ASSERT_EQ(std::set(found.begin(), found.end()).size(), expected.size());
        ASSERT_EQ(found.size(), expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
          EXPECT_DOUBLE_EQ(length_of(edges, found[i], Direction::out, weighted), expected.distances[i]);
        }
      }
    }
  }
}

TEST(RankedPathWalk, ends_when_it_is_told_to_and_goes_on_after_a_deadline) {
  const EdgeGraph graph = random_edges(1, 300, 3000).graph();
  CancelToken token;
  token.cancel();
  auto walk = value_or_throw(RankedPathWalk::make(graph, 0, 7));
  Routes found;
  EXPECT_EQ(walk.add_to(found, 1, {.cancel = &token}).error().code, Errc::cancelled);
  value_or_throw(walk.add_to(found, 20, {}));
  EXPECT_EQ(walk.add_to(found, 21, {.cancel = &token}).error().code, Errc::cancelled);
  value_or_throw(walk.add_to(found, 40, {}));
  const auto paths = paths_of(found);
  EXPECT_EQ(std::set(paths.begin(), paths.end()).size(), 40U);
}

TEST(RankedPathWalk, refuses_weights_below_0_and_nodes_that_are_not_there) {
  SampleEdges edges{.nodes = 2};
  edges.add(0, 1);
  edges.weights.push_back(-1);
  EXPECT_EQ(RankedPathWalk::make(edges.graph(), 0, 1, {.weighted = true}).error().code, Errc::invalid_argument);
  EXPECT_EQ(RankedPathWalk::make(edges.graph(), 0, 2).error().code, Errc::not_found);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
