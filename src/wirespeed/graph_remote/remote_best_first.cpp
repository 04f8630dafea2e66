// Best first through a graph that lives elsewhere: by the sum of weights on the way, of equal ones who was seen first.
// Those that come next are judged together, as many as the store likes at a time, and their neighbours read ahead.
#include <algorithm>
#include <queue>

#include "wirespeed/graph_remote/remote_walk.hpp"

namespace wirespeed::graph_remote {
namespace {

// A step that may be taken, and what the way there costs.
struct RemoteCandidate {
  double cost = 0;
  std::uint64_t turn = 0;
  RemoteEntry entry{};

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

class RemoteBestFirst final : public RemoteWalker {
 public:
  RemoteBestFirst(RemoteWalkParts parts, const std::vector<RemoteId>& roots) : RemoteWalker(std::move(parts)) {
    for (const RemoteId root : roots) unknown_.push({0, turns_++, {{root}}});
  }

  void append_way_back(const RemoteShown&, std::vector<RemoteStep>& way) const override {
    RemoteEntryTrail(entries_, parent_of_last_).each_back([&](const RemoteStep& before) {
      way.push_back(before);
      return true;
    });
  }

  std::uint64_t bytes() const noexcept override {
    return kept_bytes() + unknown_.size() * sizeof(RemoteCandidate) + known_.size() * sizeof(RemoteKnown) +
           waiting_.bytes() + held_ * sizeof(RemoteStep);
  }

 private:
  Next find_next() override {
    while (!(known_.empty() && unknown_.empty())) {
      if (!is_next_unknown()) {
        if (auto found = take_next(); !found || *found) return found;
      } else if (auto ok = look_ahead(); !ok) {
        return std::unexpected(std::move(ok).error());
      }
    }
    return std::nullopt;
  }

  bool is_next_unknown() const {
    return !unknown_.empty() && (known_.empty() || known_.top().candidate < unknown_.top());
  }

  RemoteEntryTrail trail_to(const RemoteCandidate& candidate) const noexcept {
    return RemoteEntryTrail(entries_, candidate.entry.parent);
  }

  Next take_next() {
    const RemoteKnown next = known_.top();
    const RemoteCandidate& candidate = next.candidate;
    const RemoteEntry& entry = candidate.entry;
    std::uint8_t flags = next.flags;
    if ((flags & kWalkOn) != 0) {
      if (auto ok = check(bytes(), entry.depth, trail_to(candidate)); !ok) {
        return std::unexpected(std::move(ok).error());
      }
    }
    known_.pop();
    held_ -= next.behind.row().size();
    if (!seen_->first(entry.step, entry.depth, trail_to(candidate))) return std::nullopt;
    if (is_global()) waiting_.erase(entry.step.node);  // it is entered once
    if (auto ok = plan_.evaluate(entry.step.node, trail_to(candidate), flags); !ok) {
      return std::unexpected(std::move(ok).error());
    }
    parent_of_last_ = entry.parent;
    const auto place = static_cast<std::uint32_t>(entries_.size());
    if ((flags & kWalkOn) != 0 || needs_.keeps_entries) entries_.push_back(entry);
    if ((flags & kWalkOn) != 0) add_behind(next, place);
    return shown(entry.step, entry.depth, place, flags);
  }

  void add_behind(const RemoteKnown& known, std::uint32_t parent) {
    const RemoteCandidate& from = known.candidate;
    const NeighborRow row = known.behind.row();
    for (std::size_t i = 0; i < row.size(); ++i) {
      unknown_.push({from.cost + row.weight(i), turns_++, {row[i], parent, from.entry.depth + 1}});
    }
  }

  // --- ahead ---

  // Those that it does not come to stay unknown.
  Result<void> look_ahead() {
    looked_at_.clear();
    for (; !unknown_.empty() && looked_at_.size() < plan_.batch(); unknown_.pop()) {
      const RemoteCandidate& next = unknown_.top();
      if (seen_->may_enter(next.entry.step, next.entry.depth, trail_to(next))) looked_at_.push_back(next);
    }
    const auto depth_of = [](const RemoteCandidate& one) { return one.entry.depth; };
    std::ranges::stable_sort(looked_at_, {}, depth_of);
    std::span<const RemoteCandidate> left = looked_at_;
    while (!left.empty()) {
      const std::uint32_t depth = depth_of(left[0]);
      const auto other = std::ranges::find_if(left, [&](const auto& one) { return depth_of(one) != depth; });
      const auto size = static_cast<std::size_t>(other - left.begin());
      if (auto ok = look_at(left.first(size), depth); !ok) {
        for (const RemoteCandidate& one : left) unknown_.push(one);
        return ok;
      }
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
    if (asked_.empty()) return {};
    auto ok = read_neighbors(asked_, depth, *ahead);
    if (!ok) {
      for (const RemoteId node : asked_) waiting_.erase(node);  // nothing waits there
    }
    return ok;
  }

  std::priority_queue<RemoteCandidate> unknown_;
  std::priority_queue<RemoteKnown> known_;
  std::uint64_t turns_ = 0;
  std::uint64_t held_ = 0;  // neighbours behind those that are known
  IdTable<RemoteBehind> waiting_;
  std::vector<RemoteCandidate> looked_at_;
  std::vector<RemoteId> nodes_;
  std::vector<RemoteId> asked_;
  std::vector<std::uint8_t> flags_;
  std::uint32_t parent_of_last_ = RemoteEntry::kStart;
};

}  // namespace

std::unique_ptr<RemoteWalker> make_best_first(RemoteWalkParts parts, const std::vector<RemoteId>& roots) {
  return std::make_unique<RemoteBestFirst>(std::move(parts), roots);
}

}  // namespace wirespeed::graph_remote
