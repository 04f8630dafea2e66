#include "wirespeed/graph_algorithms/profiles.hpp"

#include <map>
#include <tuple>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

using Vector = std::map<NodeId, double>;

// What a node reaches by ">,>", and over how many neighbours.
Vector slow_vector(const SampleEdges& edges, NodeId node) {
  Vector vector;
  for (const NodeId middle : neighbor_set(edges, node, Direction::out)) {
    for (const NodeId thing : neighbor_set(edges, middle, Direction::out)) ++vector[thing];
  }
  vector.erase(node);
  return vector;
}

double product(const Vector& a, const Vector& b) {
  double sum = 0;
  for (const auto& [thing, count] : a) sum += b.contains(thing) ? count * b.at(thing) : 0;
  return sum;
}

double cosine(const Vector& a, const Vector& b) {
  const double shared = product(a, b);
  return shared == 0 ? 0 : shared / std::sqrt(product(a, a) * product(b, b));
}

Vector slow_set(const SampleEdges& edges, NodeId node, Direction direction) {
  Vector set;
  for (const NodeId one : neighbor_set(edges, node, direction)) set[one] = 1;
  set.erase(node);
  return set;
}

TEST(Profiles, are_compared_by_cosine_in_each_dimension) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    const auto profiles = value_or_throw(Profiles::make(graph, {{">,>", 0.7}, {"<", 0.3}}));
    const Similar found = value_or_throw(profiles.similar(2, edges.nodes));
    std::map<NodeId, double> scores;
    for (std::size_t i = 0; i < found.nodes.size(); ++i) scores[found.nodes[i]] = found.scores[i];
    EXPECT_TRUE(std::ranges::is_sorted(found.scores, std::greater()));
    for (NodeId other = 0; other < edges.nodes; ++other) {
      const double expected = 0.7 * cosine(slow_vector(edges, 2), slow_vector(edges, other)) +
                              0.3 * cosine(slow_set(edges, 2, Direction::in), slow_set(edges, other, Direction::in));
      EXPECT_EQ(scores.contains(other), other != 2 && expected > 0);
      if (scores.contains(other)) {
        EXPECT_NEAR(scores[other], expected, 1e-6);
      }
    }
    const Similar best = value_or_throw(profiles.similar(2, 3));
    EXPECT_TRUE(std::ranges::equal(best.nodes, std::span(found.nodes).first(best.nodes.size())));
  }
}

TEST(Profiles, a_question_leaves_nothing_to_the_next) {
  for (const std::size_t relationships : {100, 2000}) {  // few share something, and all
    const EdgeGraph graph = graph::scattered(random_edges(7, 200, relationships), 3).graph();
    const std::vector<ProfileDimension> dimensions{{">", 1}, {"<,>", 0.5}};
    const auto asked = value_or_throw(Profiles::make(graph, dimensions));
    CancelToken cancelled;
    cancelled.cancel();
    for (NodeId node = 0; node < 200; ++node) {
      std::ignore = asked.similar(node, 5, {.cancel = &cancelled});
      const Similar fresh = value_or_throw(value_or_throw(Profiles::make(graph, dimensions)).similar(node, 200));
      const Similar found = value_or_throw(asked.similar(node, 200));
      EXPECT_EQ(found.nodes, fresh.nodes);
      EXPECT_EQ(found.scores, fresh.scores);
    }
  }
}

TEST(Profiles, may_be_asked_by_several_threads_at_once) {
  const EdgeGraph graph = random_edges(7, 300, 3000).graph();
  const auto profiles = value_or_throw(Profiles::make(graph, {{">"}, {"<"}}));
  std::vector<Similar> alone;
  for (NodeId node = 0; node < 300; ++node) alone.push_back(value_or_throw(profiles.similar(node, 10)));
  parallel_for(4, 300, [&](std::size_t node) {
    const Similar found = value_or_throw(profiles.similar(static_cast<NodeId>(node), 10));
    EXPECT_EQ(found.nodes, alone[node].nodes);
    EXPECT_EQ(found.scores, alone[node].scores);
  });
}

TEST(Profiles, are_of_nodes_and_types_that_are_there) {
  const EdgeGraph graph = random_edges(1, 5, 9).graph();
  EXPECT_EQ(Profiles::make(graph, {{"Q"}}).error().code, Errc::not_found);
  EXPECT_EQ(value_or_throw(Profiles::make(graph, {{">"}})).similar(5, 1).error().code, Errc::not_found);
  EXPECT_TRUE(value_or_throw(value_or_throw(Profiles::make(graph, {})).similar(1, 1)).nodes.empty());
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
