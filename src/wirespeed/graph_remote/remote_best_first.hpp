// Best first through a graph that lives elsewhere: by the sum of weights on the way, of equal ones who was seen first.
// Those that come next are judged together, as many as the store likes at a time, and their neighbours read ahead.
#pragma once

#include <memory>
#include <queue>

#include "wirespeed/graph_remote/remote_breadth_first.hpp"

namespace wirespeed::graph_remote {

// A step that may be taken, and what the way there costs.
struct RemoteCandidate {
  double cost = 0;
  std::uint64_t turn = 0;
  RemoteEntry entry{};
  std::uint32_t depth = 0;

  friend bool operator<(const RemoteCandidate& a, const RemoteCandidate& b) noexcept {
    return a.cost > b.cost || (!(a.cost < b.cost) && a.turn > b.turn);
  }
};

// A node's neighbours, where they wait, read from a depth.
struct RemoteBehind {
  std::shared_ptr<const Neighbors> read{};
  std::uint32_t place = 0;
  std::uint32_t depth = 0;

  NeighborRow row() const noexcept { return read ? read->of(place) : NeighborRow(); }
};

// One of which it is known what becomes of it, and who is behind it.
struct RemoteKnown {
  RemoteCandidate candidate{};
  std::uint8_t flags = 0;
  RemoteBehind behind{};

  friend bool operator<(const RemoteKnown& a, const RemoteKnown& b) noexcept { return a.candidate < b.candidate; }
};

template <typename Results>
class RemoteBestFirst : WalkBase {
 public:
  RemoteBestFirst(const RemotePlan& plan, NodeReader& reader, const RemoteLimits& limits, const Results& results)
      : WalkBase(plan, reader, limits), results_(results) {}

  Result<void> run(std::span<const RemoteId> roots) {
    for (const RemoteId root : roots) unknown_.push({0, turns_++, {{root}, RemoteEntryTrail::kStart}, 0});
    while (!is_done_ && !(known_.empty() && unknown_.empty())) {
      if (auto ok = is_next_unknown() ? look_ahead() : take_next(); !ok) return ok;
    }
    return {};
  }

 private:
  bool is_next_unknown() const {
    return !unknown_.empty() && (known_.empty() || known_.top().candidate < unknown_.top());
  }

  RemoteEntryTrail trail_to(const RemoteCandidate& candidate) const noexcept {
    return RemoteEntryTrail(entries_, candidate.entry.parent);
  }

  Result<void> take_next() {
    const RemoteKnown next = known_.top();
    known_.pop();
    held_ -= next.behind.row().size();
    const RemoteCandidate& candidate = next.candidate;
    const RemoteStep& step = candidate.entry.step;
    if (!seen_.first(step, candidate.depth, trail_to(candidate))) return {};
    if (is_global()) waiting_.erase(step.node);  // it is entered once
    std::uint8_t flags = next.flags;
    if (auto ok = plan_.evaluate(step.node, trail_to(candidate), flags); !ok) return ok;
    if ((flags & kInclude) != 0) is_done_ = !results_.returned(step.node, trail_to(candidate));
    if ((flags & kWalkOn) == 0 || is_done_) return {};
    const std::uint64_t held = entries_.size() + unknown_.size() + known_.size() + held_ + seen_.held();
    if (auto ok = check(held, candidate.depth, trail_to(candidate)); !ok) return ok;
    add_behind(next);
    return {};
  }

  void add_behind(const RemoteKnown& known) {
    const auto parent = static_cast<std::uint32_t>(entries_.size());
    entries_.push_back(known.candidate.entry);
    const NeighborRow row = known.behind.row();
    for (std::size_t i = 0; i < row.size(); ++i) {
      unknown_.push({known.candidate.cost + row.weight(i), turns_++, {row[i], parent}, known.candidate.depth + 1});
    }
  }

  // --- ahead ---

  Result<void> look_ahead() {
    looked_at_.clear();
    for (; !unknown_.empty() && looked_at_.size() < plan_.batch(); unknown_.pop()) {
      const RemoteCandidate& next = unknown_.top();
      if (seen_.may_enter(next.entry.step, next.depth, trail_to(next))) looked_at_.push_back(next);
    }
    std::ranges::stable_sort(looked_at_, {}, &RemoteCandidate::depth);
    std::span<const RemoteCandidate> left = looked_at_;
    while (!left.empty()) {
      const auto other = std::ranges::find_if(left, [&](const auto& one) { return one.depth != left[0].depth; });
      const auto size = static_cast<std::size_t>(other - left.begin());
      if (auto ok = look_at(left.first(size), left[0].depth); !ok) return ok;
      left = left.subspan(size);
    }
    return {};
  }

  // Of candidates at one depth.
  Result<void> look_at(std::span<const RemoteCandidate> candidates, std::uint32_t depth) {
    nodes_.clear();
    for (const RemoteCandidate& one : candidates) nodes_.push_back(one.entry.step.node);
    flags_.assign(nodes_.size(), 0);
    if (auto ok = judge_.judge(nodes_, depth, flags_); !ok) return ok;
    if (auto ok = read_ahead(depth); !ok) return ok;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const bool walks_on = (flags_[i] & kWalkOn) != 0;
      RemoteKnown known{candidates[i], flags_[i], walks_on ? *waiting_.find(nodes_[i]) : RemoteBehind()};
      held_ += known.behind.row().size();
      known_.push(std::move(known));
    }
    if (!is_global()) waiting_ = {};
    return {};
  }

  // The neighbours of each that will be walked on from wait then. A node may be asked of several times, by several ways
  // to it; under node_global also by ways that are found later, for until it is entered nobody knows the best.
  Result<void> read_ahead(std::uint32_t depth) {
    asked_.clear();
    const auto ahead = std::make_shared<Neighbors>();
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if ((flags_[i] & kWalkOn) == 0) continue;
      const auto [behind, is_new] = waiting_.insert(nodes_[i]);
      if (!is_new && plan_.follows_alike_at(behind->depth, depth)) continue;
      *behind = {ahead, static_cast<std::uint32_t>(asked_.size()), depth};
      asked_.push_back(nodes_[i]);
    }
    return asked_.empty() ? Result<void>() : read_neighbors(asked_, depth, *ahead);
  }

  const Results& results_;
  std::priority_queue<RemoteCandidate> unknown_;
  std::priority_queue<RemoteKnown> known_;
  std::uint64_t turns_ = 0;
  std::uint64_t held_ = 0;  // neighbours behind those that are known
  std::vector<RemoteEntry> entries_;
  IdTable<RemoteBehind> waiting_;
  std::vector<RemoteCandidate> looked_at_;
  std::vector<RemoteId> nodes_;
  std::vector<RemoteId> asked_;
  std::vector<std::uint8_t> flags_;
  bool is_done_ = false;
};

}  // namespace wirespeed::graph_remote
