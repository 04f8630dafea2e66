// Counts every walk, where no rule of uniqueness holds. Their order does not matter for that, so all neighbours of a
// node are looked at together, and what waits is rows: where they lie is found while their neighbours' rows are near.
#pragma once

#include "wirespeed/graph/walker.hpp"

namespace wirespeed::graph {

// `Settle` is called as Actions(Actions, NodeId, std::uint32_t depth) where actions have kTest.
template <typename Settle>
class CountAll final : public Walker {
 public:
  CountAll(const WalkPlan& plan, std::vector<NodeId> starts, Settle settle)
      : plan_(plan), settle_(std::move(settle)), starts_(std::move(starts)) {}

  // REQUIRES: the answer is an unlimited count
  Result<bool> run(WalkAnswer& answer, WalkGuard& guard) override {
    for (; next_start_ != starts_.size(); ++next_start_) {
      count_ += look_at(starts_[next_start_], plan_.actions_at(0), 0);
    }
    while (!pending_.empty()) {
      const Row row = pending_.back();
      if (guard.is_due_after(row.size)) {
        if (auto ok = guard.check(pending_.size() * sizeof(Row), pending_.size(), row.depth); !ok) {
          return std::unexpected(std::move(ok).error());
        }
      }
      pending_.pop_back();
      count_row(row);
    }
    answer.add(std::exchange(count_, 0));
    return false;
  }

 private:
  struct Row {
    const NodeId* nodes;
    std::uint32_t size;
    std::uint32_t depth;  // of these nodes
    NodeId skipped;       // the one whose row it is, where its loops do not count
  };

  void count_row(const Row& row) {
    const Actions* const actions = plan_.actions_at(row.depth);
    const std::uint16_t* const class_of = plan_.class_of();
    std::uint64_t count = 0;
    for (const NodeId* node = row.nodes; node != row.nodes + row.size; ++node) {
      const Actions action = actions[class_of[*node]];
      if (action == 0 || *node == row.skipped) continue;
      count += enter(action, *node, row.depth);
    }
    count_ += count;
  }

  std::uint64_t look_at(NodeId node, const Actions* actions, std::uint32_t depth) {
    const Actions action = actions[plan_.class_of()[node]];
    return action == 0 ? 0 : enter(action, node, depth);
  }

  std::uint64_t enter(Actions action, NodeId node, std::uint32_t depth) {
    if ((action & kTest) != 0) action = settle_(action, node, depth);
    if ((action & kWalkOn) != 0) {
      for (const WalkRows& way : plan_.rows_of(node, depth)) {
        const std::span<const NodeId> row = way.rows->of(node);
        pending_.push_back(
            {row.data(), static_cast<std::uint32_t>(row.size()), depth + 1, way.skips_loops ? node : kNoNode});
      }
    }
    return action & kInclude;
  }

  const WalkPlan& plan_;
  Settle settle_;
  std::vector<NodeId> starts_;
  std::size_t next_start_ = 0;
  std::vector<Row> pending_;
  std::uint64_t count_ = 0;
};

}  // namespace wirespeed::graph
