// A node's relationships that a walk may follow, one after the other, with who they are.
#pragma once

#include "wirespeed/graph/walk_plan.hpp"

namespace wirespeed::graph {

// One of them, seen from the node that is left.
struct FollowedRelationship {
  NodeId node = 0;  // where it leads
  RelationshipId id = kNoRelationship;
  std::uint32_t type = 0;
  bool in = false;  // followed from its target
  double weight = 1;
};

class RelationshipCursor {
 public:
  RelationshipCursor() = default;
  // `with_ids`: who they are has to be known, by the walk or by what is asked of them.
  RelationshipCursor(const WalkPlan& plan, NodeId node, std::uint32_t depth, bool with_ids)
      : plan_(&plan), node_(node), with_ids_(with_ids), rows_(plan.rows_of(node, depth)) {}

  bool next(FollowedRelationship& followed);

 private:
  bool open_next();
  bool take(std::uint32_t place, FollowedRelationship& followed) const;

  const WalkPlan* plan_ = nullptr;
  NodeId node_ = 0;
  bool with_ids_ = false;
  std::span<const WalkRows> rows_;  // [0] is the one that is gone through, once it is open
  bool is_open_ = false;
  std::uint32_t place_ = 0;
  std::uint32_t end_ = 0;
  std::span<const std::uint32_t> places_in_out_;  // of rows of targets
};

}  // namespace wirespeed::graph
