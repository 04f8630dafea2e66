#include "wirespeed/graph_remote/remote_traversal.hpp"

#include <algorithm>

#include "wirespeed/graph_remote/remote_best_first.hpp"
#include "wirespeed/graph_remote/remote_breadth_first.hpp"
#include "wirespeed/graph_remote/remote_count_all.hpp"
#include "wirespeed/graph_remote/remote_depth_first.hpp"

namespace wirespeed::graph_remote {
namespace {

struct CountResults {
  std::uint64_t limit;
  RemoteFound& found;

  template <typename Trail>
  bool returned(RemoteId, const Trail&) const noexcept {
    return ++found.count < limit;
  }
};

struct NodeResults {
  std::uint64_t limit;
  RemoteFound& found;

  template <typename Trail>
  bool returned(RemoteId node, const Trail&) const {
    found.nodes.push_back(node);
    return ++found.count < limit;
  }
};

struct PathResults {
  std::uint64_t limit;
  RemoteFound& found;

  template <typename Trail>
  bool returned(RemoteId node, const Trail& trail) const {
    std::vector<RemoteId>& nodes = found.paths.nodes;
    const auto begin = static_cast<std::ptrdiff_t>(nodes.size());
    nodes.push_back(node);
    trail.each_back([&](const RemoteStep& before) {
      nodes.push_back(before.node);
      return true;
    });
    std::reverse(nodes.begin() + begin, nodes.end());
    found.paths.offsets.push_back(static_cast<std::int64_t>(nodes.size()));
    return ++found.count < limit;
  }
};

}  // namespace

Result<RemoteTraversal> RemoteTraversal::compile(std::shared_ptr<Provider> provider, const TraversalOptions& options) {
  auto plan = RemotePlan::compile(*provider, options);
  if (!plan) return std::unexpected(std::move(plan).error());
  return RemoteTraversal(std::move(provider), *std::move(plan));
}

Result<void> RemoteTraversal::check_roots(std::span<const RemoteId> roots, NodeReader& reader) const {
  std::vector<LabelMask> masks(roots.size());
  if (auto ok = reader.labels(roots, plan_.label_pages().first(1), masks); !ok) return ok;
  const auto missing = std::ranges::find(masks, LabelMask{0});
  if (missing == masks.end()) return {};
  return fail(Errc::not_found, "traversal: expected a node of the store to start from, found {}",
              roots[static_cast<std::size_t>(missing - masks.begin())]);
}

template <typename Results>
Result<void> RemoteTraversal::walk(std::span<const RemoteId> roots, NodeReader& reader, const RemoteLimits& limits,
                                   const Results& results) const {
  if (limits.rows == 0) return {};
  const graph::Order order = plan_.options().order;
  if (order == graph::Order::depth_first || order == graph::Order::depth_first_post) {
    return RemoteDepthFirst(plan_, reader, limits, results).run(roots);
  }
  if (order == graph::Order::best_first) return RemoteBestFirst(plan_, reader, limits, results).run(roots);
  return RemoteBreadthFirst(plan_, reader, limits, results).run(roots);
}

template <RemoteTraversal::Kind kind>
Result<RemoteFound> RemoteTraversal::find(std::span<const RemoteId> roots, NodeCache* cache,
                                          const RemoteLimits& limits) const {
  auto session = provider_->open(limits.stop);
  if (!session) return std::unexpected(std::move(session).error());
  NodeReader reader(**session, cache, limits.stop);
  if (auto ok = check_roots(roots, reader); !ok) return std::unexpected(std::move(ok).error());
  RemoteFound found;
  auto ok = answer<kind>(roots, reader, limits, found);
  if (!ok) return std::unexpected(std::move(ok).error());
  found.report = reader.report();
  return found;
}

template <RemoteTraversal::Kind kind>
Result<void> RemoteTraversal::answer(std::span<const RemoteId> roots, NodeReader& reader, const RemoteLimits& limits,
                                     RemoteFound& found) const {
  if constexpr (kind == Kind::count) {
    const bool any_order = plan_.options().uniqueness == graph::Uniqueness::none && !plan_.options().evaluator &&
                           limits.rows == std::numeric_limits<std::uint64_t>::max();
    if (!any_order) return walk(roots, reader, limits, CountResults{limits.rows, found});
    const auto count = RemoteCountAll(plan_, reader, limits).run(roots);
    if (!count) return std::unexpected(count.error());
    if (!*count) return walk(roots, reader, limits, CountResults{limits.rows, found});
    found.count = **count;
    return {};
  } else {
    using Results = std::conditional_t<kind == Kind::nodes, NodeResults, PathResults>;
    return walk(roots, reader, limits, Results{limits.rows, found});
  }
}

Result<RemoteFound> RemoteTraversal::count(std::span<const RemoteId> roots, NodeCache* cache,
                                           const RemoteLimits& limits) const {
  return find<Kind::count>(roots, cache, limits);
}

Result<RemoteFound> RemoteTraversal::nodes(std::span<const RemoteId> roots, NodeCache* cache,
                                           const RemoteLimits& limits) const {
  return find<Kind::nodes>(roots, cache, limits);
}

Result<RemoteFound> RemoteTraversal::paths(std::span<const RemoteId> roots, NodeCache* cache,
                                           const RemoteLimits& limits) const {
  return find<Kind::paths>(roots, cache, limits);
}

}  // namespace wirespeed::graph_remote
