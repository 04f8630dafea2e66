#include "wirespeed/graph/two_sided.hpp"

#include "wirespeed/graph/branch_walk.hpp"
#include "wirespeed/graph/meeting.hpp"

namespace wirespeed::graph {
namespace {

// One side's walk.
class SideWalk {
 public:
  using Node = NodeId;
  using Relationship = RelationshipId;

  SideWalk(const WalkPlan& plan, const TraversalOptions& options, std::vector<NodeId> starts,
           std::shared_ptr<Visited> visited, const WalkLimits& limits)
      : walk_(plan, options, std::move(starts), std::move(visited),
              {.with_ids = true, .keeps_branches = true, .shows_all = true}),
        guard_(plan, limits) {}

  Result<std::optional<std::uint32_t>> next(std::uint64_t held_besides) {
    const auto shown = walk_.next(guard_, held_besides);
    if (!shown) return std::unexpected(shown.error());
    if (!*shown) return std::nullopt;
    return (*shown)->branch;
  }

  NodeId node_of(std::uint32_t branch) const noexcept { return walk_.branches()[branch].node; }
  RelationshipId relationship_of(std::uint32_t branch) const noexcept { return walk_.branches()[branch].relationship; }
  std::uint32_t depth_of(std::uint32_t branch) const noexcept { return walk_.branches()[branch].depth; }
  std::uint32_t parent_of(std::uint32_t branch) const noexcept { return walk_.branches()[branch].parent; }
  std::uint64_t bytes() const noexcept { return walk_.bytes(); }

 private:
  BranchWalk walk_;
  WalkGuard guard_;
};

}  // namespace

Result<Sides> parse_sides(std::string_view name) {
  if (name == "alternating") return Sides::alternating;
  if (name == "level") return Sides::level;
  if (name == "level_stop_on_result") return Sides::level_stop_on_result;
  return fail(Errc::invalid_argument,
              "two_sided: sides: expected alternating, level or level_stop_on_result, found \"{}\"", name);
}

Result<Collisions> parse_collisions(std::string_view name) {
  if (name == "standard") return Collisions::standard;
  if (name == "shortest") return Collisions::shortest;
  return fail(Errc::invalid_argument, "two_sided: collisions: expected standard or shortest, found \"{}\"", name);
}

Result<TwoSidedTraversal> TwoSidedTraversal::compile(const EdgeGraph& graph, const TwoSidedOptions& options) {
  TwoSidedOptions both = options;
  if (!both.end) both.end = both.start;
  both.end->uniqueness = both.start.uniqueness;
  auto start = WalkPlan::compile(graph, both.start);
  if (!start) return std::unexpected(std::move(start).error());
  auto end = WalkPlan::compile(graph, *both.end, !options.end);
  if (!end) return std::unexpected(std::move(end).error());
  return TwoSidedTraversal(*std::move(start), *std::move(end), std::move(both));
}

Result<Paths> TwoSidedTraversal::paths(const Starts& starts, const Starts& ends, const WalkLimits& limits) const {
  const EdgeGraph& graph = start_.graph();
  auto from = places_of(graph, starts);
  if (!from) return std::unexpected(std::move(from).error());
  auto to = places_of(graph, ends);
  if (!to) return std::unexpected(std::move(to).error());
  const auto visited =
      std::make_shared<Visited>(options_.start.uniqueness, graph.node_count(),
                                static_cast<std::uint32_t>(graph.relationship_count()), options_.start.recent);
  using Side = MeetingSide<SideWalk>;
  std::array<Side, 2> sides{Side(std::in_place, start_, options_.start, *std::move(from), visited, limits),
                            Side(std::in_place, end_, *options_.end, *std::move(to), visited, limits)};
  auto found = Meeting<SideWalk>(options_, sides, limits).run();
  if (found) graph.numbering().to_nodes(found->nodes);
  return found;
}

}  // namespace wirespeed::graph
