#include "wirespeed/graph_algorithms/simple_path_walk.hpp"

#include "wirespeed/graph_algorithms/path_fixture.hpp"
#include "wirespeed/graph_algorithms/simple_paths.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr std::size_t kAtATime = 5;

std::vector<NodePath> walked(const EdgeGraph& graph, NodeId source, std::vector<NodeId> targets,
                             std::uint32_t max_depth) {
  auto walk = value_or_throw(SimplePathWalk::make(graph, source, targets, max_depth));
  std::vector<NodePath> all;
  for (std::size_t size = kAtATime; size == kAtATime;) {
    Routes found;
    value_or_throw(walk.add_to(found, kAtATime, {}));
    size = found.size();
    std::ranges::move(paths_of(found), std::back_inserter(all));
  }
  return all;
}

TEST(SimplePathWalk, finds_what_simple_paths_finds) {
  for (const SampleEdges& edges : small_samples()) {
    const EdgeGraph graph = edges.graph();
    for (NodeId target = 0; target < edges.nodes; ++target) {
      for (const std::uint32_t depth : {0U, 2U, 4U}) {
        const std::vector<NodeId> targets{target, target / 2};
        const auto expected = value_or_throw(simple_paths(graph, 0, targets, {.max_depth = depth}));
        const auto found = walked(graph, 0, targets, depth);
        const auto paths = paths_of(expected);
        EXPECT_EQ(std::set(found.begin(), found.end()), std::set(paths.begin(), paths.end()));
      }
    }
  }
}

TEST(SimplePathWalk, goes_along_edges_in_their_order) {
  SampleEdges edges{.nodes = 4};
  for (const auto& [source, target] : {std::pair(0, 2), {0, 1}, {2, 1}, {1, 2}, {1, 3}, {2, 3}}) {
    edges.add(static_cast<NodeId>(source), static_cast<NodeId>(target));
  }
  EXPECT_EQ(walked(edges.graph(), 0, {3}, 3),
            (std::vector<NodePath>{{0, 2, 1, 3}, {0, 2, 3}, {0, 1, 2, 3}, {0, 1, 3}}));
  EXPECT_EQ(walked(edges.graph(), 0, {0}, 3), (std::vector<NodePath>{{0}}));
  EXPECT_EQ(walked(edges.graph(), 0, {}, 3), std::vector<NodePath>());
}

TEST(SimplePathWalk, ends_when_it_is_told_to_and_goes_on_after_a_deadline) {
  const EdgeGraph graph = random_edges(1, 30, 400).graph();
  const std::vector<NodeId> targets{7};
  CancelToken token;
  token.cancel();
  auto walk = value_or_throw(SimplePathWalk::make(graph, 0, targets, 29));
  Routes found;
  EXPECT_EQ(walk.add_to(found, 1, {.cancel = &token}).error().code, Errc::cancelled);
  value_or_throw(walk.add_to(found, 100, {}));
  EXPECT_EQ(found.size(), 100U);
}

TEST(SimplePathWalk, leads_only_between_nodes_that_are_there) {
  const EdgeGraph graph = SampleEdges{.nodes = 3}.graph();
  const std::vector<NodeId> targets{3};
  EXPECT_EQ(SimplePathWalk::make(graph, 0, targets, 2).error().code, Errc::not_found);
  EXPECT_EQ(SimplePathWalk::make(graph, 3, {}, 2).error().code, Errc::not_found);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
