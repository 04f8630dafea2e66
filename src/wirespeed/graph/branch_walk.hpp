// Walks of any kind: in every order, under every rule of uniqueness, with relationships that are asked who they are,
// evaluators, and branches that are kept when their walk is over. Slower than walk.hpp, which knows less.
#pragma once

#include <memory>
#include <queue>

#include "wirespeed/graph/relationship_cursor.hpp"
#include "wirespeed/graph/visited.hpp"
#include "wirespeed/graph/walker.hpp"

namespace wirespeed::graph {

struct BranchWalkNeeds {
  bool with_ids = false;        // of relationships
  bool keeps_branches = false;  // all of them, until the walk is gone
  bool shows_all = false;       // next() shows what may be on a way, returned or not
  bool keeps_followed = false;  // every relationship that the walk looked along
};

class BranchWalk final : public Walker {
 public:
  // A branch that was entered. Without keeps_branches it is there until the next call.
  struct Shown {
    std::uint32_t branch = 0;
    bool include = false;
  };

  // What the walk looked along, whether or not it entered what was there.
  struct Followed {
    NodeId source = 0;
    NodeId target = 0;
    std::uint32_t type = 0;
    RelationshipId id = kNoRelationship;
  };

  BranchWalk(const WalkPlan& plan, const TraversalOptions& options, std::vector<NodeId> starts,
             std::shared_ptr<Visited> visited, BranchWalkNeeds needs);

  Result<bool> run(WalkAnswer& answer, WalkGuard& guard) override;

  // The next one in the walk's order; none: that was all. `held_besides` are the bytes of all that is kept of the walk
  // elsewhere, which count with its own.
  Result<std::optional<Shown>> next(WalkGuard& guard, std::uint64_t held_besides);

  const std::vector<Branch>& branches() const noexcept { return branches_; }
  std::span<const Followed> followed() const noexcept { return followed_; }

  // What it holds, its rule of uniqueness aside: another walk may share that.
  std::uint64_t bytes() const noexcept;

 private:
  using Next = Result<std::optional<Shown>>;

  struct Open {
    std::uint32_t branch;
    RelationshipCursor cursor;
    bool include;  // when it is closed
  };

  struct Candidate {
    double cost;
    std::uint64_t turn;
    Branch branch;

    friend bool operator<(const Candidate& a, const Candidate& b) noexcept {
      return a.cost > b.cost || (!(a.cost < b.cost) && a.turn > b.turn);
    }
  };

  Next next_deep(WalkGuard& guard);
  Next next_broad(WalkGuard& guard);
  Next next_best(WalkGuard& guard);
  Next next_gathered(WalkGuard& guard);

  Result<void> check(WalkGuard& guard) const;
  // What becomes of a branch; nothing where it may not be entered.
  Result<std::optional<Actions>> enter(const Branch& branch);
  Result<Evaluation> ask(const Branch& branch) const;
  Branch branch_along(const FollowedRelationship& followed, std::uint32_t parent);
  std::optional<Shown> shown(std::uint32_t branch, bool include) const noexcept;
  void drop_leaf();
  void expand_best(std::uint32_t branch, double cost);

  const WalkPlan& plan_;
  const TraversalOptions& options_;
  std::vector<NodeId> starts_;
  std::size_t next_start_ = 0;
  std::shared_ptr<Visited> visited_;
  BranchWalkNeeds needs_;
  std::uint64_t held_besides_ = 0;
  std::vector<Branch> branches_;
  std::vector<Followed> followed_;
  bool has_leaf_ = false;  // the last branch leads nowhere

  std::vector<Open> open_;  // depth first

  std::vector<std::uint32_t> queue_;  // breadth first: branches that are walked on from
  std::size_t next_in_queue_ = 0;
  std::optional<RelationshipCursor> cursor_;

  bool is_gathered_ = false;  // breadth first, the deepest first
  std::vector<Shown> gathered_;
  std::size_t next_gathered_ = 0;

  std::priority_queue<Candidate> candidates_;  // best first
  std::uint64_t turns_ = 0;
};

}  // namespace wirespeed::graph
