#include "wirespeed/graph_remote/remote_walk.hpp"

#include <algorithm>
#include <array>

namespace wirespeed::graph_remote {

Result<void> WalkBase::check(std::uint64_t held) const {
  if (auto ok = limits_.stop.check("traversal"); !ok) return ok;
  if (held <= limits_.held) return {};
  return fail(Errc::limit, "traversal: expected at most {} entries at a time, found {}; give max_depth or filters",
              limits_.held, held);
}

std::uint32_t WalkBase::longest_of(const TraversalOptions& options) noexcept {
  using graph::Uniqueness;
  constexpr std::array kEachOnce{Uniqueness::node_global, Uniqueness::node_path, Uniqueness::relationship_global,
                                 Uniqueness::relationship_path};
  const bool takes_each_once = std::ranges::find(kEachOnce, options.uniqueness) != kEachOnce.end();
  return takes_each_once || options.max_depth != kAnyLength ? kAnyLength : kLongest;
}

Result<void> WalkBase::endless(std::uint32_t depth) {
  return fail(Errc::limit,
              "traversal: the walk is {} relationships long, enters a node or a relationship twice and has no "
              "max_depth: it goes in "
              "circles; give max_depth, or a uniqueness of the path or of all",
              depth);
}

}  // namespace wirespeed::graph_remote
