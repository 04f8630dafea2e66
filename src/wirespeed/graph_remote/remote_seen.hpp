// What a walk has entered, under each rule of uniqueness: nodes, or the relationships by which it came. Starts, to
// which none leads, may always be entered where relationships matter.
//
// A Trail is the way to a node: each_back(visit) goes along it from the step before to the start, until visit is false.
#pragma once

#include <deque>

#include "wirespeed/graph/recent_ids.hpp"
#include "wirespeed/graph_remote/remote_plan.hpp"

namespace wirespeed::graph_remote {

struct NoTrail {
  template <typename Visit>
  void each_back(const Visit&) const noexcept {}
};

class RemoteSeen {
 public:
  explicit RemoteSeen(const TraversalOptions& options)
      : uniqueness_(options.uniqueness),
        by_relationship_(graph::is_of_relationships(options.uniqueness)),
        recent_(options.recent) {}

  // Whether the step may be taken; from now on it has been.
  template <typename Trail>
  bool first(const RemoteStep& step, std::uint32_t depth, const Trail& trail) {
    if (is_free(step)) return true;
    switch (uniqueness_) {
      case graph::Uniqueness::node_global:
      case graph::Uniqueness::relationship_global:
        return all_.insert(id_of(step)).second;
      case graph::Uniqueness::node_level:
      case graph::Uniqueness::relationship_level:
        while (levels_.size() <= depth) levels_.emplace_back();
        return levels_[depth].insert(id_of(step)).second;
      case graph::Uniqueness::node_recent:
      case graph::Uniqueness::relationship_recent:
        return recent_.add(id_of(step));
      default:
        return may_enter(step, depth, trail);
    }
  }

  void prefetch(RemoteId node) const noexcept {
    if (uniqueness_ == graph::Uniqueness::node_global) all_.prefetch(node);
  }

  // The same without taking it. Where it is false it will be so for ever.
  template <typename Trail>
  bool may_enter(const RemoteStep& step, std::uint32_t depth, const Trail& trail) const {
    if (is_free(step)) return true;
    switch (uniqueness_) {
      case graph::Uniqueness::node_global:
      case graph::Uniqueness::relationship_global:
        return all_.find(id_of(step)) == nullptr;
      case graph::Uniqueness::node_level:
      case graph::Uniqueness::relationship_level:
        return levels_.size() <= depth || levels_[depth].find(id_of(step)) == nullptr;
      case graph::Uniqueness::node_path:
      case graph::Uniqueness::relationship_path:
        return is_new_on(trail, id_of(step));
      default:
        return true;
    }
  }

  // Whether the way comes to something twice of what the rule is about.
  template <typename Trail>
  bool enters_twice(const Trail& trail) const {
    IdTable<bool> met;
    bool is_new = true;
    trail.each_back([&](const RemoteStep& before) { return is_new = met.insert(id_of(before)).second; });
    return !is_new;
  }

  std::uint64_t bytes() const noexcept {
    std::uint64_t bytes = all_.bytes() + recent_.bytes();
    for (const auto& level : levels_) bytes += level.bytes();
    return bytes;
  }

 private:
  struct Nothing {};

  std::int64_t id_of(const RemoteStep& step) const noexcept { return by_relationship_ ? step.by : step.node; }
  bool is_free(const RemoteStep& step) const noexcept { return by_relationship_ && step.by == kNoRelationship; }

  template <typename Trail>
  bool is_new_on(const Trail& trail, std::int64_t id) const {
    bool is_new = true;
    trail.each_back([&](const RemoteStep& before) { return is_new = id_of(before) != id; });
    return is_new;
  }

  graph::Uniqueness uniqueness_;
  bool by_relationship_;
  IdTable<Nothing> all_;
  std::deque<IdTable<Nothing>> levels_;
  graph::RecentIds<std::int64_t> recent_;
};

}  // namespace wirespeed::graph_remote
