// What a rule of uniqueness remembers, whichever it is.
#pragma once

#include <algorithm>
#include <vector>

#include "wirespeed/graph/level_sets.hpp"
#include "wirespeed/graph/recent_ids.hpp"
#include "wirespeed/graph/relationship_ids.hpp"
#include "wirespeed/graph/traversal_options.hpp"

namespace wirespeed::graph {

// A way's last node. Branches are in an array, in which a way is followed back by `parent`.
struct Branch {
  static constexpr std::uint32_t kStart = 0xFFFFFFFF;

  NodeId node = 0;
  std::uint32_t parent = kStart;
  RelationshipId relationship = kNoRelationship;  // by which it was reached; where no one asks, none
  std::uint32_t depth = 0;
};

class Visited {
 public:
  // Nodes and relationships have ids below these.
  Visited(Uniqueness uniqueness, NodeId nodes, std::uint32_t relationships, std::uint32_t recent);

  // Whether the branch may be entered; if so it has been from now on. Starts always may where relationships matter.
  bool first(const Branch& branch, const std::vector<Branch>& branches);
  std::uint64_t bytes() const noexcept;

 private:
  bool is_new_on_path(const Branch& branch, const std::vector<Branch>& branches) const noexcept;

  Uniqueness uniqueness_;
  NodeSet all_;
  LevelSets levels_;
  RecentIds<std::uint32_t> recent_;
};

// Whether a whole path keeps the rule: nodes or relationships on it are all different. True of rules that are not
// about paths.
template <typename Node, typename Relationship>
bool keeps_rule(Uniqueness uniqueness, const std::vector<Node>& nodes, const std::vector<Relationship>& relationships) {
  const auto all_different = [](auto ids) {
    std::ranges::sort(ids);
    return std::ranges::adjacent_find(ids) == ids.end();
  };
  if (uniqueness == Uniqueness::node_path) return all_different(nodes);
  return uniqueness != Uniqueness::relationship_path || all_different(relationships);
}

}  // namespace wirespeed::graph
