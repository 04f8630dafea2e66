// Walks that ask for nothing but nodes: no relationship's identity, no evaluator, every node before those behind it.
// They are compiled once for each rule of uniqueness, a Seen:
//
//   bool first(NodeId node, std::uint32_t depth, const Trail& trail)   // asked before a node is entered
//
// branch_walk.hpp does all the others.
#pragma once

#include "wirespeed/graph/level_sets.hpp"
#include "wirespeed/graph/walker.hpp"

namespace wirespeed::graph {

// A node's neighbours, one after the other.
class NeighborCursor {
 public:
  NeighborCursor() = default;
  NeighborCursor(NodeId node, std::span<const WalkRows> rows) noexcept : node_(node), rows_(rows) {}

  NodeId node() const noexcept { return node_; }

  // False when there is none any more.
  bool next(NodeId& neighbor) noexcept {
    for (;;) {
      while (next_ != end_) {
        neighbor = *next_++;
        if (!skips_loops_ || neighbor != node_) return true;
      }
      if (rows_.empty()) return false;
      const std::span<const NodeId> neighbors = rows_[0].rows->of(node_);
      skips_loops_ = rows_[0].skips_loops;
      next_ = neighbors.data();
      end_ = neighbors.data() + neighbors.size();
      rows_ = rows_.subspan(1);
    }
  }

 private:
  NodeId node_ = 0;
  bool skips_loops_ = false;
  const NodeId* next_ = nullptr;
  const NodeId* end_ = nullptr;
  std::span<const WalkRows> rows_;  // after those in which `next_` is
};

// --- depth first -----------------------------------------------------------------------------------------------------

class FrameTrail {
 public:
  explicit FrameTrail(const std::vector<NeighborCursor>& frames) noexcept : frames_(frames) {}
  template <typename Visit>
  void each_back(const Visit& visit) const {
    for (auto it = frames_.rbegin(); it != frames_.rend() && visit(it->node(), kNoRelationship); ++it) {
    }
  }

 private:
  const std::vector<NeighborCursor>& frames_;
};

template <typename Seen>
class DepthFirst final : public Walker {
 public:
  DepthFirst(const WalkPlan& plan, std::vector<NodeId> starts, Seen seen)
      : plan_(plan), seen_(std::move(seen)), starts_(std::move(starts)) {}

  Result<bool> run(WalkAnswer& answer, WalkGuard& guard) override {
    while (!answer.is_full()) {
      if (guard.is_due()) {
        const std::uint64_t held = frames_.size() * sizeof(NeighborCursor) + seen_.bytes() + answer.bytes();
        if (auto ok = guard.check(held, frames_.size(), depth()); !ok) return std::unexpected(std::move(ok).error());
      }
      if (frames_.empty()) {
        if (next_start_ == starts_.size()) return false;
        enter(starts_[next_start_++], answer);
        continue;
      }
      if (NodeId node = 0; frames_.back().next(node)) {
        enter(node, answer);
      } else {
        frames_.pop_back();
      }
    }
    return true;
  }

 private:
  std::uint32_t depth() const noexcept { return static_cast<std::uint32_t>(frames_.size()); }

  void enter(NodeId node, WalkAnswer& answer) {
    const FrameTrail trail(frames_);
    if (!seen_.first(node, depth(), trail)) return;
    Actions actions = plan_.action(node, depth());
    if (actions == 0) return;
    actions = plan_.settle(actions, node, depth());
    if ((actions & kInclude) != 0) answer.take(node, kNoRelationship, depth(), trail);
    if ((actions & kWalkOn) != 0) frames_.emplace_back(node, plan_.rows_of(node, depth()));
  }

  const WalkPlan& plan_;
  Seen seen_;
  std::vector<NodeId> starts_;
  std::size_t next_start_ = 0;
  std::vector<NeighborCursor> frames_;
};

// --- breadth first ---------------------------------------------------------------------------------------------------

// A node that was entered, and by which other; all that were stay, for they are each other's ways.
struct Entry {
  NodeId node;
  std::uint32_t parent;
};

class EntryTrail {
 public:
  static constexpr std::uint32_t kStart = 0xFFFFFFFF;

  EntryTrail(const std::vector<Entry>& entries, std::uint32_t last) noexcept : entries_(entries), last_(last) {}
  template <typename Visit>
  void each_back(const Visit& visit) const {
    for (std::uint32_t i = last_; i != kStart && visit(entries_[i].node, kNoRelationship); i = entries_[i].parent) {
    }
  }

 private:
  const std::vector<Entry>& entries_;
  std::uint32_t last_;
};

template <typename Seen>
class BreadthFirst final : public Walker {
 public:
  BreadthFirst(const WalkPlan& plan, std::vector<NodeId> starts, Seen seen)
      : plan_(plan), seen_(std::move(seen)), starts_(std::move(starts)) {}

  Result<bool> run(WalkAnswer& answer, WalkGuard& guard) override {
    while (!answer.is_full()) {
      if (guard.is_due()) {
        const std::uint64_t held = entries_.size() * sizeof(Entry) + seen_.bytes() + answer.bytes();
        if (auto ok = guard.check(held, entries_.size(), depth_); !ok) return std::unexpected(std::move(ok).error());
      }
      if (next_start_ != starts_.size()) {
        enter(starts_[next_start_++], EntryTrail::kStart, 0, answer);
        continue;
      }
      if (NodeId node = 0; cursor_.next(node)) {
        enter(node, expanded_, depth_ + 1, answer);
      } else if (!expand_next()) {
        return false;
      }
    }
    return true;
  }

 private:
  bool expand_next() {
    expanded_ = next_++;
    if (expanded_ == entries_.size()) {
      next_ = expanded_;
      return false;
    }
    if (expanded_ == 0) level_end_ = entries_.size();
    if (expanded_ == level_end_) {
      ++depth_;
      level_end_ = entries_.size();
    }
    const NodeId node = entries_[expanded_].node;
    cursor_ = NeighborCursor(node, plan_.rows_of(node, depth_));
    return true;
  }

  void enter(NodeId node, std::uint32_t parent, std::uint32_t depth, WalkAnswer& answer) {
    const EntryTrail trail(entries_, parent);
    if (!seen_.first(node, depth, trail)) return;
    Actions actions = plan_.action(node, depth);
    if (actions == 0) return;
    actions = plan_.settle(actions, node, depth);
    if ((actions & kInclude) != 0) answer.take(node, kNoRelationship, depth, trail);
    if ((actions & kWalkOn) != 0) entries_.push_back({node, parent});
  }

  const WalkPlan& plan_;
  Seen seen_;
  std::vector<NodeId> starts_;
  std::size_t next_start_ = 0;
  std::vector<Entry> entries_;
  std::uint32_t next_ = 0;      // the entry that is expanded next
  std::uint32_t expanded_ = 0;  // that of which the cursor is
  std::size_t level_end_ = 0;
  std::uint32_t depth_ = 0;  // of the expanded one
  NeighborCursor cursor_;
};

// --- uniqueness ------------------------------------------------------------------------------------------------------

struct AllSeenAgain {
  template <typename Trail>
  bool first(NodeId, std::uint32_t, const Trail&) const noexcept {
    return true;
  }
  std::uint64_t bytes() const noexcept { return 0; }
};

class OnceInAll {
 public:
  explicit OnceInAll(NodeId nodes) : seen_(nodes) {}
  template <typename Trail>
  bool first(NodeId node, std::uint32_t, const Trail&) {
    return seen_.add(node);
  }
  std::uint64_t bytes() const noexcept { return seen_.bytes(); }

 private:
  NodeSet seen_;
};

struct OnceOnPath {
  template <typename Trail>
  bool first(NodeId node, std::uint32_t, const Trail& trail) const {
    bool is_new = true;
    trail.each_back([&](NodeId before, RelationshipId) { return is_new = before != node; });
    return is_new;
  }
  std::uint64_t bytes() const noexcept { return 0; }
};

class OnceAtLevel {
 public:
  explicit OnceAtLevel(NodeId nodes) : levels_(nodes) {}
  template <typename Trail>
  bool first(NodeId node, std::uint32_t depth, const Trail&) {
    return levels_.add(node, depth);
  }
  std::uint64_t bytes() const noexcept { return levels_.bytes(); }

 private:
  LevelSets levels_;
};

}  // namespace wirespeed::graph
