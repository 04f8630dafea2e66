// Through a graph that lives elsewhere in no order.
#pragma once

#include "wirespeed/graph_remote/remote_walk.hpp"

namespace wirespeed::graph_remote {

// Counts what walks return whose order does not matter for that (RemotePlan::counts_in_any_order()): every walk, or
// every node once. The deepest nodes are asked of first, as many as the store likes at a time, so that few are held;
// where each is entered once, all behind the starts are alike.
class RemoteCountAll : RemoteWalkBase {
 public:
  using RemoteWalkBase::RemoteWalkBase;

  // None where a walk is so long that its way has to be known.
  Result<std::optional<std::uint64_t>> run(std::span<const RemoteId> roots);

 private:
  Result<void> expand_deepest();
  Result<void> enter(std::span<const RemoteId> nodes, std::uint32_t depth);
  // Those that had not been entered. Valid until the next call.
  std::span<const RemoteId> enter_once(std::span<const RemoteId> nodes);

  std::vector<std::vector<RemoteId>> levels_;
  std::uint64_t held_ = 0;
  std::uint64_t count_ = 0;
  std::vector<RemoteId> nodes_;
  std::vector<RemoteId> new_;
  Neighbors neighbors_;
  std::vector<std::uint8_t> flags_;
};

}  // namespace wirespeed::graph_remote
