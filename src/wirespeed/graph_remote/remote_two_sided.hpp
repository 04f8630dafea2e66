// A traversal over a provider from both ends, as wirespeed/graph/two_sided.hpp has it in memory. Both sides read
// through one session. What distinguishes paths is their relationships, so the provider has to tell who these are.
#pragma once

#include "wirespeed/graph/two_sided.hpp"
#include "wirespeed/graph_remote/remote_traversal.hpp"

namespace wirespeed::graph_remote {

class RemoteTwoSided {
 public:
  // Fails as RemoteTraversal::compile() does, and for a provider that does not tell who relationships are.
  static Result<RemoteTwoSided> compile(std::shared_ptr<Provider> provider, const graph::TwoSidedOptions& options);

  // From a start to an end each, with relationships, in the order in which they are found. Thread-safe.
  Result<RemoteFound> paths(std::span<const RemoteId> starts, std::span<const RemoteId> ends, NodeCache* cache,
                            const RemoteLimits& limits) const;

 private:
  RemoteTwoSided(CompiledRemote start, RemotePlan end, graph::TwoSidedOptions options)
      : start_(std::move(start)), end_(std::move(end)), options_(std::move(options)) {}

  CompiledRemote start_;
  RemotePlan end_;
  graph::TwoSidedOptions options_;  // with both sides
};

}  // namespace wirespeed::graph_remote
