#include "wirespeed/graph/walker.hpp"

#include "wirespeed/graph/branch_walk.hpp"
#include "wirespeed/graph/count_walk.hpp"
#include "wirespeed/graph/walk.hpp"

namespace wirespeed::graph {
namespace {

// Whether nodes alone decide where the walk goes, under a rule that needs no more than they.
bool is_plain(const WalkPlan& plan, const TraversalOptions& options, Wanted wanted) {
  return !plan.tests_relationships() && !options.evaluator && wanted != Wanted::relationship_paths &&
         !is_of_relationships(options.uniqueness) && options.uniqueness != Uniqueness::node_recent;
}

bool is_pre_order(Order order) noexcept { return order == Order::depth_first || order == Order::breadth_first; }

// The tests that are worth loops of their own; everything else is settled by the plan.
std::unique_ptr<Walker> make_counter(const WalkPlan& plan, std::vector<NodeId> starts) {
  const auto with = [&](auto settle) -> std::unique_ptr<Walker> {
    return std::make_unique<CountAll<decltype(settle)>>(plan, std::move(starts), settle);
  };
  const Condition* const condition = plan.include_condition();
  const auto flag = condition == nullptr ? std::nullopt : condition->as_flag_test();
  if (!flag) {
    return with(
        [&plan](Actions actions, NodeId node, std::uint32_t depth) { return plan.settle(actions, node, depth); });
  }
  const auto without_include = [](Actions actions, bool holds) {
    return static_cast<Actions>(actions & (holds ? kInclude | kWalkOn : kWalkOn));
  };
  const Numbering& numbering = plan.graph().numbering();
  if (!numbering.is_identity()) {
    const std::uint64_t* const bits = plan.graph().placed_flags().get(plan.included_by(), *flag, numbering);
    return with([bits, holds = flag->holds, without_include](Actions actions, NodeId node, std::uint32_t) {
      return without_include(actions, holds[bits[node / 64] >> (node % 64) & 1]);
    });
  }
  if (flag->is_bytes) {
    return with([data = flag->data, holds = flag->holds, without_include](Actions actions, NodeId node, std::uint32_t) {
      return without_include(actions, holds[data[node] != 0 ? 1 : 0]);
    });
  }
  return with([test = *flag, without_include](Actions actions, NodeId node, std::uint32_t) {
    return without_include(actions, test(node));
  });
}

template <typename Seen>
std::unique_ptr<Walker> make_plain(const WalkPlan& plan, Order order, std::vector<NodeId> starts, Seen seen) {
  if (order == Order::depth_first) {
    return std::make_unique<DepthFirst<Seen>>(plan, std::move(starts), std::move(seen));
  }
  return std::make_unique<BreadthFirst<Seen>>(plan, std::move(starts), std::move(seen));
}

}  // namespace

Result<void> WalkGuard::check(std::uint64_t held_bytes, std::uint64_t entries, std::uint32_t depth) const {
  if (auto ok = stop_.check("traversal"); !ok) return ok;
  if (depth > longest_) {
    return fail(Errc::limit,
                "traversal: the walk is longer than {}, so it has come back to where it was: it goes in circles; give "
                "max_depth, a large one where the walk does end, or a uniqueness of the path or of all",
                longest_);
  }
  return check_memory("traversal", held_bytes, entries <= kMaxEntries ? memory_ : std::min(memory_, held_bytes - 1));
}

std::unique_ptr<Walker> make_walker(const WalkPlan& plan, const TraversalOptions& options, std::vector<NodeId> starts,
                                    const WalkAnswer& answer) {
  const NodeId nodes = plan.node_count();
  if (is_plain(plan, options, answer.wanted())) {
    const bool counts_all =
        options.uniqueness == Uniqueness::none && answer.wanted() == Wanted::count && answer.is_unlimited();
    if (counts_all) return make_counter(plan, std::move(starts));
    if (is_pre_order(options.order)) {
      switch (options.uniqueness) {
        case Uniqueness::node_global:
          return make_plain(plan, options.order, std::move(starts), OnceInAll(nodes));
        case Uniqueness::node_path:
          return make_plain(plan, options.order, std::move(starts), OnceOnPath());
        case Uniqueness::node_level:
          return make_plain(plan, options.order, std::move(starts), OnceAtLevel(nodes));
        default:
          return make_plain(plan, options.order, std::move(starts), AllSeenAgain());
      }
    }
  }
  const auto relationships = static_cast<std::uint32_t>(plan.graph().relationship_count());
  return std::make_unique<BranchWalk>(
      plan, options, std::move(starts),
      std::make_shared<Visited>(options.uniqueness, nodes, relationships, options.recent),
      BranchWalkNeeds{.with_ids = answer.wanted() == Wanted::relationship_paths});
}

}  // namespace wirespeed::graph
