#include "wirespeed/graph_remote/remote_traversal.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "wirespeed/graph_remote/remote_count_all.hpp"

namespace wirespeed::graph_remote {
namespace {

// A way that was taken down from its end.
struct WayBack {
  std::span<const RemoteStep> steps;

  template <typename Visit>
  void each_back(const Visit& visit) const {
    for (const RemoteStep& step : steps) {
      if (!visit(step.node, step.by)) return;
    }
  }
};

std::string text_of(std::span<const LabelMask> set, std::span<const std::string> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if ((set[i / kLabelsOfPage] >> (i % kLabelsOfPage) & 1) == 0) continue;
    text += (text.empty() ? "" : ":") + names[i];
  }
  return text;
}

}  // namespace

// --- a call ----------------------------------------------------------------------------------------------------------

Result<std::unique_ptr<RemoteCall>> RemoteCall::open(const CompiledRemote& compiled, NodeCache* cache,
                                                     const Stop& stop) {
  auto session = compiled.provider->open(stop);
  if (!session) return std::unexpected(std::move(session).error());
  return std::unique_ptr<RemoteCall>(new RemoteCall(*std::move(session), cache, stop));
}

Result<void> RemoteCall::check_roots(const RemotePlan& plan, std::span<const RemoteId> roots) {
  std::vector<LabelMask> masks(roots.size());
  if (auto ok = reader_.labels(roots, plan.label_pages().first(1), masks); !ok) return ok;
  const auto missing = std::ranges::find(masks, LabelMask{0});
  if (missing == masks.end()) return {};
  return fail(Errc::not_found, "traversal: expected a node of the store to start from, found {}",
              roots[static_cast<std::size_t>(missing - masks.begin())]);
}

// --- a walk ----------------------------------------------------------------------------------------------------------

Result<bool> RemoteWalk::run(const Stop& stop) {
  call_->reader().set_stop(stop);
  while (!answer_.is_full()) {
    const auto shown = walker_->next(answer_.bytes());
    if (!shown) return std::unexpected(shown.error());
    if (!*shown) return false;
    take(**shown);
  }
  if (auto ok = graph::check_rows("traversal", answer_.count(), max_rows_); !ok) {
    return std::unexpected(std::move(ok).error());
  }
  return true;
}

void RemoteWalk::take(const RemoteShown& shown) {
  way_.clear();
  if (answer_.wanted() == Wanted::paths || answer_.wanted() == Wanted::relationship_paths) {
    walker_->append_way_back(shown, way_);
  }
  answer_.take(shown.step.node, shown.step.by, shown.depth, WayBack{way_});
}

Result<RemoteLabels> RemoteWalk::labels_of(std::span<const RemoteId> nodes, const Stop& stop) {
  const std::vector<std::string>& names = compiled_->provider->names().labels;
  std::vector<LabelPage> pages(std::max<std::size_t>((names.size() + kLabelsOfPage - 1) / kLabelsOfPage, 1));
  std::iota(pages.begin(), pages.end(), LabelPage{0});
  call_->reader().set_stop(stop);
  RemoteLabels labels;
  std::map<std::vector<LabelMask>, std::int32_t> known;
  std::vector<LabelMask> masks;
  for (std::size_t begin = 0; begin < nodes.size(); begin += compiled_->plan.batch()) {
    const auto part = nodes.subspan(begin, std::min(compiled_->plan.batch(), nodes.size() - begin));
    masks.assign(part.size() * pages.size(), 0);
    if (auto ok = call_->reader().labels(part, pages, masks); !ok) return std::unexpected(std::move(ok).error());
    for (auto at = masks.begin(); at != masks.end(); at += static_cast<std::ptrdiff_t>(pages.size())) {
      const std::vector<LabelMask> set(at, at + static_cast<std::ptrdiff_t>(pages.size()));
      const auto [number, is_new] = known.try_emplace(set, static_cast<std::int32_t>(labels.sets.size()));
      if (is_new) labels.sets.push_back(text_of(set, names));
      labels.of_node.push_back(number->second);
    }
  }
  return labels;
}

// --- the traversal ---------------------------------------------------------------------------------------------------

Result<RemoteTraversal> RemoteTraversal::compile(std::shared_ptr<Provider> provider, const TraversalOptions& options) {
  auto plan = RemotePlan::compile(*provider, options);
  if (!plan) return std::unexpected(std::move(plan).error());
  return RemoteTraversal(std::make_shared<const CompiledRemote>(CompiledRemote{std::move(provider), *std::move(plan)}));
}

Result<RemoteTraversal> RemoteTraversal::with_relationships() const {
  auto plan = compiled_->plan.with_relationships(*compiled_->provider);
  if (!plan) return std::unexpected(std::move(plan).error());
  return RemoteTraversal(std::make_shared<const CompiledRemote>(CompiledRemote{compiled_->provider, *std::move(plan)}));
}

Result<RemoteWalk> RemoteTraversal::open(std::span<const RemoteId> roots, NodeCache* cache, Wanted wanted,
                                         const RemoteLimits& limits, bool with_depths) const {
  auto call = RemoteCall::open(*compiled_, cache, limits.stop);
  if (!call) return std::unexpected(std::move(call).error());
  if (auto ok = (*call)->check_roots(compiled_->plan, roots); !ok) return std::unexpected(std::move(ok).error());
  auto walker = make_remote_walker({.plan = compiled_->plan,
                                    .reader = (*call)->reader(),
                                    .memory = limits.memory,
                                    .seen = std::make_shared<RemoteSeen>(compiled_->plan.options())},
                                   {roots.begin(), roots.end()});
  return RemoteWalk(compiled_, *std::move(call), std::move(walker), {wanted, limits, with_depths}, limits.max_rows);
}

Result<RemoteFound> RemoteTraversal::run_to_end(std::span<const RemoteId> roots, NodeCache* cache, Wanted wanted,
                                                const RemoteLimits& limits) const {
  auto walk = open(roots, cache, wanted, limits);
  if (!walk) return std::unexpected(std::move(walk).error());
  if (auto ended = walk->run(limits.stop); !ended) return std::unexpected(std::move(ended).error());
  RemoteFound found{.count = walk->count(), .report = walk->report()};
  found.nodes = walk->take_nodes();
  found.paths = walk->take_paths();
  return found;
}

// None where a walk is so long that its way has to be known.
Result<std::optional<RemoteFound>> RemoteTraversal::count_all(std::span<const RemoteId> roots, NodeCache* cache,
                                                              const RemoteLimits& limits) const {
  auto call = RemoteCall::open(*compiled_, cache, limits.stop);
  if (!call) return std::unexpected(std::move(call).error());
  if (auto ok = (*call)->check_roots(compiled_->plan, roots); !ok) return std::unexpected(std::move(ok).error());
  const auto count = RemoteCountAll({.plan = compiled_->plan,
                                     .reader = (*call)->reader(),
                                     .memory = limits.memory,
                                     .seen = std::make_shared<RemoteSeen>(compiled_->plan.options())})
                         .run(roots);
  if (!count) return std::unexpected(count.error());
  if (!*count) return std::nullopt;
  return RemoteFound{.count = **count, .report = (*call)->reader().report()};
}

Result<RemoteFound> RemoteTraversal::count(std::span<const RemoteId> roots, NodeCache* cache,
                                           const RemoteLimits& limits) const {
  const bool is_unlimited = limits.rows == graph::kUnlimited && limits.max_rows == graph::kUnlimited;
  if (is_unlimited && compiled_->plan.counts_in_any_order(roots.size())) {
    auto found = count_all(roots, cache, limits);
    if (!found) return std::unexpected(std::move(found).error());
    if (*found) return **std::move(found);
  }
  return run_to_end(roots, cache, Wanted::count, limits);
}

Result<RemoteFound> RemoteTraversal::nodes(std::span<const RemoteId> roots, NodeCache* cache,
                                           const RemoteLimits& limits) const {
  return run_to_end(roots, cache, Wanted::nodes, limits);
}

Result<RemoteFound> RemoteTraversal::paths(std::span<const RemoteId> roots, NodeCache* cache,
                                           const RemoteLimits& limits, bool relationships) const {
  if (!relationships) return run_to_end(roots, cache, Wanted::paths, limits);
  const auto naming = with_relationships();
  if (!naming) return std::unexpected(naming.error());
  return naming->run_to_end(roots, cache, Wanted::relationship_paths, limits);
}

}  // namespace wirespeed::graph_remote
