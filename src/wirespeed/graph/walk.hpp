// How a traversal goes through the graph. Its result is a Sink, told of each node that is returned:
//
//   bool returned(NodeId node, const Trail& trail);   // false: that was enough
//
// and its uniqueness is a Seen: bool first(NodeId, std::uint32_t depth, const Trail&), asked before a node is entered.
// A Trail is the way to a node: each_back(visit) goes along it from the node before to the start, until visit is false.
#pragma once

#include <algorithm>
#include <vector>

#include "wirespeed/graph/node_set.hpp"
#include "wirespeed/graph/traversal.hpp"

namespace wirespeed::graph {

inline constexpr std::uint32_t kStepsPerCheck = 1 << 12;

// Asks for the stop every few thousand steps, and sees that the walk does not hold too much.
class WalkGuard {
 public:
  WalkGuard(const Traversal& traversal, const WalkLimits& limits) noexcept
      : limits_(limits), longest_(traversal.longest()) {}

  bool is_due() noexcept { return ++steps_ % kStepsPerCheck == 0; }
  // REQUIRES: depth is that of a node which has been entered
  Result<void> check(std::uint64_t held, std::uint32_t depth) const {
    if (auto ok = limits_.stop.check("traversal"); !ok) return ok;
    if (depth > longest_) {
      return fail(
          Errc::limit,
          "traversal: the walk is longer than the graph has nodes, {}: it goes in circles; give max_depth, or a "
          "uniqueness",
          longest_);
    }
    if (held <= limits_.held) return {};
    return fail(Errc::limit, "traversal: expected at most {} entries at a time, found {}; give max_depth or filters",
                limits_.held, held);
  }

 private:
  const WalkLimits& limits_;
  std::uint32_t longest_;
  std::uint32_t steps_ = 0;
};

// --- depth first -----------------------------------------------------------------------------------------------------

// A node on the way, and which of its neighbours is next.
struct Frame {
  NodeId node;
  std::uint32_t rows = 0;  // which of the plan's rows `next` is in
  const Traversal::Plan* plan;
  const NodeId* next = nullptr;
  const NodeId* end = nullptr;
};

class FrameTrail {
 public:
  explicit FrameTrail(const std::vector<Frame>& frames) noexcept : frames_(frames) {}
  template <typename Visit>
  void each_back(const Visit& visit) const {
    for (auto it = frames_.rbegin(); it != frames_.rend() && visit(it->node); ++it) {
    }
  }

 private:
  const std::vector<Frame>& frames_;
};

template <typename Seen, typename Sink>
class DepthFirst {
 public:
  DepthFirst(const Traversal& traversal, const WalkLimits& limits, Seen& seen, Sink& sink)
      : traversal_(traversal), guard_(traversal, limits), seen_(seen), sink_(sink) {}

  Result<void> run(NodeId root) {
    seen_.first(root, 0, FrameTrail(frames_));
    if (!enter(root)) return {};
    while (!frames_.empty()) {
      if (guard_.is_due()) {
        if (auto ok = guard_.check(frames_.size(), depth()); !ok) return ok;
      }
      Frame& frame = frames_.back();
      if (frame.next == frame.end && !next_rows(frame)) {
        frames_.pop_back();
        continue;
      }
      const NodeId node = *frame.next++;
      if (!seen_.first(node, depth(), FrameTrail(frames_))) continue;
      if (!enter(node)) return {};
    }
    return {};
  }

 private:
  std::uint32_t depth() const noexcept { return static_cast<std::uint32_t>(frames_.size()); }

  // False when the sink has enough.
  bool enter(NodeId node) {
    const Traversal::Plan& plan = traversal_.plan(node, depth());
    if (traversal_.includes(plan, node, depth()) && !sink_.returned(node, FrameTrail(frames_))) return false;
    if (!traversal_.walks_on(plan, depth())) return true;
    Frame& frame = frames_.emplace_back(Frame{.node = node, .plan = &plan});
    show(frame, plan.rows[0]->of(node));
    return true;
  }

  static bool next_rows(Frame& frame) noexcept {
    while (++frame.rows < frame.plan->rows.size()) {
      show(frame, frame.plan->rows[frame.rows]->of(frame.node));
      if (frame.next != frame.end) return true;
    }
    return false;
  }

  static void show(Frame& frame, std::span<const NodeId> neighbors) noexcept {
    frame.next = neighbors.data();
    frame.end = neighbors.data() + neighbors.size();
  }

  const Traversal& traversal_;
  WalkGuard guard_;
  Seen& seen_;
  Sink& sink_;
  std::vector<Frame> frames_;
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
    for (std::uint32_t i = last_; i != kStart && visit(entries_[i].node); i = entries_[i].parent) {
    }
  }

 private:
  const std::vector<Entry>& entries_;
  std::uint32_t last_;
};

template <typename Seen, typename Sink>
class BreadthFirst {
 public:
  BreadthFirst(const Traversal& traversal, const WalkLimits& limits, Seen& seen, Sink& sink)
      : traversal_(traversal), guard_(traversal, limits), seen_(seen), sink_(sink) {}

  Result<void> run(NodeId root) {
    seen_.first(root, 0, EntryTrail(entries_, EntryTrail::kStart));
    enter(root, EntryTrail::kStart, 0);
    std::size_t begin = 0;
    for (std::uint32_t depth = 0; begin < entries_.size(); ++depth) {
      const std::size_t end = entries_.size();
      for (; begin < end && !is_done_; ++begin) {
        if (auto ok = expand(static_cast<std::uint32_t>(begin), depth); !ok) return ok;
      }
      if (is_done_) return {};
    }
    return {};
  }

 private:
  Result<void> expand(std::uint32_t place, std::uint32_t depth) {
    const NodeId from = entries_[place].node;
    for (const Rows* rows : traversal_.plan(from, depth).rows) {
      for (const NodeId node : rows->of(from)) {
        if (guard_.is_due()) {
          if (auto ok = guard_.check(entries_.size(), depth); !ok) return ok;
        }
        if (!seen_.first(node, depth + 1, EntryTrail(entries_, place))) continue;
        enter(node, place, depth + 1);
        if (is_done_) return {};
      }
    }
    return {};
  }

  void enter(NodeId node, std::uint32_t parent, std::uint32_t depth) {
    const Traversal::Plan& plan = traversal_.plan(node, depth);
    if (traversal_.includes(plan, node, depth) && !sink_.returned(node, EntryTrail(entries_, parent))) is_done_ = true;
    if (traversal_.walks_on(plan, depth)) entries_.push_back({node, parent});
  }

  const Traversal& traversal_;
  WalkGuard guard_;
  Seen& seen_;
  Sink& sink_;
  std::vector<Entry> entries_;
  bool is_done_ = false;
};

// --- in no order -----------------------------------------------------------------------------------------------------

// Counts every walk. Their order does not matter for that, so all neighbours of a node are looked at together, and only
// those that have neighbours of their own go onto the stack.
class CountAll {
 public:
  CountAll(const Traversal& traversal, const WalkLimits& limits) : traversal_(traversal), guard_(traversal, limits) {}

  Result<std::uint64_t> run(NodeId root) {
    enter(root, 0);
    while (!pending_.empty()) {
      const Pending next = pending_.back();
      pending_.pop_back();
      if (guard_.is_due()) {
        if (auto ok = guard_.check(pending_.size(), next.depth); !ok) return std::unexpected(ok.error());
      }
      for (const Rows* rows : next.plan->rows) {
        for (const NodeId node : rows->of(next.node)) enter(node, next.depth + 1);
      }
    }
    return count_;
  }

 private:
  struct Pending {
    NodeId node;
    std::uint32_t depth;
    const Traversal::Plan* plan;
  };

  void enter(NodeId node, std::uint32_t depth) {
    const Traversal::Plan& plan = traversal_.plan(node, depth);
    count_ += traversal_.includes(plan, node, depth);
    if (traversal_.walks_on(plan, depth)) pending_.push_back({node, depth, &plan});
  }

  const Traversal& traversal_;
  WalkGuard guard_;
  std::vector<Pending> pending_;
  std::uint64_t count_ = 0;
};

// --- uniqueness ------------------------------------------------------------------------------------------------------

struct AllSeenAgain {
  template <typename Trail>
  bool first(NodeId, std::uint32_t, const Trail&) const noexcept {
    return true;
  }
};

class OnceInAll {
 public:
  explicit OnceInAll(NodeId nodes) : seen_(nodes) {}
  template <typename Trail>
  bool first(NodeId node, std::uint32_t, const Trail&) {
    return seen_.add(node);
  }

 private:
  NodeSet seen_;
};

struct OnceOnPath {
  template <typename Trail>
  bool first(NodeId node, std::uint32_t, const Trail& trail) const {
    bool is_new = true;
    trail.each_back([&](NodeId before) { return is_new = before != node; });
    return is_new;
  }
};

class OnceAtLevel {
 public:
  explicit OnceAtLevel(NodeId nodes) : nodes_(nodes) {}
  template <typename Trail>
  bool first(NodeId node, std::uint32_t depth, const Trail&) {
    while (levels_.size() <= depth) levels_.emplace_back(nodes_);
    return levels_[depth].add(node);
  }

 private:
  NodeId nodes_;
  std::vector<NodeSet> levels_;
};

}  // namespace wirespeed::graph
