#include "wirespeed/graph/traversal.hpp"

namespace wirespeed::graph {

Walk::Walk(std::shared_ptr<const CompiledTraversal> compiled, std::vector<NodeId> starts, WalkAnswer answer,
           const WalkLimits& limits)
    : compiled_(std::move(compiled)),
      max_rows_(limits.max_rows),
      answer_(std::move(answer)),
      guard_(compiled_->plan, limits),
      walker_(make_walker(compiled_->plan, compiled_->options, std::move(starts), answer_)) {}

Result<bool> Walk::run(const Stop& stop) {
  guard_.begin_run(stop);
  auto more = walker_->run(answer_, guard_);
  if (!more) return more;
  if (auto ok = check_rows("traversal", answer_.count(), max_rows_); !ok) return std::unexpected(std::move(ok).error());
  return more;
}

std::vector<NodeId> Walk::take_nodes() {
  std::vector<NodeId> nodes = answer_.take_nodes();
  compiled_->plan.graph().numbering().to_nodes(nodes);
  return nodes;
}

Paths Walk::take_paths() {
  Paths paths = answer_.take_paths();
  compiled_->plan.graph().numbering().to_nodes(paths.nodes);
  return paths;
}

Result<Traversal> Traversal::compile(const EdgeGraph& graph, const TraversalOptions& options) {
  auto plan = WalkPlan::compile(graph, options);
  if (!plan) return std::unexpected(std::move(plan).error());
  return Traversal(std::make_shared<const CompiledTraversal>(*std::move(plan), options));
}

Result<Walk> Traversal::open(const Starts& starts, Wanted wanted, const WalkLimits& limits, bool with_depths) const {
  auto places = places_of(graph(), starts);
  if (!places) return std::unexpected(std::move(places).error());
  return Walk(compiled_, *std::move(places), {wanted, limits, with_depths}, limits);
}

Result<Walk> Traversal::run_to_end(const Starts& starts, Wanted wanted, const WalkLimits& limits) const {
  auto walk = open(starts, wanted, limits);
  if (!walk) return walk;
  if (auto ended = walk->run(limits.stop); !ended) return std::unexpected(std::move(ended).error());
  return walk;
}

Result<std::uint64_t> Traversal::count(const Starts& starts, const WalkLimits& limits) const {
  auto walk = run_to_end(starts, Wanted::count, limits);
  if (!walk) return std::unexpected(std::move(walk).error());
  return walk->count();
}

Result<std::vector<NodeId>> Traversal::nodes(const Starts& starts, const WalkLimits& limits) const {
  auto walk = run_to_end(starts, Wanted::nodes, limits);
  if (!walk) return std::unexpected(std::move(walk).error());
  return walk->take_nodes();
}

Result<Paths> Traversal::paths(const Starts& starts, const WalkLimits& limits, bool with_relationships) const {
  auto walk = run_to_end(starts, with_relationships ? Wanted::relationship_paths : Wanted::paths, limits);
  if (!walk) return std::unexpected(std::move(walk).error());
  return walk->take_paths();
}

Result<std::vector<NodeId>> places_of(const EdgeGraph& graph, const Starts& starts) {
  if (auto ok = check_nodes(graph, starts.nodes(), "traversal"); !ok) return std::unexpected(std::move(ok).error());
  return graph.numbering().places_of(starts.nodes());
}

}  // namespace wirespeed::graph
