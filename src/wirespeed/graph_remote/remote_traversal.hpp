// A traversal over a graph that lives elsewhere: described as over one in memory, compiled once and walked many times.
//
//   auto t = value_or_throw(RemoteTraversal::compile(provider, {.relationships = "HAS_B>|HAS_A>", .labels = ">B"}));
//   NodeCache cache({.labels = true, .properties = true});
//   auto found = value_or_throw(t.nodes(root, &cache, limits));
//   found.nodes, found.report.label_hits
//
// The store is asked of many nodes at a time: breadth first of a part of the frontier, depth first of a node's
// neighbours, whose own are read ahead. The answers are those of a walk that asks one by one.
#pragma once

#include "wirespeed/graph/walk_answer.hpp"
#include "wirespeed/graph_remote/remote_walk.hpp"

namespace wirespeed::graph_remote {

using graph::Wanted;
using RemotePaths = graph::BasicPaths<RemoteId, RemoteRelationshipId>;
using RemoteAnswer = graph::BasicWalkAnswer<RemoteId, RemoteRelationshipId>;

struct RemoteFound {
  std::uint64_t count = 0;
  std::vector<RemoteId> nodes{};  // where they were asked for
  RemotePaths paths{};            // likewise
  WalkReport report{};
};

// The labels of nodes, each set once, as texts: "A:B".
struct RemoteLabels {
  std::vector<std::string> sets{};
  std::vector<std::int32_t> of_node{};
};

// A provider, and what is compiled for it.
struct CompiledRemote {
  std::shared_ptr<Provider> provider;
  RemotePlan plan;
};

// What one call reads through.
class RemoteCall {
 public:
  // `cache` may be nullptr and is borrowed.
  static Result<std::unique_ptr<RemoteCall>> open(const CompiledRemote& compiled, NodeCache* cache, const Stop& stop);

  NodeReader& reader() noexcept { return reader_; }

  // Fails for those that are not there.
  Result<void> check_roots(const RemotePlan& plan, std::span<const RemoteId> roots);

 private:
  RemoteCall(std::unique_ptr<ProviderSession> session, NodeCache* cache, const Stop& stop)
      : session_(std::move(session)), reader_(*session_, cache, stop) {}

  std::unique_ptr<ProviderSession> session_;
  NodeReader reader_;
};

// A walk under way, for one thread at a time. It keeps what it needs, the cache aside, and one session of the store.
class RemoteWalk {
 public:
  // Until the answer is full (true), or nothing is left (false). Where a deadline or a token ends it, the next call
  // goes on from there, if the store can.
  Result<bool> run(const Stop& stop);

  // Lets the answer take so many rows more than it has, within the limits; what it holds is still to be taken.
  void allow(std::uint64_t rows) noexcept { answer_.allow(rows); }

  // What the answer has taken so far, which it then holds no more.
  std::uint64_t count() const noexcept { return answer_.count(); }
  bool is_complete() const noexcept { return answer_.is_complete(); }  // it has all rows that it may have
  std::vector<RemoteId> take_nodes() { return answer_.take_nodes(); }
  std::vector<std::uint32_t> take_depths() { return answer_.take_depths(); }
  RemotePaths take_paths() { return answer_.take_paths(); }

  // All labels of the nodes that walks may name, read anew where no cache has them.
  Result<RemoteLabels> labels_of(std::span<const RemoteId> nodes, const Stop& stop);

  const WalkReport& report() const noexcept { return call_->reader().report(); }

 private:
  friend class RemoteTraversal;
  RemoteWalk(std::shared_ptr<const CompiledRemote> compiled, std::unique_ptr<RemoteCall> call,
             std::unique_ptr<RemoteWalker> walker, RemoteAnswer answer, std::uint64_t max_rows)
      : compiled_(std::move(compiled)),
        call_(std::move(call)),
        walker_(std::move(walker)),
        answer_(std::move(answer)),
        max_rows_(max_rows) {}
  void take(const RemoteShown& shown);

  std::shared_ptr<const CompiledRemote> compiled_;
  std::unique_ptr<RemoteCall> call_;
  std::unique_ptr<RemoteWalker> walker_;
  RemoteAnswer answer_;
  std::uint64_t max_rows_;
  std::vector<RemoteStep> way_;
};

class RemoteTraversal {
 public:
  static Result<RemoteTraversal> compile(std::shared_ptr<Provider> provider, const TraversalOptions& options);

  // Thread-safe, as far as providers are. `cache` may be nullptr. Fail for starts that are not there, when a limit is
  // passed, and when the store fails.
  Result<RemoteFound> count(std::span<const RemoteId> roots, NodeCache* cache, const RemoteLimits& limits) const;
  Result<RemoteFound> nodes(std::span<const RemoteId> roots, NodeCache* cache, const RemoteLimits& limits) const;
  // With their relationships: fails, too, for a provider that does not tell who they are.
  Result<RemoteFound> paths(std::span<const RemoteId> roots, NodeCache* cache, const RemoteLimits& limits,
                            bool relationships = false) const;

  // The same, to be gone through bit by bit. The cache is borrowed by the walk.
  Result<RemoteWalk> open(std::span<const RemoteId> roots, NodeCache* cache, Wanted wanted, const RemoteLimits& limits,
                          bool with_depths = false) const;

  // The same walk, which knows by which relationships it goes. Fails for a provider that does not tell.
  Result<RemoteTraversal> with_relationships() const;

  const std::shared_ptr<Provider>& provider() const noexcept { return compiled_->provider; }
  const RemotePlan& plan() const noexcept { return compiled_->plan; }
  const CompiledRemote& compiled() const noexcept { return *compiled_; }

 private:
  explicit RemoteTraversal(std::shared_ptr<const CompiledRemote> compiled) noexcept : compiled_(std::move(compiled)) {}
  Result<RemoteFound> run_to_end(std::span<const RemoteId> roots, NodeCache* cache, Wanted wanted,
                                 const RemoteLimits& limits) const;
  Result<std::optional<RemoteFound>> count_all(std::span<const RemoteId> roots, NodeCache* cache,
                                               const RemoteLimits& limits) const;

  std::shared_ptr<const CompiledRemote> compiled_;
};

}  // namespace wirespeed::graph_remote
