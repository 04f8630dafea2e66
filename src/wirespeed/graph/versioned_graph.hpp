// A graph that goes on while it is asked: readers pin the newest version and keep it, one writer's changes are merged
// into the next one in the background.
//
//   VersionedGraph graph(std::move(first));
//   const auto epoch = value_or_throw(graph.apply({.added_edges = {{0, 5, "KNOWS"}}}));
//   value_or_throw(graph.wait(epoch));                  // only who wants to read what he has just written
//   const auto pinned = graph.pin();                    // any thread; never waits for a merge
//   walk(*pinned.graph)...; report(pinned.epoch);
//
// Each batch of changes has a number, its epoch: a version of epoch n has all batches up to n. A merge takes all
// batches that wait, and as long as making the graph; memory holds two versions meanwhile, and those that are pinned.
//
// Thread-safe. The end of the object waits for a merge under way and drops what waits behind it.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <thread>
#include <type_traits>
#include <vector>

#include "wirespeed/base/fork.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/edge_graph.hpp"
#include "wirespeed/graph/graph_changes.hpp"

namespace wirespeed::graph {

struct GraphVersion {
  std::shared_ptr<const EdgeGraph> graph;
  std::uint64_t epoch = 0;
};

template <typename T>
struct AnswerAt {
  T value;
  std::uint64_t epoch;
};

class VersionedGraph {
 public:
  // `weighted`: that added edges have weights, for a graph that does not tell: one without edges or weights.
  explicit VersionedGraph(EdgeGraph graph, std::optional<bool> weighted = std::nullopt)
      : VersionedGraph(std::make_shared<const EdgeGraph>(std::move(graph)), weighted) {}
  explicit VersionedGraph(std::shared_ptr<const EdgeGraph> graph, std::optional<bool> weighted = std::nullopt);
  ~VersionedGraph();
  VersionedGraph(const VersionedGraph&) = delete;
  VersionedGraph& operator=(const VersionedGraph&) = delete;

  GraphVersion pin() const;

  // What the question, called with a graph, says of the newest version, and which one that is.
  template <typename Question>
  auto ask(Question&& question) const {
    const GraphVersion pinned = pin();
    return AnswerAt<std::invoke_result_t<Question, const EdgeGraph&>>{question(*pinned.graph), pinned.epoch};
  }

  // The epoch that these changes will have. Added nodes are numbered from node_count() on. Fails, and changes nothing,
  // for changes that cannot be, for a batch before it that could not be merged and whose error nobody has taken, and in
  // a process that was forked off.
  Result<std::uint64_t> apply(GraphChanges changes);

  // The first version that has that epoch. Fails where that batch could not be merged, which takes its error; only its
  // nodes are in the graph then, without anything.
  Result<GraphVersion> wait(std::uint64_t epoch, const Stop& stop = {});
  // Of all batches that could not be merged; takes them.
  std::map<std::uint64_t, Error> take_failures();

  NodeId node_count() const;         // with those whose batch still waits
  std::uint64_t last_epoch() const;  // of the newest batch

 private:
  Result<void> check_process(const char* operation) const;
  void merge_all();
  // Nothing when all are merged, and when the graph is closing. The worker's own: a fork must not meet them half freed.
  std::vector<GraphChanges> take_batches();
  GraphVersion next_version(const GraphVersion& from, std::span<const GraphChanges> batches);
  GraphVersion merged_singly(GraphVersion version, std::span<const GraphChanges> batches);
  void publish(GraphVersion version);

  const int process_;
  const bool weighted_;
  mutable ForkMutex mutex_;  // of all below
  std::condition_variable_any changed_;
  GraphVersion version_;
  std::vector<GraphChanges> log_;
  std::map<std::uint64_t, Error> failures_;
  std::uint64_t last_epoch_ = 0;
  NodeId nodes_;
  bool is_merging_ = false;
  bool is_closing_ = false;
  std::thread worker_;
};

}  // namespace wirespeed::graph
