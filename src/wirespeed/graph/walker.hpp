// A walk that is under way. It goes until its answer is full and can go on from there; so it can where a deadline or a
// token ended it.
#pragma once

#include <memory>
#include <vector>

#include "wirespeed/graph/walk_answer.hpp"
#include "wirespeed/graph/walk_plan.hpp"

namespace wirespeed::graph {

inline constexpr std::uint32_t kStepsPerCheck = 1 << 12;
inline constexpr std::uint32_t kMaxEntries =
    0xFFFF'0000;  // they name each other in 32 bits; steps between checks aside

// Asks for the stop every few thousand steps, and sees that the walk does not hold too much. One for a whole walk:
// steps count on where a full answer has ended a run, so that many short runs are checked as one long run is.
class WalkGuard {
 public:
  WalkGuard(const WalkPlan& plan, const WalkLimits& limits) noexcept
      : memory_(limits.memory), stop_(limits.stop), longest_(plan.longest()) {}

  // What ends the run that begins now.
  void begin_run(const Stop& stop) noexcept { stop_ = stop; }

  bool is_due() noexcept { return ++steps_ % kStepsPerCheck == 0; }
  bool is_due_after(std::uint64_t steps) noexcept {
    steps_ += static_cast<std::uint32_t>(steps);
    return steps_ >= kStepsPerCheck && (steps_ = 0, true);
  }
  // `held_bytes` are those of walk and answer; `depth` is that of a node which has been entered.
  Result<void> check(std::uint64_t held_bytes, std::uint64_t entries, std::uint32_t depth) const;

 private:
  std::uint64_t memory_;
  Stop stop_;
  std::uint32_t longest_;
  std::uint32_t steps_ = 0;
};

class Walker {
 public:
  Walker() = default;
  Walker(const Walker&) = delete;
  Walker& operator=(const Walker&) = delete;
  virtual ~Walker() = default;

  // True when the answer is full, false when there is no more. The guard is the walk's own, the same at each call.
  virtual Result<bool> run(WalkAnswer& answer, WalkGuard& guard) = 0;
};

// The walker that fits: the simplest one that can. `starts`, places, share their uniqueness.
// Borrows plan and options.
std::unique_ptr<Walker> make_walker(const WalkPlan& plan, const TraversalOptions& options, std::vector<NodeId> starts,
                                    const WalkAnswer& answer);

}  // namespace wirespeed::graph
