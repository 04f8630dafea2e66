// Breadth first through a graph that lives elsewhere: a part of the frontier at a time.
#include <algorithm>

#include "wirespeed/graph_remote/remote_walk.hpp"

namespace wirespeed::graph_remote {
namespace {

class RemoteBreadthFirst final : public RemoteWalker {
 public:
  RemoteBreadthFirst(RemoteWalkParts parts, std::vector<RemoteId> roots)
      : RemoteWalker(std::move(parts)), roots_(std::move(roots)) {}

  void append_way_back(const RemoteShown&, std::vector<RemoteStep>& way) const override {
    RemoteEntryTrail(entries_, parent_of_last_).each_back([&](const RemoteStep& before) {
      way.push_back(before);
      return true;
    });
  }

  std::uint64_t bytes() const noexcept override {
    return kept_bytes() + queue_.size() * sizeof(std::uint32_t) + gathered_.size() * sizeof(Gathered) +
           candidates_.size() * sizeof(RemoteEntry) + neighbors_.bytes();
  }

 private:
  // What is returned when the walk is over: the deepest first.
  struct Gathered {
    RemoteShown shown;
    std::uint32_t parent;
  };

  static constexpr std::uint8_t kPassedOver = 8;  // it had been entered when it was looked at

  Next find_next() override {
    return plan_.options().order == graph::Order::breadth_first_post ? next_gathered() : next_broad();
  }

  Next next_broad() {
    for (;;) {
      while (next_candidate_ < candidates_.size()) {
        if (!is_judged_) {
          if (auto ok = judge_candidates(); !ok) return std::unexpected(std::move(ok).error());
        }
        const std::size_t place = next_candidate_++;
        if (auto found = enter(candidates_[place], flags_[place]); !found || *found) return found;
      }
      const auto more = gather();
      if (!more) return std::unexpected(more.error());
      if (!*more) return std::nullopt;
    }
  }

  Next next_gathered() {
    while (!is_gathered_) {
      const auto found = next_broad();
      if (!found) return found;
      if (*found) {
        gathered_.push_back({**found, parent_of_last_});
        continue;
      }
      is_gathered_ = true;
      std::ranges::stable_sort(gathered_, std::greater(), [](const Gathered& one) { return one.shown.depth; });
    }
    if (next_gathered_ == gathered_.size()) return std::nullopt;
    const Gathered& next = gathered_[next_gathered_++];
    parent_of_last_ = next.parent;
    return next.shown;
  }

  // Those that may be entered next, of one depth; false: there are none.
  Result<bool> gather() {
    candidates_.clear();
    next_candidate_ = 0;
    is_judged_ = false;
    for (; next_root_ < roots_.size() && candidates_.size() < plan_.batch(); ++next_root_) {
      add({{roots_[next_root_]}});
    }
    if (!candidates_.empty() || next_root_ < roots_.size()) return true;
    if (row_ == expanded_) {
      if (next_in_queue_ == queue_.size()) return false;
      if (auto ok = expand(); !ok) return std::unexpected(std::move(ok).error());
    }
    for (; row_ < expanded_ && candidates_.size() < plan_.batch();) add_from_row();
    return true;
  }

  void add_from_row() {
    const NeighborRow row = neighbors_.of(row_);
    if (place_ == row.size()) {
      ++row_;
      place_ = 0;
      return;
    }
    const std::uint32_t parent = queue_[next_in_queue_ - expanded_ + row_];
    add({row[place_++], parent, entries_[parent].depth + 1});
  }

  // Where the rule is not shared, whoever comes first has been entered from here on.
  bool may_enter(const RemoteEntry& entry) {
    const RemoteEntryTrail trail(entries_, entry.parent);
    return needs_.shares_seen ? seen_->may_enter(entry.step, entry.depth, trail)
                              : seen_->first(entry.step, entry.depth, trail);
  }

  void add(const RemoteEntry& entry) {
    const bool enters = may_enter(entry);
    if (!enters && !needs_.keeps_followed) return;
    candidates_.push_back(entry);
    enters_.resize(candidates_.size());
    enters_.back() = enters ? 1 : 0;
  }

  Result<void> judge_candidates() {
    nodes_.clear();
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (enters_[i] != 0) nodes_.push_back(candidates_[i].step.node);
    }
    judged_.assign(nodes_.size(), 0);
    if (!nodes_.empty()) {
      if (auto ok = judge_.judge(nodes_, candidates_[0].depth, judged_); !ok) return ok;
    }
    flags_.assign(candidates_.size(), kPassedOver);
    std::size_t next = 0;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (enters_[i] != 0) flags_[i] = judged_[next++];
    }
    is_judged_ = true;
    return {};
  }

  // The next part of one depth.
  Result<void> expand() {
    const RemoteEntry& first = entries_[queue_[next_in_queue_]];
    if (auto ok = check(bytes(), first.depth, RemoteEntryTrail(entries_, queue_[next_in_queue_])); !ok) return ok;
    nodes_.clear();
    for (std::size_t i = next_in_queue_; i < queue_.size() && nodes_.size() < plan_.batch(); ++i) {
      const RemoteEntry& entry = entries_[queue_[i]];
      if (entry.depth != first.depth) break;
      nodes_.push_back(entry.step.node);
    }
    if (auto ok = read_neighbors(nodes_, first.depth, neighbors_); !ok) return ok;
    expanded_ = nodes_.size();
    next_in_queue_ += expanded_;
    row_ = place_ = 0;
    return {};
  }

  Next enter(const RemoteEntry& entry, std::uint8_t flags) {
    if (needs_.keeps_followed && entry.parent != RemoteEntry::kStart) followed_.push_back(entry.step.by);
    if ((flags & kPassedOver) != 0) return std::nullopt;
    const RemoteEntryTrail trail(entries_, entry.parent);
    if (needs_.shares_seen && !seen_->first(entry.step, entry.depth, trail)) return std::nullopt;
    if (auto ok = plan_.evaluate(entry.step.node, trail, flags); !ok) return std::unexpected(std::move(ok).error());
    const auto place = static_cast<std::uint32_t>(entries_.size());
    const bool walks_on = (flags & kWalkOn) != 0;
    if (walks_on) queue_.push_back(place);
    if (walks_on || needs_.keeps_entries) entries_.push_back(entry);
    parent_of_last_ = entry.parent;
    return shown(entry.step, entry.depth, place, flags);
  }

  std::vector<RemoteId> roots_;
  std::size_t next_root_ = 0;
  std::vector<std::uint32_t> queue_;  // entries that are walked on from
  std::size_t next_in_queue_ = 0;
  std::size_t expanded_ = 0;  // the last ones before that; their neighbours:
  Neighbors neighbors_;
  std::size_t row_ = 0;  // which of these is next
  std::size_t place_ = 0;
  std::vector<RemoteEntry> candidates_;
  std::vector<std::uint8_t> enters_;
  std::vector<std::uint8_t> flags_;
  std::size_t next_candidate_ = 0;
  bool is_judged_ = false;
  std::uint32_t parent_of_last_ = RemoteEntry::kStart;
  bool is_gathered_ = false;
  std::vector<Gathered> gathered_;
  std::size_t next_gathered_ = 0;
  std::vector<RemoteId> nodes_;
  std::vector<std::uint8_t> judged_;
};

}  // namespace

std::unique_ptr<RemoteWalker> make_breadth_first(RemoteWalkParts parts, std::vector<RemoteId> roots) {
  return std::make_unique<RemoteBreadthFirst>(std::move(parts), std::move(roots));
}

}  // namespace wirespeed::graph_remote
