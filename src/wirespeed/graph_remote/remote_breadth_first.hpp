// Breadth first through a graph that lives elsewhere: a part of the frontier at a time.
#pragma once

#include "wirespeed/graph_remote/remote_walk.hpp"

namespace wirespeed::graph_remote {

// A step that was taken, and from which other; all that were stay, for they are each other's ways.
struct RemoteEntry {
  RemoteStep step;
  std::uint32_t parent;
};

class RemoteEntryTrail {
 public:
  static constexpr std::uint32_t kStart = 0xFFFFFFFF;

  RemoteEntryTrail(const std::vector<RemoteEntry>& entries, std::uint32_t last) noexcept
      : entries_(entries), last_(last) {}
  template <typename Visit>
  void each_back(const Visit& visit) const {
    for (std::uint32_t i = last_; i != kStart && visit(entries_[i].step); i = entries_[i].parent) {
    }
  }

 private:
  const std::vector<RemoteEntry>& entries_;
  std::uint32_t last_;
};

template <typename Results>
class RemoteBreadthFirst : WalkBase {
 public:
  RemoteBreadthFirst(const RemotePlan& plan, NodeReader& reader, const RemoteLimits& limits, const Results& results)
      : WalkBase(plan, reader, limits), results_(results) {}

  Result<void> run(std::span<const RemoteId> roots) {
    for (const RemoteId root : roots) add({root}, RemoteEntryTrail::kStart, 0);
    if (auto ok = enter_candidates(0); !ok) return ok;
    std::size_t begin = 0;
    for (std::uint32_t depth = 0; begin < entries_.size() && !is_done_; ++depth) {
      const std::size_t level_end = entries_.size();
      while (begin < level_end && !is_done_) {
        const std::size_t end = std::min(begin + plan_.batch(), level_end);
        if (auto ok = expand(begin, end, depth); !ok) return ok;
        begin = end;
      }
    }
    return_gathered();
    return {};
  }

 private:
  // What is returned when the walk is over: the deepest first.
  struct Gathered {
    RemoteEntry entry;
    std::uint32_t depth;
  };

  bool is_post() const noexcept { return plan_.options().order == graph::Order::breadth_first_post; }

  void return_node(const RemoteEntry& entry, std::uint32_t depth) {
    if (is_post()) {
      gathered_.push_back({entry, depth});
    } else {
      is_done_ = !results_.returned(entry.step.node, RemoteEntryTrail(entries_, entry.parent));
    }
  }

  void return_gathered() {
    std::ranges::stable_sort(gathered_, std::greater(), &Gathered::depth);
    for (const Gathered& one : gathered_) {
      if (!results_.returned(one.entry.step.node, RemoteEntryTrail(entries_, one.entry.parent))) return;
    }
  }

  Result<void> expand(std::size_t begin, std::size_t end, std::uint32_t depth) {
    const RemoteEntryTrail way(entries_, static_cast<std::uint32_t>(begin));
    if (auto ok = check(entries_.size() + gathered_.size() + seen_.held(), depth, way); !ok) return ok;
    nodes_.clear();
    for (std::size_t i = begin; i < end; ++i) nodes_.push_back(entries_[i].step.node);
    if (auto ok = read_neighbors(nodes_, depth, neighbors_); !ok) return ok;
    for (std::size_t i = begin; i < end; ++i) {
      const NeighborRow row = neighbors_.of(i - begin);
      for (std::size_t k = 0; k < row.size(); ++k) {
        add(row[k], static_cast<std::uint32_t>(i), depth + 1);
        if (candidates_.size() < plan_.batch()) continue;
        if (auto ok = enter_candidates(depth + 1); !ok || is_done_) return ok;
      }
    }
    return enter_candidates(depth + 1);
  }

  void add(const RemoteStep& step, std::uint32_t parent, std::uint32_t depth) {
    if (!seen_.first(step, depth, RemoteEntryTrail(entries_, parent))) return;
    candidates_.push_back({step, parent});
    candidate_nodes_.push_back(step.node);
  }

  Result<void> enter_candidates(std::uint32_t depth) {
    flags_.assign(candidates_.size(), 0);
    if (auto ok = judge_.judge(candidate_nodes_, depth, flags_); !ok) return ok;
    for (std::size_t i = 0; i < candidates_.size() && !is_done_; ++i) {
      const RemoteEntry& entry = candidates_[i];
      const RemoteEntryTrail trail(entries_, entry.parent);
      if (auto ok = plan_.evaluate(entry.step.node, trail, flags_[i]); !ok) return ok;
      if ((flags_[i] & kInclude) != 0) return_node(entry, depth);
      if ((flags_[i] & kWalkOn) != 0) entries_.push_back(entry);
    }
    candidates_.clear();
    candidate_nodes_.clear();
    return {};
  }

  const Results& results_;
  std::vector<RemoteEntry> entries_;
  std::vector<Gathered> gathered_;
  std::vector<RemoteId> nodes_;
  Neighbors neighbors_;
  std::vector<RemoteEntry> candidates_;
  std::vector<RemoteId> candidate_nodes_;  // theirs
  std::vector<std::uint8_t> flags_;
  bool is_done_ = false;
};

}  // namespace wirespeed::graph_remote
