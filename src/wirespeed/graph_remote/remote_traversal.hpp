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

#include <limits>

#include "wirespeed/graph_remote/remote_plan.hpp"

namespace wirespeed::graph_remote {

// Nodes of path i: nodes[offsets[i]] to nodes[offsets[i + 1]], from the start on.
struct RemotePaths {
  std::vector<std::int64_t> offsets{0};
  std::vector<RemoteId> nodes{};
};

// What one call may take.
struct RemoteLimits {
  std::uint64_t rows = std::numeric_limits<std::uint64_t>::max();  // it ends when it has so many
  std::uint64_t held = std::uint64_t{1} << 26;  // entries that it may hold at a time: an error when it needs more
  Stop stop{};
};

struct RemoteFound {
  std::uint64_t count = 0;
  std::vector<RemoteId> nodes{};  // where they were asked for
  RemotePaths paths{};            // likewise
  WalkReport report{};
};

class RemoteTraversal {
 public:
  static Result<RemoteTraversal> compile(std::shared_ptr<Provider> provider, const TraversalOptions& options);

  // Thread-safe, as far as providers are. `cache` may be nullptr. Fail for starts that are not there, when a limit is
  // passed, and when the store fails.
  Result<RemoteFound> count(std::span<const RemoteId> roots, NodeCache* cache, const RemoteLimits& limits) const;
  Result<RemoteFound> nodes(std::span<const RemoteId> roots, NodeCache* cache, const RemoteLimits& limits) const;
  Result<RemoteFound> paths(std::span<const RemoteId> roots, NodeCache* cache, const RemoteLimits& limits) const;

  const std::shared_ptr<Provider>& provider() const noexcept { return provider_; }

 private:
  enum class Kind : std::uint8_t { count, nodes, paths };

  RemoteTraversal(std::shared_ptr<Provider> provider, RemotePlan plan)
      : provider_(std::move(provider)), plan_(std::move(plan)) {}
  template <Kind kind>
  Result<RemoteFound> find(std::span<const RemoteId> roots, NodeCache* cache, const RemoteLimits& limits) const;
  Result<void> check_roots(std::span<const RemoteId> roots, NodeReader& reader) const;
  template <Kind kind>
  Result<void> answer(std::span<const RemoteId> roots, NodeReader& reader, const RemoteLimits& limits,
                      RemoteFound& found) const;
  template <typename Results>
  Result<void> walk(std::span<const RemoteId> roots, NodeReader& reader, const RemoteLimits& limits,
                    const Results& results) const;

  std::shared_ptr<Provider> provider_;
  RemotePlan plan_;
};

}  // namespace wirespeed::graph_remote
