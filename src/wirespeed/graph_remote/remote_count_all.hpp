// Through a graph that lives elsewhere in no order.
#pragma once

#include "wirespeed/graph_remote/remote_walk.hpp"

namespace wirespeed::graph_remote {

// Counts every walk. Their order does not matter for that: the deepest nodes are asked of first, as many as the store
// likes at a time, so that few are held.
class RemoteCountAll : WalkBase {
 public:
  using WalkBase::WalkBase;

  // None where a walk is so long that its way has to be known.
  Result<std::optional<std::uint64_t>> run(std::span<const RemoteId> roots);

 private:
  Result<void> expand_deepest();
  Result<void> enter(std::span<const RemoteId> nodes, std::uint32_t depth);

  std::vector<std::vector<RemoteId>> levels_;
  std::uint64_t held_ = 0;
  std::uint64_t count_ = 0;
  std::vector<RemoteId> nodes_;
  Neighbors neighbors_;
  std::vector<std::uint8_t> flags_;
};

}  // namespace wirespeed::graph_remote
