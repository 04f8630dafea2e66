#include "wirespeed/graph_remote/remote_two_sided.hpp"

#include "wirespeed/graph/meeting.hpp"

namespace wirespeed::graph_remote {
namespace {

// One side's walk.
class RemoteSide {
 public:
  using Node = RemoteId;
  using Relationship = RemoteRelationshipId;

  RemoteSide(RemoteWalkParts parts, std::span<const RemoteId> roots)
      : walker_(make_remote_walker(std::move(parts), {roots.begin(), roots.end()})) {}

  Result<std::optional<std::uint32_t>> next(std::uint64_t held_besides) {
    const auto shown = walker_->next(held_besides);
    if (!shown) return std::unexpected(shown.error());
    if (!*shown) return std::nullopt;
    return (*shown)->entry;
  }

  RemoteId node_of(std::uint32_t entry) const noexcept { return at(entry).step.node; }
  RemoteRelationshipId relationship_of(std::uint32_t entry) const noexcept { return at(entry).step.by; }
  std::uint32_t depth_of(std::uint32_t entry) const noexcept { return at(entry).depth; }
  std::uint32_t parent_of(std::uint32_t entry) const noexcept { return at(entry).parent; }
  std::uint64_t bytes() const noexcept { return walker_->bytes(); }

 private:
  const RemoteEntry& at(std::uint32_t entry) const noexcept { return walker_->entries()[entry]; }

  std::unique_ptr<RemoteWalker> walker_;
};

static_assert(RemoteEntry::kStart == graph::Branch::kStart);

Result<RemotePlan> plan_of(const Provider& provider, const TraversalOptions& options, bool reversed) {
  auto plan = RemotePlan::compile(provider, options, reversed);
  return plan ? plan->with_relationships(provider) : plan;
}

}  // namespace

Result<RemoteTwoSided> RemoteTwoSided::compile(std::shared_ptr<Provider> provider,
                                               const graph::TwoSidedOptions& options) {
  graph::TwoSidedOptions both = options;
  if (!both.end) both.end = both.start;
  both.end->uniqueness = both.start.uniqueness;
  auto start = plan_of(*provider, both.start, false);
  if (!start) return std::unexpected(std::move(start).error());
  auto end = plan_of(*provider, *both.end, !options.end);
  if (!end) return std::unexpected(std::move(end).error());
  return RemoteTwoSided({std::move(provider), *std::move(start)}, *std::move(end), std::move(both));
}

Result<RemoteFound> RemoteTwoSided::paths(std::span<const RemoteId> starts, std::span<const RemoteId> ends,
                                          NodeCache* cache, const RemoteLimits& limits) const {
  auto call = RemoteCall::open(start_, cache, limits.stop);
  if (!call) return std::unexpected(std::move(call).error());
  for (const auto& [plan, roots] : {std::pair(&start_.plan, starts), std::pair(&end_, ends)}) {
    if (auto ok = (*call)->check_roots(*plan, roots); !ok) return std::unexpected(std::move(ok).error());
  }
  const auto seen = std::make_shared<RemoteSeen>(options_.start);
  const auto parts_of = [&](const RemotePlan& plan) {
    return RemoteWalkParts{.plan = plan,
                           .reader = (*call)->reader(),
                           .memory = limits.memory,
                           .seen = seen,
                           .needs = {.keeps_entries = true, .shows_all = true, .shares_seen = true}};
  };
  using Side = graph::MeetingSide<RemoteSide>;
  std::array<Side, 2> sides{Side(std::in_place, parts_of(start_.plan), starts),
                            Side(std::in_place, parts_of(end_), ends)};
  auto paths = graph::Meeting<RemoteSide>(options_, sides, limits).run();
  if (!paths) return std::unexpected(std::move(paths).error());
  const std::uint64_t count = paths->size();
  return RemoteFound{.count = count, .paths = *std::move(paths), .report = (*call)->reader().report()};
}

}  // namespace wirespeed::graph_remote
