// A traversal, said in one sentence:
//
//   const auto found = walk(graph).depth_first().relationships("HAS_B>|HAS_A>").labels(">B")
//                          .include("value", Comparison::equal, true).nodes(root);
//
// Each call returns another sentence; a beginning may be kept and ended in several ways. What the words mean stands in
// traversal_options.hpp. Several conditions of one kind have all to be fulfilled.
#pragma once

#include "wirespeed/graph/traversal.hpp"

namespace wirespeed::graph {

class WalkBuilder {
 public:
  explicit WalkBuilder(const EdgeGraph& graph) : graph_(&graph) {}

  WalkBuilder order(Order order) const {
    return with([&](TraversalOptions& options) { options.order = order; });
  }
  WalkBuilder depth_first() const { return order(Order::depth_first); }
  WalkBuilder breadth_first() const { return order(Order::breadth_first); }
  WalkBuilder best_first() const { return order(Order::best_first); }

  WalkBuilder uniqueness(Uniqueness uniqueness) const {
    return with([&](TraversalOptions& options) { options.uniqueness = uniqueness; });
  }
  WalkBuilder recent(Uniqueness uniqueness, std::uint32_t count) const {
    return with([&](TraversalOptions& options) {
      options.uniqueness = uniqueness;
      options.recent = count;
    });
  }

  WalkBuilder relationships(std::string pattern) const {
    return with([&](TraversalOptions& options) { options.relationships = std::move(pattern); });
  }
  WalkBuilder labels(std::string pattern) const {
    return with([&](TraversalOptions& options) { options.labels = std::move(pattern); });
  }
  WalkBuilder sequence(std::string steps) const {
    return with([&](TraversalOptions& options) { options.sequence = std::move(steps); });
  }
  WalkBuilder sequence_behind_start() const {
    return with([](TraversalOptions& options) { options.begin_sequence_at_start = false; });
  }
  WalkBuilder start_unfiltered() const {
    return with([](TraversalOptions& options) { options.filter_start = false; });
  }

  WalkBuilder where(Predicate predicate) const { return joined(&TraversalOptions::where, std::move(predicate)); }
  WalkBuilder where(std::string property, Comparison comparison, ConditionValue value) const {
    return where(PropertyTest{std::move(property), comparison, std::move(value)});
  }
  WalkBuilder include(Predicate predicate) const { return joined(&TraversalOptions::include, std::move(predicate)); }
  WalkBuilder include(std::string property, Comparison comparison, ConditionValue value) const {
    return include(PropertyTest{std::move(property), comparison, std::move(value)});
  }
  // Any of them ends the walk.
  WalkBuilder prune(Predicate predicate) const {
    return with([&](TraversalOptions& options) {
      options.prune = options.prune ? any_of({*options.prune, std::move(predicate)}) : std::move(predicate);
    });
  }
  WalkBuilder relationship_where(Predicate predicate) const {
    return joined(&TraversalOptions::relationship_where, std::move(predicate));
  }

  WalkBuilder end_nodes(std::vector<std::int64_t> nodes) const {
    return with([&](TraversalOptions& options) { options.end_nodes = std::move(nodes); });
  }
  WalkBuilder terminator_nodes(std::vector<std::int64_t> nodes) const {
    return with([&](TraversalOptions& options) { options.terminator_nodes = std::move(nodes); });
  }
  WalkBuilder allow_nodes(std::vector<std::int64_t> nodes) const {
    return with([&](TraversalOptions& options) { options.allow_nodes = std::move(nodes); });
  }
  WalkBuilder deny_nodes(std::vector<std::int64_t> nodes) const {
    return with([&](TraversalOptions& options) { options.deny_nodes = std::move(nodes); });
  }

  WalkBuilder from_depth(std::uint32_t depth) const {
    return with([&](TraversalOptions& options) { options.min_depth = depth; });
  }
  WalkBuilder to_depth(std::uint32_t depth) const {
    return with([&](TraversalOptions& options) { options.max_depth = depth; });
  }
  WalkBuilder evaluator(Evaluator evaluator) const {
    return with([&](TraversalOptions& options) { options.evaluator = std::move(evaluator); });
  }

  const TraversalOptions& options() const noexcept { return options_; }
  Result<Traversal> compile() const { return Traversal::compile(*graph_, options_); }

  // Compile, and walk once.
  Result<std::uint64_t> count(const Starts& starts, const WalkLimits& limits = {}) const {
    return compiled([&](const Traversal& traversal) { return traversal.count(starts, limits); });
  }
  Result<std::vector<NodeId>> nodes(const Starts& starts, const WalkLimits& limits = {}) const {
    return compiled([&](const Traversal& traversal) { return traversal.nodes(starts, limits); });
  }
  Result<Paths> paths(const Starts& starts, const WalkLimits& limits = {}) const {
    return compiled([&](const Traversal& traversal) { return traversal.paths(starts, limits); });
  }

 private:
  template <typename Change>
  WalkBuilder with(const Change& change) const {
    WalkBuilder changed = *this;
    change(changed.options_);
    return changed;
  }

  WalkBuilder joined(std::optional<Predicate> TraversalOptions::* into, Predicate predicate) const {
    return with([&](TraversalOptions& options) {
      std::optional<Predicate>& all = options.*into;
      all = all ? all_of({*all, std::move(predicate)}) : std::move(predicate);
    });
  }

  template <typename Ask>
  auto compiled(const Ask& ask) const -> decltype(ask(std::declval<const Traversal&>())) {
    const auto traversal = compile();
    if (!traversal) return std::unexpected(traversal.error());
    return ask(*traversal);
  }

  const EdgeGraph* graph_;
  TraversalOptions options_;
};

inline WalkBuilder walk(const EdgeGraph& graph) { return WalkBuilder(graph); }

}  // namespace wirespeed::graph
