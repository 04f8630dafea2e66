// Breadth-first search from up to 64 nodes at once: a bit for each of them, so that a relationship is looked at once
// for all that go along it in the same step (Then et al., "The More the Merrier", 2014).
#pragma once

#include <span>
#include <vector>

#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"

namespace wirespeed::graph_algorithms {

class LevelSweep {
 public:
  static constexpr std::size_t kSources = 64;

  LevelSweep(const ManyAdjacent& adjacent, NodeId nodes) : adjacent_(adjacent), states_(nodes) {}

  // visit(node, sources, level) when a node is first reached from sources, a bit for each; not of the sources
  // themselves. REQUIRES: at most 64 sources, all different
  template <typename Visit>
  Result<void> run(std::span<const NodeId> sources, Pace& pace, Visit visit) {
    start(sources);
    for (std::uint32_t level = 1; !active_.empty(); ++level) {
      for (const NodeId node : active_) {
        push(node);
        if (!pace.is_due(adjacent_.degree(node) + 1)) continue;
        if (auto ok = pace.check(); !ok) return ok;
      }
      settle(level, visit);
    }
    return {};
  }

 private:
  struct State {
    std::uint64_t seen = 0;  // from which sources
    std::uint64_t now = 0;   // of them in the step before this; stale unless the node is active
    std::uint64_t next = 0;  // in this step
  };

  void start(std::span<const NodeId> sources) {
    for (const NodeId node : reached_) states_[node] = {};
    for (const NodeId node : touched_) states_[node] = {};
    touched_.clear();
    reached_.assign(sources.begin(), sources.end());
    active_.assign(sources.begin(), sources.end());
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const std::uint64_t bit = std::uint64_t{1} << i;
      states_[sources[i]] = {bit, bit, 0};
    }
  }

  void push(NodeId node) {
    const std::uint64_t now = states_[node].now;
    adjacent_.for_each(node, [&](NodeId neighbor) {
      State& state = states_[neighbor];
      const std::uint64_t fresh = now & ~state.seen;
      if (fresh == 0) return;
      if (state.next == 0) touched_.push_back(neighbor);
      state.next |= fresh;
    });
  }

  template <typename Visit>
  void settle(std::uint32_t level, const Visit& visit) {
    for (const NodeId node : touched_) {
      State& state = states_[node];
      if (state.seen == 0) reached_.push_back(node);
      state.seen |= state.next;
      state.now = std::exchange(state.next, 0);
      visit(node, state.now, level);
    }
    active_.swap(touched_);
    touched_.clear();
  }

  const ManyAdjacent& adjacent_;
  std::vector<State> states_;
  std::vector<NodeId> active_;
  std::vector<NodeId> touched_;
  std::vector<NodeId> reached_;  // all of this run
};

}  // namespace wirespeed::graph_algorithms
