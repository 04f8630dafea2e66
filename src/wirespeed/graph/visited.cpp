#include "wirespeed/graph/visited.hpp"

namespace wirespeed::graph {

Visited::Visited(Uniqueness uniqueness, NodeId nodes, std::uint32_t relationships, std::uint32_t recent)
    : uniqueness_(uniqueness),
      all_(is_of_relationships(uniqueness) ? relationships : nodes),
      levels_(all_.node_count()),
      recent_(recent) {}

bool Visited::first(const Branch& branch, const std::vector<Branch>& branches) {
  if (is_of_relationships(uniqueness_) && branch.parent == Branch::kStart) return true;
  const std::uint32_t id = is_of_relationships(uniqueness_) ? branch.relationship : branch.node;
  switch (uniqueness_) {
    case Uniqueness::none:
      return true;
    case Uniqueness::node_global:
    case Uniqueness::relationship_global:
      return all_.add(id);
    case Uniqueness::node_path:
    case Uniqueness::relationship_path:
      return is_new_on_path(branch, branches);
    case Uniqueness::node_recent:
    case Uniqueness::relationship_recent:
      return recent_.add(id);
    case Uniqueness::node_level:
    case Uniqueness::relationship_level:
      break;
  }
  return levels_.add(id, branch.depth);
}

bool Visited::is_new_on_path(const Branch& branch, const std::vector<Branch>& branches) const noexcept {
  const bool by_relationship = uniqueness_ == Uniqueness::relationship_path;
  for (std::uint32_t i = branch.parent; i != Branch::kStart; i = branches[i].parent) {
    const Branch& before = branches[i];
    if (by_relationship ? before.relationship == branch.relationship : before.node == branch.node) return false;
  }
  return true;
}

std::uint64_t Visited::bytes() const noexcept { return all_.bytes() + recent_.bytes() + levels_.bytes(); }

}  // namespace wirespeed::graph
