// What a walk has entered, under each rule of uniqueness.
//
// A Trail is the way to a node: each_back(visit) goes along it from the node before to the start, until visit is false.
#pragma once

#include <deque>

#include "wirespeed/graph/recent_ids.hpp"
#include "wirespeed/graph_remote/remote_plan.hpp"

namespace wirespeed::graph_remote {

struct NoTrail {
  template <typename Visit>
  void each_back(const Visit&) const noexcept {}
};

// What has been entered, under each kind of uniqueness.
class RemoteSeen {
 public:
  explicit RemoteSeen(const TraversalOptions& options) : uniqueness_(options.uniqueness), recent_(options.recent) {}

  // Whether the node may be entered; from now on it has been.
  template <typename Trail>
  bool first(RemoteId node, std::uint32_t depth, const Trail& trail) {
    switch (uniqueness_) {
      case graph::Uniqueness::node_global:
        return all_.insert(node).second;
      case graph::Uniqueness::node_level:
        while (levels_.size() <= depth) levels_.emplace_back();
        return levels_[depth].insert(node).second;
      case graph::Uniqueness::node_recent:
        return recent_.add(node);
      default:
        return may_enter(node, depth, trail);
    }
  }

  // The same without entering.
  template <typename Trail>
  bool may_enter(RemoteId node, std::uint32_t depth, const Trail& trail) const {
    if (uniqueness_ == graph::Uniqueness::node_global) return all_.find(node) == nullptr;
    if (uniqueness_ == graph::Uniqueness::node_level) {
      return levels_.size() <= depth || levels_[depth].find(node) == nullptr;
    }
    bool is_new = true;
    if (uniqueness_ == graph::Uniqueness::node_path) {
      trail.each_back([&](RemoteId before) { return is_new = before != node; });
    }
    return is_new;
  }

  std::uint64_t held() const noexcept {
    std::uint64_t held = all_.size() + recent_.size();
    for (const auto& level : levels_) held += level.size();
    return held;
  }

 private:
  struct Nothing {};

  graph::Uniqueness uniqueness_;
  IdTable<Nothing> all_;
  std::deque<IdTable<Nothing>> levels_;
  graph::RecentIds<RemoteId> recent_;
};

template <typename Trail>
bool enters_twice(const Trail& trail) {
  IdTable<bool> met;
  bool is_new = true;
  trail.each_back([&](RemoteId node) { return is_new = met.insert(node).second; });
  return !is_new;
}

}  // namespace wirespeed::graph_remote
