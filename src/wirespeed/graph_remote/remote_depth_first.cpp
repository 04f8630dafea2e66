// Depth first through a graph that lives elsewhere: a node's neighbours are judged together, and their own read ahead.
#include <algorithm>

#include "wirespeed/graph_remote/remote_walk.hpp"

namespace wirespeed::graph_remote {
namespace {

// Where the neighbours of a node wait that were read ahead.
struct ReadAhead {
  std::uint32_t frame = 0;
  std::uint32_t place = 0;
};

// A node on the way. Its neighbours are looked at in parts: of one part, what becomes of each is known, and the
// neighbours of those that will be walked on from have been read.
struct RemoteFrame {
  RemoteShown shown{};
  bool is_shown_later = false;             // when it is left
  std::vector<RemoteId> next{};            // its neighbours
  std::vector<RemoteRelationshipId> by{};  // their relationships, where they matter
  std::size_t place = 0;                   // which of them is next
  std::size_t begin = 0;                   // of the part
  std::vector<std::uint8_t> flags{};       // of each in the part
  std::vector<std::uint32_t> read{};       // of each in the part: which of `ahead` is its own
  Neighbors ahead{};

  NeighborRow row() const noexcept { return {next, by}; }
  std::uint64_t bytes() const noexcept { return (next.size() + by.size()) * sizeof(RemoteId) + ahead.bytes(); }
};

// Rows that a frame holds are told of while the frames move.
static_assert(std::is_nothrow_move_constructible_v<RemoteFrame>);

class RemoteFrameTrail {
 public:
  explicit RemoteFrameTrail(std::span<const RemoteFrame> frames) noexcept : frames_(frames) {}
  template <typename Visit>
  void each_back(const Visit& visit) const {
    for (auto it = frames_.rbegin(); it != frames_.rend() && visit(it->shown.step); ++it) {
    }
  }

 private:
  std::span<const RemoteFrame> frames_;
};

class RemoteDepthFirst final : public RemoteWalker {
 public:
  RemoteDepthFirst(RemoteWalkParts parts, std::vector<RemoteId> roots)
      : RemoteWalker(std::move(parts)), roots_(std::move(roots)) {}

  // Frame i is of depth i.
  void append_way_back(const RemoteShown& shown, std::vector<RemoteStep>& way) const override {
    RemoteFrameTrail(std::span(frames_).first(shown.depth)).each_back([&](const RemoteStep& before) {
      way.push_back(before);
      return true;
    });
  }

  std::uint64_t bytes() const noexcept override {
    return kept_bytes() + frames_.size() * sizeof(RemoteFrame) + held_ + ahead_.bytes();
  }

 private:
  static constexpr std::uint32_t kNotRead = 0xFFFFFFFF;
  static constexpr std::uint8_t kPassedOver = 8;  // it had been entered when the part was looked at

  Next find_next() override {
    for (;;) {
      if (depth_ == 0 && next_root_ == roots_.size()) return std::nullopt;
      if (auto found = depth_ == 0 ? enter_root() : step(); !found || *found) return found;
    }
  }

  Next enter_root() {
    const RemoteStep root{roots_[next_root_]};
    std::uint8_t flags = kPassedOver;
    Neighbors of_root;
    if (seen_->may_enter(root, 0, NoTrail())) {
      if (auto ok = judge_.judge({&root.node, 1}, 0, {&flags, 1}); !ok) return std::unexpected(std::move(ok).error());
    }
    if ((flags & kWalkOn) != 0) {
      if (auto ok = read_neighbors({&root.node, 1}, 0, of_root); !ok) return std::unexpected(std::move(ok).error());
    }
    ++next_root_;
    if ((flags & kPassedOver) != 0 || !seen_->first(root, 0, NoTrail())) return std::nullopt;
    return enter(root, flags, of_root.offsets.size() > 1 ? of_root.of(0) : NeighborRow());
  }

  Next step() {
    RemoteFrame& frame = frames_[depth_ - 1];
    if (frame.place == frame.next.size()) return leave(frame);
    if (frame.place == frame.begin + frame.flags.size()) {
      if (auto ok = look_at_part(frame); !ok) return std::unexpected(std::move(ok).error());
    }
    const std::size_t place = frame.place;
    const std::uint8_t flags = frame.flags[place - frame.begin];
    if ((flags & kPassedOver) != 0) {
      ++frame.place;
      return std::nullopt;
    }
    const RemoteStep step = frame.row()[place];
    const NeighborRow behind = read_of(frame, step.node, place);
    if ((flags & kWalkOn) != 0 && !behind.empty()) {
      if (auto ok = check(bytes(), depth_, trail()); !ok) return std::unexpected(std::move(ok).error());
    }
    ++frame.place;
    if (!seen_->first(step, depth_, trail())) return std::nullopt;
    return enter(step, flags, behind);
  }

  RemoteFrameTrail trail() const noexcept { return RemoteFrameTrail(std::span(frames_).first(depth_)); }

  // The node's neighbours, where they wait. REQUIRES: the part that `place` is in has been looked at
  NeighborRow read_of(const RemoteFrame& frame, RemoteId node, std::size_t place) const {
    const std::uint32_t own = frame.read[place - frame.begin];
    if (own != kNotRead) return frame.ahead.of(own);
    const ReadAhead* elsewhere = ahead_.find(node);
    if (elsewhere == nullptr) return {};
    return frames_[elsewhere->frame].ahead.of(elsewhere->place);
  }

  Next enter(const RemoteStep& step, std::uint8_t flags, const NeighborRow& neighbors) {
    if (auto ok = plan_.evaluate(step.node, trail(), flags); !ok) return std::unexpected(std::move(ok).error());
    const auto found = shown(step, depth_, static_cast<std::uint32_t>(entries_.size()), flags);
    if (needs_.keeps_entries) {
      entries_.push_back({step, depth_ == 0 ? RemoteEntry::kStart : frames_[depth_ - 1].shown.entry, depth_});
    }
    if ((flags & kWalkOn) == 0 || neighbors.empty()) return found;
    const bool is_later = found && plan_.options().order == graph::Order::depth_first_post;
    open(step, neighbors, is_later ? found->include : false, is_later);
    return is_later ? std::nullopt : found;
  }

  // REQUIRES: its entry, where entries are kept, is the last one
  void open(const RemoteStep& step, const NeighborRow& neighbors, bool include, bool is_shown_later) {
    if (frames_.size() == depth_) frames_.emplace_back();  // what they hold stays where it is
    RemoteFrame& frame = frames_[depth_];
    frame.shown = {step, depth_++, static_cast<std::uint32_t>(entries_.size() - 1), include};
    frame.is_shown_later = is_shown_later;
    frame.next.assign(neighbors.nodes.begin(), neighbors.nodes.end());
    frame.by.assign(neighbors.relationships.begin(), neighbors.relationships.end());
    frame.place = frame.begin = 0;
    frame.flags.clear();
    frame.read.clear();
    frame.ahead.clear();
    held_ += frame.bytes();
  }

  Next leave(RemoteFrame& frame) {
    forget_part(frame);
    held_ -= frame.bytes();
    --depth_;
    return frame.is_shown_later ? std::optional(frame.shown) : std::nullopt;
  }

  // REQUIRES: the frame is the last one
  void forget_part(const RemoteFrame& frame) {
    if (!is_global()) return;
    for (std::size_t i = 0; i < frame.flags.size(); ++i) {
      const RemoteId node = frame.next[frame.begin + i];
      const ReadAhead* found = frame.read[i] == kNotRead ? nullptr : ahead_.find(node);
      if (found != nullptr && found->frame == depth_ - 1) ahead_.erase(node);
    }
  }

  // Judges the next neighbours together, and reads ahead. Where that fails it is still to be done.
  Result<void> look_at_part(RemoteFrame& frame) {
    held_ -= frame.bytes();
    auto ok = judge_part(frame);
    if (!ok) {
      forget_part(frame);
      frame.flags.clear();
      frame.begin = frame.place;
    }
    held_ += frame.bytes();
    return ok;
  }

  Result<void> judge_part(RemoteFrame& frame) {
    forget_part(frame);
    frame.begin = frame.place;
    const std::size_t size = std::min(plan_.batch(), frame.next.size() - frame.begin);
    frame.flags.assign(size, kPassedOver);
    frame.read.assign(size, kNotRead);
    asked_.clear();
    places_.clear();
    for (std::size_t i = 0; i < size; ++i) {
      const RemoteStep step = frame.row()[frame.begin + i];
      if (!seen_->may_enter(step, depth_, trail())) continue;
      asked_.push_back(step.node);
      places_.push_back(static_cast<std::uint32_t>(i));
    }
    flags_.assign(asked_.size(), 0);
    if (auto ok = judge_.judge(asked_, depth_, flags_); !ok) return ok;
    for (std::size_t i = 0; i < asked_.size(); ++i) frame.flags[places_[i]] = flags_[i];
    return read_ahead(frame);
  }

  // Under node_global a node is entered once, so its neighbours are read once, whichever frame asks first; but for
  // frames from whose depth other relationships are followed.
  bool waits_elsewhere(RemoteId node) const {
    const ReadAhead* found = is_global() ? ahead_.find(node) : nullptr;
    return found != nullptr && plan_.follows_alike_at(found->frame + 1, depth_);
  }

  void note_ahead(RemoteId node, std::uint32_t place) {
    if (!is_global()) return;
    if (const auto [waits, is_new] = ahead_.insert(node); is_new) *waits = {depth_ - 1, place};
  }

  Result<void> read_ahead(RemoteFrame& frame) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < asked_.size(); ++i) {
      if ((flags_[i] & kWalkOn) == 0 || waits_elsewhere(asked_[i])) continue;
      const auto place = static_cast<std::uint32_t>(kept);
      note_ahead(asked_[i], place);
      frame.read[places_[i]] = place;
      asked_[kept++] = asked_[i];
    }
    asked_.resize(kept);
    frame.ahead.clear();
    return asked_.empty() ? Result<void>() : read_neighbors(asked_, depth_, frame.ahead);
  }

  std::vector<RemoteId> roots_;
  std::size_t next_root_ = 0;
  std::vector<RemoteFrame> frames_;  // the first depth_ of them are in use
  std::uint32_t depth_ = 0;
  std::uint64_t held_ = 0;  // bytes of the frames in use
  IdTable<ReadAhead> ahead_;
  std::vector<RemoteId> asked_;
  std::vector<std::uint32_t> places_;
  std::vector<std::uint8_t> flags_;
};

}  // namespace

std::unique_ptr<RemoteWalker> make_depth_first(RemoteWalkParts parts, std::vector<RemoteId> roots) {
  return std::make_unique<RemoteDepthFirst>(std::move(parts), std::move(roots));
}

}  // namespace wirespeed::graph_remote
