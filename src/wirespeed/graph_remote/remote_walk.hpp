// How a traversal goes through a graph that lives elsewhere. Its result is told of each node that is returned:
//
//   bool returned(RemoteId node, const Trail& trail);   // false: that was enough
//
// Each order has a walk of its own, on this base: remote_breadth_first.hpp, remote_depth_first.hpp,
// remote_best_first.hpp, and remote_count_all.hpp for none.
#pragma once

#include "wirespeed/graph_remote/remote_seen.hpp"
#include "wirespeed/graph_remote/remote_traversal.hpp"

namespace wirespeed::graph_remote {

// A walk that is longer is looked through for a node, or a relationship where the rule is about those, that it enters
// twice: then it goes in circles.
inline constexpr std::uint32_t kLongest = 10'000;
inline constexpr std::uint32_t kAnyLength = std::numeric_limits<std::uint32_t>::max();

// What all walks share.
class WalkBase {
 public:
  WalkBase(const RemotePlan& plan, NodeReader& reader, const RemoteLimits& limits)
      : plan_(plan),
        reader_(reader),
        judge_(plan, reader),
        limits_(limits),
        seen_(plan.options()),
        longest_(longest_of(plan.options())) {}

 protected:
  Result<void> check(std::uint64_t held) const;
  // Of a walk so deep, by the way there.
  template <typename Trail>
  Result<void> check(std::uint64_t held, std::uint32_t depth, const Trail& trail) {
    if (depth > longest_) {
      if (seen_.enters_twice(trail)) return endless(depth);
      longest_ = longest_ > kAnyLength / 2 ? kAnyLength : 2 * longest_;
    }
    return check(held);
  }

  // Those that are followed from nodes at the depth.
  Result<void> read_neighbors(std::span<const RemoteId> nodes, std::uint32_t depth, Neighbors& neighbors) {
    return reader_.neighbors(nodes, plan_.ways_at(depth), plan_.relationships(), neighbors);
  }

  // Whether a node is entered once, by whichever way comes first.
  bool is_global() const noexcept { return plan_.options().uniqueness == graph::Uniqueness::node_global; }

  const RemotePlan& plan_;
  NodeReader& reader_;
  Judge judge_;
  const RemoteLimits& limits_;
  RemoteSeen seen_;
  std::uint32_t longest_;  // before the way is looked through

 private:
  static std::uint32_t longest_of(const TraversalOptions& options) noexcept;
  static Result<void> endless(std::uint32_t depth);
};

}  // namespace wirespeed::graph_remote
