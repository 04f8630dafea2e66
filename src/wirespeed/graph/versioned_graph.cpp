#include "wirespeed/graph/versioned_graph.hpp"

#include <unistd.h>

#include <new>
#include <utility>

#include "wirespeed/graph/graph_merge.hpp"

namespace wirespeed::graph {
namespace {

// Between two looks at a deadline.
constexpr std::chrono::milliseconds kSlice{20};

Result<EdgeGraph> merged_or_error(const EdgeGraph& base, std::span<const GraphChanges> changes, bool has_weights) {
  try {
    return merged(base, changes, has_weights);
  } catch (const std::bad_alloc&) {
    return fail(Errc::limit, "merge: no memory for {} relationships and {} batches of changes",
                base.relationship_count(), changes.size());
  }
}

}  // namespace

VersionedGraph::VersionedGraph(std::shared_ptr<const EdgeGraph> graph, std::optional<bool> weighted)
    : process_(::getpid()),
      weighted_(weighted.value_or(false) || graph->has_weights()),
      version_{std::move(graph), 0},
      nodes_(version_.graph->node_count()) {}

VersionedGraph::~VersionedGraph() {
  if (!worker_.joinable()) return;
  if (process_ != ::getpid()) {  // it runs in the process that this one came from
    worker_.detach();
    return;
  }
  {
    const std::scoped_lock lock(mutex_);
    is_closing_ = true;
  }
  worker_.join();
}

GraphVersion VersionedGraph::pin() const {
  const std::scoped_lock lock(mutex_);
  return version_;
}

NodeId VersionedGraph::node_count() const {
  const std::scoped_lock lock(mutex_);
  return nodes_;
}

std::uint64_t VersionedGraph::last_epoch() const {
  const std::scoped_lock lock(mutex_);
  return last_epoch_;
}

Result<void> VersionedGraph::check_process(const char* operation) const {
  if (process_ == ::getpid()) return {};
  return fail(Errc::unsupported,
              "{}: expected the process {} that made the graph and merges its changes, found its fork {}; pin() works "
              "here, changes belong there",
              operation, process_, ::getpid());
}

Result<std::uint64_t> VersionedGraph::apply(GraphChanges changes) {
  if (auto ok = check_process("apply"); !ok) return std::unexpected(ok.error());
  const std::scoped_lock lock(mutex_);
  if (!failures_.empty()) {
    const auto& [epoch, error] = *failures_.begin();
    return fail(error.code, "apply: the changes of epoch {} could not be merged: {}; take_failures() first", epoch,
                error.message);
  }
  if (auto ok = check_changes(changes, *version_.graph, nodes_, weighted_); !ok) return std::unexpected(ok.error());
  nodes_ += changes.added_nodes;
  log_.push_back(std::move(changes));
  ++last_epoch_;
  if (is_merging_) return last_epoch_;
  is_merging_ = true;
  if (worker_.joinable()) worker_.join();  // its last act was to say that it merges no more
  worker_ = std::thread([this] { merge_all(); });
  return last_epoch_;
}

Result<GraphVersion> VersionedGraph::wait(std::uint64_t epoch, const Stop& stop) {
  std::unique_lock lock(mutex_);
  if (epoch > last_epoch_) {
    return fail(Errc::not_found, "wait: expected an epoch up to {}, found {}", last_epoch_, epoch);
  }
  while (version_.epoch < epoch) {
    if (auto ok = check_process("wait"); !ok) return std::unexpected(ok.error());
    if (auto ok = stop.check("wait"); !ok) return std::unexpected(ok.error());
    changed_.wait_for(lock, kSlice);
  }
  const auto failure = failures_.extract(epoch);
  if (!failure.empty()) return std::unexpected(failure.mapped());
  return version_;
}

std::map<std::uint64_t, Error> VersionedGraph::take_failures() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(failures_, {});
}

// --- the worker ------------------------------------------------------------------------------------------------------

void VersionedGraph::merge_all() {
  for (auto batches = take_batches(); !batches.empty(); batches = take_batches()) publish(next_version(pin(), batches));
}

std::vector<GraphChanges> VersionedGraph::take_batches() {
  const std::scoped_lock lock(mutex_);
  is_merging_ = !log_.empty() && !is_closing_;
  return is_merging_ ? std::exchange(log_, {}) : std::vector<GraphChanges>();
}

GraphVersion VersionedGraph::next_version(const GraphVersion& from, std::span<const GraphChanges> batches) {
  auto all = merged_or_error(*from.graph, batches, weighted_);
  if (!all) return merged_singly(from, batches);
  return {std::make_shared<const EdgeGraph>(*std::move(all)), from.epoch + batches.size()};
}

// One of them cannot be merged: the others shall not go with it.
GraphVersion VersionedGraph::merged_singly(GraphVersion version, std::span<const GraphChanges> batches) {
  for (const GraphChanges& one : batches) {
    ++version.epoch;
    auto next = merged_or_error(*version.graph, {&one, 1}, weighted_);
    if (!next) {
      const GraphChanges nodes{.added_nodes = one.added_nodes};
      {
        const std::scoped_lock lock(mutex_);
        failures_.emplace(version.epoch, next.error());
      }
      next = merged_or_error(*version.graph, {&nodes, 1}, weighted_);
    }
    if (next) version.graph = std::make_shared<const EdgeGraph>(*std::move(next));
  }
  return version;
}

void VersionedGraph::publish(GraphVersion version) {
  {
    const std::scoped_lock lock(mutex_);
    std::swap(version_, version);
  }
  changed_.notify_all();
}

}  // namespace wirespeed::graph
