// Depth first through a graph that lives elsewhere: a node's neighbours are judged together, and their own read ahead.
#pragma once

#include "wirespeed/graph_remote/remote_walk.hpp"

namespace wirespeed::graph_remote {

// Where the neighbours of a node wait that were read ahead.
struct ReadAhead {
  std::uint32_t frame = 0;
  std::uint32_t place = 0;
};

// A node on the way. Its neighbours are looked at in parts: of one part, what becomes of each is known, and the
// neighbours of those that will be walked on from have been read.
struct RemoteFrame {
  RemoteStep step{};
  bool returns = false;                    // when it is left
  std::vector<RemoteId> next{};            // its neighbours
  std::vector<RemoteRelationshipId> by{};  // their relationships, where they matter
  std::size_t place = 0;                   // which of them is next
  std::size_t begin = 0;                   // of the part
  std::vector<std::uint8_t> flags{};       // of each in the part
  std::vector<std::uint32_t> read{};       // of each in the part: which of `ahead` is its own
  Neighbors ahead{};

  NeighborRow row() const noexcept { return {next, by}; }
};

// Rows that a frame holds are told of while the frames move.
static_assert(std::is_nothrow_move_constructible_v<RemoteFrame>);

class RemoteFrameTrail {
 public:
  explicit RemoteFrameTrail(std::span<const RemoteFrame> frames) noexcept : frames_(frames) {}
  template <typename Visit>
  void each_back(const Visit& visit) const {
    for (auto it = frames_.rbegin(); it != frames_.rend() && visit(it->step); ++it) {
    }
  }

 private:
  std::span<const RemoteFrame> frames_;
};

template <typename Results>
class RemoteDepthFirst : WalkBase {
 public:
  RemoteDepthFirst(const RemotePlan& plan, NodeReader& reader, const RemoteLimits& limits, const Results& results)
      : WalkBase(plan, reader, limits), results_(results) {}

  Result<void> run(std::span<const RemoteId> roots) {
    for (const RemoteId root : roots) {
      if (auto ok = run_from(root); !ok || is_done_) return ok;
    }
    return {};
  }

 private:
  static constexpr std::uint32_t kNotRead = 0xFFFFFFFF;
  static constexpr std::uint8_t kPassedOver = 4;  // it had been entered when the part was looked at

  Result<void> run_from(RemoteId root) {
    if (!seen_.first({root}, 0, NoTrail())) return {};
    std::uint8_t flags = 0;
    if (auto ok = judge_.judge({&root, 1}, 0, {&flags, 1}); !ok) return ok;
    Neighbors of_root;
    if ((flags & kWalkOn) != 0) {
      if (auto ok = read_neighbors({&root, 1}, 0, of_root); !ok) return ok;
    }
    if (auto ok = enter({root}, flags, of_root.offsets.size() > 1 ? of_root.of(0) : NeighborRow()); !ok) return ok;
    while (depth_ > 0 && !is_done_) {
      if (auto ok = step(); !ok) return ok;
    }
    return {};
  }

  Result<void> step() {
    RemoteFrame& frame = frames_[depth_ - 1];
    if (frame.place == frame.next.size()) {
      leave(frame);
      return {};
    }
    if (frame.place == frame.begin + frame.flags.size()) {
      if (auto ok = look_at_part(frame); !ok) return ok;
    }
    const std::size_t place = frame.place++;
    const std::uint8_t flags = frame.flags[place - frame.begin];
    if ((flags & kPassedOver) != 0) return {};
    const RemoteStep step = frame.row()[place];
    if (!seen_.first(step, depth_, trail())) return {};
    return enter(step, flags, read_of(frame, step.node, place));
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

  Result<void> enter(const RemoteStep& step, std::uint8_t flags, const NeighborRow& neighbors) {
    if (auto ok = plan_.evaluate(step.node, trail(), flags); !ok) return ok;
    const bool is_opened = (flags & kWalkOn) != 0 && !neighbors.empty();
    const bool returns_later = is_opened && plan_.options().order == graph::Order::depth_first_post;
    if ((flags & kInclude) != 0 && !returns_later) is_done_ = !results_.returned(step.node, trail());
    if (!is_opened || is_done_) return {};
    held_ += neighbors.size() + 1;
    if (auto ok = check(held_ + seen_.held(), depth_, trail()); !ok) return ok;
    if (frames_.size() == depth_) frames_.emplace_back();  // what they hold stays where it is
    RemoteFrame& frame = frames_[depth_++];
    frame.step = step;
    frame.returns = returns_later && (flags & kInclude) != 0;
    frame.next.assign(neighbors.nodes.begin(), neighbors.nodes.end());
    frame.by.assign(neighbors.relationships.begin(), neighbors.relationships.end());
    frame.place = frame.begin = 0;
    frame.flags.clear();
    frame.read.clear();
    frame.ahead.clear();
    return {};
  }

  void leave(RemoteFrame& frame) {
    forget_part(frame);
    held_ -= frame.next.size() + 1;
    --depth_;
    if (frame.returns) is_done_ = !results_.returned(frame.step.node, trail());
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

  // Judges the next neighbours together, and reads ahead.
  Result<void> look_at_part(RemoteFrame& frame) {
    forget_part(frame);
    frame.begin = frame.place;
    const std::size_t size = std::min(plan_.batch(), frame.next.size() - frame.begin);
    frame.flags.assign(size, kPassedOver);
    frame.read.assign(size, kNotRead);
    asked_.clear();
    places_.clear();
    for (std::size_t i = 0; i < size; ++i) {
      const RemoteStep step = frame.row()[frame.begin + i];
      if (!seen_.may_enter(step, depth_, trail())) continue;
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

  const Results& results_;
  std::vector<RemoteFrame> frames_;  // the first depth_ of them are in use
  std::uint32_t depth_ = 0;
  std::uint64_t held_ = 0;
  IdTable<ReadAhead> ahead_;
  std::vector<RemoteId> asked_;
  std::vector<std::uint32_t> places_;
  std::vector<std::uint8_t> flags_;
  bool is_done_ = false;
};

}  // namespace wirespeed::graph_remote
