#include "wirespeed/graph/versioned_graph.hpp"

#include <sys/wait.h>

#include <atomic>
#include <memory>

#include "wirespeed/graph/edge_graph_fixture.hpp"

namespace wirespeed::graph {
namespace {

EdgeGraph chain(NodeId nodes) {
  SampleEdges edges{.nodes = nodes};
  for (NodeId node = 1; node < nodes; ++node) edges.add(node - 1, node);
  return edges.graph();
}

// One node more at the end of the chain.
GraphChanges longer(NodeId end) { return {.added_nodes = 1, .added_edges = {{end - 1, end}}}; }

TEST(VersionedGraph, begins_with_its_graph_at_epoch_0) {
  const VersionedGraph graph(chain(3));
  EXPECT_EQ(graph.pin().epoch, 0U);
  EXPECT_EQ(graph.pin().graph->node_count(), 3U);
}

TEST(VersionedGraph, changes_are_in_the_version_of_their_epoch) {
  VersionedGraph graph(chain(3));
  const auto epoch = value_or_throw(graph.apply(longer(3)));
  EXPECT_EQ(epoch, 1U);
  const GraphVersion version = value_or_throw(graph.wait(epoch));
  EXPECT_EQ(version.graph->relationship_count(), 3U);
  EXPECT_EQ(graph.pin().epoch, 1U);
}

TEST(VersionedGraph, a_pinned_version_stays_as_it_is) {
  VersionedGraph graph(chain(3));
  const GraphVersion pinned = graph.pin();
  value_or_throw(graph.wait(value_or_throw(graph.apply({.removed_nodes = {0, 1, 2}}))));
  EXPECT_EQ(pinned.graph->relationship_count(), 2U);
  EXPECT_EQ(graph.pin().graph->relationship_count(), 0U);
}

TEST(VersionedGraph, weights_that_a_graph_has_stay_whatever_is_said) {
  SampleEdges weighted{.nodes = 3, .sources = {0}, .targets = {1}, .weights = {2.5}};
  VersionedGraph graph(weighted.graph(), false);
  const GraphVersion version =
      value_or_throw(graph.wait(value_or_throw(graph.apply({.added_edges = {{1, 2, "", 4}}}))));
  EXPECT_TRUE(version.graph->has_weights());
}

TEST(VersionedGraph, an_answer_carries_its_epoch) {
  VersionedGraph graph(chain(3));
  value_or_throw(graph.wait(value_or_throw(graph.apply(longer(3)))));
  const auto answer = graph.ask([](const EdgeGraph& one) { return one.node_count(); });
  EXPECT_EQ(answer.value, 4U);
  EXPECT_EQ(answer.epoch, 1U);
}

TEST(VersionedGraph, batches_follow_each_other_without_waiting) {
  VersionedGraph graph(chain(2));
  for (NodeId end = 2; end < 200; ++end) value_or_throw(graph.apply(longer(end)));
  EXPECT_EQ(graph.node_count(), 200U);
  EXPECT_EQ(graph.last_epoch(), 198U);
  EXPECT_EQ(value_or_throw(graph.wait(198)).graph->relationship_count(), 199U);
}

TEST(VersionedGraph, what_cannot_be_is_refused_at_once) {
  VersionedGraph graph(chain(3));
  EXPECT_EQ(graph.apply({.added_edges = {{0, 3}}}).error().code, Errc::not_found);
  EXPECT_EQ(graph.last_epoch(), 0U);
  EXPECT_EQ(graph.wait(1).error().code, Errc::not_found);
}

TEST(VersionedGraph, what_cannot_be_merged_is_told_to_the_writer_and_takes_nothing_else_with_it) {
  VersionedGraph graph(chain(3));
  value_or_throw(graph.apply({.properties = {{0, "age", std::int64_t{3}}}}));
  const auto bad = value_or_throw(graph.apply({.added_nodes = 1, .properties = {{3, "age", "old"}}}));
  const auto good = graph.apply(longer(4));  // refused where the failure is known already
  const auto failed = graph.wait(bad);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("\"age\" of 3"), std::string::npos);
  const auto last = good ? good : graph.apply(longer(4));
  const GraphVersion version = value_or_throw(graph.wait(value_or_throw(last)));
  EXPECT_EQ(version.graph->node_count(), 5U);
  EXPECT_EQ(version.graph->relationship_count(), 3U);
  EXPECT_TRUE(graph.take_failures().empty());
}

TEST(VersionedGraph, a_failure_that_nobody_took_stops_the_writer) {
  VersionedGraph graph(chain(3));
  value_or_throw(graph.apply({.properties = {{0, "age", true}, {1, "age", "old"}}}));
  while (graph.pin().epoch < 1) std::this_thread::yield();
  EXPECT_NE(graph.apply(longer(3)).error().message.find("epoch 1 could not be merged"), std::string::npos);
  EXPECT_EQ(graph.take_failures().size(), 1U);
  EXPECT_TRUE(graph.apply(longer(3)));
}

TEST(VersionedGraph, a_graph_that_began_without_relationships_may_have_weights) {
  VersionedGraph graph(value_or_throw(EdgeGraph::from_edges({})), true);
  const auto epoch = graph.apply({.added_nodes = 2, .added_edges = {{0, 1, "A", 2.5}}});
  EXPECT_EQ(value_or_throw(graph.wait(value_or_throw(epoch))).graph->least_weight(), 2.5);
  value_or_throw(graph.apply({.removed_nodes = {0}}));
  EXPECT_TRUE(graph.apply({.added_edges = {{1, 1, "A", 3.5}}}));
}

TEST(VersionedGraph, waiting_ends_at_its_deadline) {
  VersionedGraph graph(random_edges(1, 1'000, 100'000).graph());
  const auto epoch = value_or_throw(graph.apply({.added_nodes = 1}));
  const auto version = graph.wait(epoch, Stop{.deadline = Clock::now()});
  EXPECT_TRUE(version || version.error().code == Errc::deadline);
}

TEST(VersionedGraph, the_end_of_the_object_drops_what_waits) {
  VersionedGraph graph(chain(1'000));
  for (NodeId i = 0; i < 50; ++i) value_or_throw(graph.apply({.added_nodes = 1}));
}

TEST(VersionedGraph, readers_see_whole_versions_while_a_writer_goes_on) {
  VersionedGraph graph(chain(2));
  std::atomic<bool> is_done{false};
  const auto read = [&] {
    std::uint64_t before = 0;
    while (!is_done.load()) {
      const GraphVersion pinned = graph.pin();
      EXPECT_GE(pinned.epoch, before);
      before = pinned.epoch;
      EXPECT_EQ(pinned.graph->node_count(), 2 + pinned.epoch);
      EXPECT_EQ(pinned.graph->relationship_count(), 1 + pinned.epoch);
      const NodeId last = pinned.graph->node_count() - 1;
      EXPECT_EQ(degree_of(*pinned.graph, last, Direction::both), 1U);
      std::this_thread::yield();
    }
  };
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i) readers.emplace_back(read);
  for (NodeId end = 2; end < 100; ++end) {
    const auto epoch = value_or_throw(graph.apply(longer(end)));
    if (end % 10 == 0) value_or_throw(graph.wait(epoch));
  }
  value_or_throw(graph.wait(graph.last_epoch()));
  is_done = true;
}

// The worker frees what it has merged when wait() may have returned already.
TEST(VersionedGraph, a_fork_ends_whole_whatever_the_worker_was_at) {
  for (NodeId round = 0; round < 200; ++round) {
    auto graph = std::make_unique<VersionedGraph>(chain(3));
    for (NodeId more = 0; more < 20; ++more) value_or_throw(graph->apply(longer(3 + more)));
    value_or_throw(graph->wait(20));
    const pid_t child = ::fork();
    if (child == 0) {
      graph.reset();
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0) << round;
  }
}

TEST(VersionedGraph, a_fork_may_read_and_is_told_where_to_write) {
  auto graph = std::make_unique<VersionedGraph>(chain(3));
  value_or_throw(graph->wait(value_or_throw(graph->apply(longer(3)))));
  const pid_t child = ::fork();
  if (child == 0) {
    const bool reads = graph->pin().graph->node_count() == 4 && graph->wait(1);
    const auto written = graph->apply(longer(4));
    graph.reset();
    ::_exit(reads && !written && written.error().code == Errc::unsupported ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace wirespeed::graph
