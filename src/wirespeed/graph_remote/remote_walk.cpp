#include "wirespeed/graph_remote/remote_walk.hpp"

#include <algorithm>
#include <array>

namespace wirespeed::graph_remote {

Result<void> RemoteWalkBase::check(std::uint64_t bytes) const {
  if (auto ok = reader_.stop().check("traversal"); !ok) return ok;
  return graph::check_memory("traversal", bytes + seen_->bytes() + held_besides_, memory_);
}

std::uint32_t RemoteWalkBase::longest_of(const TraversalOptions& options) noexcept {
  using graph::Uniqueness;
  constexpr std::array kEachOnce{Uniqueness::node_global, Uniqueness::node_path, Uniqueness::relationship_global,
                                 Uniqueness::relationship_path};
  const bool takes_each_once = std::ranges::find(kEachOnce, options.uniqueness) != kEachOnce.end();
  return takes_each_once || options.max_depth != kAnyLength ? kAnyLength : kLongest;
}

Result<void> RemoteWalkBase::endless(std::uint32_t depth) {
  return fail(Errc::limit,
              "traversal: the walk is {} relationships long, enters a node or a relationship twice and has no "
              "max_depth: it goes in "
              "circles; give max_depth, or a uniqueness of the path or of all",
              depth);
}

std::unique_ptr<RemoteWalker> make_remote_walker(RemoteWalkParts parts, std::vector<RemoteId> roots) {
  switch (parts.plan.options().order) {
    case graph::Order::breadth_first:
    case graph::Order::breadth_first_post:
      return make_breadth_first(std::move(parts), std::move(roots));
    case graph::Order::best_first:
      return make_best_first(std::move(parts), roots);
    case graph::Order::depth_first:
    case graph::Order::depth_first_post:
      break;
  }
  return make_depth_first(std::move(parts), std::move(roots));
}

}  // namespace wirespeed::graph_remote
