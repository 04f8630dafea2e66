#include "wirespeed/graph/branch_walk.hpp"

#include <algorithm>

namespace wirespeed::graph {
namespace {

class BranchTrail {
 public:
  BranchTrail(const std::vector<Branch>& branches, std::uint32_t last) noexcept : branches_(branches), last_(last) {}
  template <typename Visit>
  void each_back(const Visit& visit) const {
    for (std::uint32_t i = last_; i != Branch::kStart; i = branches_[i].parent) {
      if (!visit(branches_[i].node, branches_[i].relationship)) return;
    }
  }

 private:
  const std::vector<Branch>& branches_;
  std::uint32_t last_;
};

}  // namespace

BranchWalk::BranchWalk(const WalkPlan& plan, const TraversalOptions& options, std::vector<NodeId> starts,
                       std::shared_ptr<Visited> visited, BranchWalkNeeds needs)
    : plan_(plan), options_(options), starts_(std::move(starts)), visited_(std::move(visited)), needs_(needs) {
  needs_.with_ids =
      needs_.with_ids || is_of_relationships(options.uniqueness) || plan.tests_relationships() || needs_.keeps_followed;
  needs_.keeps_branches = needs_.keeps_branches || options.order == Order::breadth_first_post;
}

Result<bool> BranchWalk::run(WalkAnswer& answer, WalkGuard& guard) {
  while (!answer.is_full()) {
    auto found = next(guard, answer.bytes());
    if (!found) return std::unexpected(std::move(found).error());
    if (!*found) return false;
    if (!(*found)->include) continue;
    const Branch& branch = branches_[(*found)->branch];
    answer.take(branch.node, branch.relationship, branch.depth, BranchTrail(branches_, branch.parent));
  }
  return true;
}

Result<std::optional<BranchWalk::Shown>> BranchWalk::next(WalkGuard& guard, std::uint64_t held_besides) {
  held_besides_ = held_besides;
  switch (options_.order) {
    case Order::breadth_first:
      return next_broad(guard);
    case Order::breadth_first_post:
      return next_gathered(guard);
    case Order::best_first:
      return next_best(guard);
    case Order::depth_first:
    case Order::depth_first_post:
      break;
  }
  return next_deep(guard);
}

std::uint64_t BranchWalk::bytes() const noexcept {
  return branches_.size() * sizeof(Branch) + followed_.size() * sizeof(Followed) + open_.size() * sizeof(Open) +
         queue_.size() * sizeof(std::uint32_t) + gathered_.size() * sizeof(Shown) +
         candidates_.size() * sizeof(Candidate);
}

Result<void> BranchWalk::check(WalkGuard& guard) const {
  if (!guard.is_due()) return {};
  return guard.check(bytes() + visited_->bytes() + held_besides_, branches_.size(),
                     branches_.empty() ? 0 : branches_.back().depth);
}

// --- what all orders do ----------------------------------------------------------------------------------------------

Result<std::optional<Actions>> BranchWalk::enter(const Branch& branch) {
  if (!visited_->first(branch, branches_)) return std::nullopt;
  Actions actions = plan_.settle(plan_.action(branch.node, branch.depth), branch.node, branch.depth);
  if (actions != 0 && options_.evaluator) {
    const auto said = ask(branch);
    if (!said) return std::unexpected(said.error());
    if (!said->include) actions = static_cast<Actions>(actions & ~kInclude);
    if (!said->walk_on) actions = static_cast<Actions>(actions & ~kWalkOn);
  }
  has_leaf_ = (actions & kWalkOn) == 0;
  return actions;
}

Result<Evaluation> BranchWalk::ask(const Branch& branch) const {
  const Numbering& numbering = plan_.graph().numbering();
  std::vector<std::int64_t> path{numbering.node_at(branch.node)};
  BranchTrail(branches_, branch.parent).each_back([&](NodeId node, RelationshipId) {
    path.push_back(numbering.node_at(node));
    return true;
  });
  std::ranges::reverse(path);
  return options_.evaluator(path);
}

Branch BranchWalk::branch_along(const FollowedRelationship& followed, std::uint32_t parent) {
  const Branch& from = branches_[parent];
  if (needs_.keeps_followed) {
    followed_.push_back(
        {followed.in ? followed.node : from.node, followed.in ? from.node : followed.node, followed.type, followed.id});
  }
  return {followed.node, parent, followed.id, from.depth + 1};
}

std::optional<BranchWalk::Shown> BranchWalk::shown(std::uint32_t branch, bool include) const noexcept {
  if (include) return Shown{branch, true};
  if (!needs_.shows_all || !plan_.lets_through(branches_[branch].node, branches_[branch].depth)) return std::nullopt;
  return Shown{branch, false};
}

void BranchWalk::drop_leaf() {
  if (std::exchange(has_leaf_, false) && !needs_.keeps_branches) branches_.pop_back();
}

// --- depth first -----------------------------------------------------------------------------------------------------

Result<std::optional<BranchWalk::Shown>> BranchWalk::next_deep(WalkGuard& guard) {
  const bool is_post = options_.order == Order::depth_first_post;
  for (;;) {
    if (auto ok = check(guard); !ok) return std::unexpected(std::move(ok).error());
    drop_leaf();
    Branch branch;
    if (open_.empty()) {
      if (next_start_ == starts_.size()) return std::nullopt;
      branch.node = starts_[next_start_++];
    } else if (FollowedRelationship followed; open_.back().cursor.next(followed)) {
      branch = branch_along(followed, open_.back().branch);
    } else {
      const Open closed = open_.back();
      open_.pop_back();
      has_leaf_ = true;  // it is the last one again
      if (const auto found = shown(closed.branch, closed.include); is_post && found) return found;
      continue;
    }
    const auto actions = enter(branch);
    if (!actions) return std::unexpected(actions.error());
    if (!*actions) continue;
    const auto place = static_cast<std::uint32_t>(branches_.size());
    branches_.push_back(branch);
    const bool include = (**actions & kInclude) != 0;
    if (!has_leaf_) open_.push_back({place, {plan_, branch.node, branch.depth, needs_.with_ids}, include});
    if (const auto found = shown(place, include); found && (has_leaf_ || !is_post)) return found;
  }
}

// --- breadth first ---------------------------------------------------------------------------------------------------

Result<std::optional<BranchWalk::Shown>> BranchWalk::next_broad(WalkGuard& guard) {
  for (;;) {
    if (auto ok = check(guard); !ok) return std::unexpected(std::move(ok).error());
    drop_leaf();
    Branch branch;
    if (next_start_ != starts_.size()) {
      branch.node = starts_[next_start_++];
    } else if (FollowedRelationship followed; cursor_ && cursor_->next(followed)) {
      branch = branch_along(followed, queue_[next_in_queue_ - 1]);
    } else {
      if (next_in_queue_ == queue_.size()) return std::nullopt;
      const Branch& from = branches_[queue_[next_in_queue_++]];
      cursor_.emplace(plan_, from.node, from.depth, needs_.with_ids);
      continue;
    }
    const auto actions = enter(branch);
    if (!actions) return std::unexpected(actions.error());
    if (!*actions) continue;
    const auto place = static_cast<std::uint32_t>(branches_.size());
    branches_.push_back(branch);
    if (!has_leaf_) queue_.push_back(place);
    if (const auto found = shown(place, (**actions & kInclude) != 0); found) return found;
  }
}

Result<std::optional<BranchWalk::Shown>> BranchWalk::next_gathered(WalkGuard& guard) {
  while (!is_gathered_) {
    const auto found = next_broad(guard);
    if (!found) return found;
    if (*found) {
      gathered_.push_back(**found);
      continue;
    }
    is_gathered_ = true;
    std::ranges::stable_sort(gathered_, std::greater(), [&](const Shown& one) { return branches_[one.branch].depth; });
  }
  if (next_gathered_ == gathered_.size()) return std::nullopt;
  return gathered_[next_gathered_++];
}

// --- best first ------------------------------------------------------------------------------------------------------

Result<std::optional<BranchWalk::Shown>> BranchWalk::next_best(WalkGuard& guard) {
  for (; next_start_ != starts_.size(); ++next_start_) {
    candidates_.push({0, turns_++, {.node = starts_[next_start_]}});
  }
  for (;;) {
    if (auto ok = check(guard); !ok) return std::unexpected(std::move(ok).error());
    drop_leaf();
    if (candidates_.empty()) return std::nullopt;
    const Candidate best = candidates_.top();
    candidates_.pop();
    const auto actions = enter(best.branch);
    if (!actions) return std::unexpected(actions.error());
    if (!*actions) continue;
    const auto place = static_cast<std::uint32_t>(branches_.size());
    branches_.push_back(best.branch);
    if (!has_leaf_) expand_best(place, best.cost);
    if (const auto found = shown(place, (**actions & kInclude) != 0); found) return found;
  }
}

// All at once: nothing in between could be taken up again.
void BranchWalk::expand_best(std::uint32_t branch, double cost) {
  const Branch from = branches_[branch];
  RelationshipCursor cursor(plan_, from.node, from.depth, needs_.with_ids);
  for (FollowedRelationship followed; cursor.next(followed);) {
    candidates_.push({cost + followed.weight, turns_++, branch_along(followed, branch)});
  }
}

}  // namespace wirespeed::graph
