// How a traversal goes through a graph that lives elsewhere: step by step, as far as it is asked to. Each order has a
// walker of its own: remote_breadth_first.cpp, remote_depth_first.cpp, remote_best_first.cpp, and remote_count_all.hpp
// for none.
#pragma once

#include <memory>

#include "wirespeed/graph/walk_limits.hpp"
#include "wirespeed/graph_remote/remote_seen.hpp"

namespace wirespeed::graph_remote {

using RemoteLimits = graph::WalkLimits;

// A walk that is longer is looked through for a node, or a relationship where the rule is about those, that it enters
// twice: then it goes in circles.
inline constexpr std::uint32_t kLongest = 10'000;
inline constexpr std::uint32_t kAnyLength = std::numeric_limits<std::uint32_t>::max();

// A step that was taken, and from which other; what is kept of them is each other's ways.
struct RemoteEntry {
  static constexpr std::uint32_t kStart = 0xFFFFFFFF;

  RemoteStep step{};
  std::uint32_t parent = kStart;
  std::uint32_t depth = 0;
};

class RemoteEntryTrail {
 public:
  RemoteEntryTrail(const std::vector<RemoteEntry>& entries, std::uint32_t last) noexcept
      : entries_(entries), last_(last) {}
  template <typename Visit>
  void each_back(const Visit& visit) const {
    for (std::uint32_t i = last_; i != RemoteEntry::kStart && visit(entries_[i].step); i = entries_[i].parent) {
    }
  }

 private:
  const std::vector<RemoteEntry>& entries_;
  std::uint32_t last_;
};

struct RemoteWalkNeeds {
  bool keeps_entries = false;   // of all that is entered, until the walk is gone
  bool shows_all = false;       // next() shows what may be on a way, returned or not
  bool shares_seen = false;     // with another walk: nothing is entered before its turn
  bool keeps_followed = false;  // every relationship that the walk looked along; breadth first alone
};

// What a walk comes to.
struct RemoteShown {
  RemoteStep step{};
  std::uint32_t depth = 0;
  std::uint32_t entry = RemoteEntry::kStart;  // where it is kept, if it is
  bool include = false;
};

// What a walker goes by; it borrows all but the rule.
struct RemoteWalkParts {
  const RemotePlan& plan;
  NodeReader& reader;
  std::uint64_t memory;  // bytes that may be held
  std::shared_ptr<RemoteSeen> seen;
  RemoteWalkNeeds needs{};
};

// What all walks share.
class RemoteWalkBase {
 public:
  explicit RemoteWalkBase(RemoteWalkParts parts)
      : plan_(parts.plan),
        reader_(parts.reader),
        judge_(parts.plan, parts.reader, parts.needs.shows_all),
        seen_(std::move(parts.seen)),
        needs_(parts.needs),
        memory_(parts.memory),
        longest_(longest_of(parts.plan.options())) {}

 protected:
  // `bytes` are those that the walk holds.
  Result<void> check(std::uint64_t bytes) const;
  // Of a walk so deep, by the way there.
  template <typename Trail>
  Result<void> check(std::uint64_t bytes, std::uint32_t depth, const Trail& trail) {
    if (depth > longest_) {
      if (seen_->enters_twice(trail)) return endless(depth);
      longest_ = longest_ > kAnyLength / 2 ? kAnyLength : 2 * longest_;
    }
    return check(bytes);
  }

  // Those that are followed from nodes at the depth.
  Result<void> read_neighbors(std::span<const RemoteId> nodes, std::uint32_t depth, Neighbors& neighbors) {
    return reader_.neighbors(nodes, plan_.ways_at(depth), plan_.relationships(), neighbors);
  }

  // Whether a node is entered once, by whichever way comes first.
  bool is_global() const noexcept { return plan_.options().uniqueness == graph::Uniqueness::node_global; }

  const RemotePlan& plan_;
  NodeReader& reader_;
  Judge judge_;
  std::shared_ptr<RemoteSeen> seen_;
  RemoteWalkNeeds needs_;
  std::uint64_t memory_;
  std::uint64_t held_besides_ = 0;
  std::uint32_t longest_;  // before the way is looked through

 private:
  static std::uint32_t longest_of(const TraversalOptions& options) noexcept;
  static Result<void> endless(std::uint32_t depth);
};

class RemoteWalker : protected RemoteWalkBase {
 public:
  using Next = Result<std::optional<RemoteShown>>;

  using RemoteWalkBase::RemoteWalkBase;
  RemoteWalker(const RemoteWalker&) = delete;
  RemoteWalker& operator=(const RemoteWalker&) = delete;
  virtual ~RemoteWalker() = default;

  // The next one in the walk's order; none: that was all. Where a deadline or a token ends it, the next call goes on
  // from there. `held_besides` are the bytes of all that is kept of the walk elsewhere, which count with its own.
  Next next(std::uint64_t held_besides) {
    held_besides_ = held_besides;
    return find_next();
  }

  // Appends the way to what was shown last, from the step before it to the start.
  virtual void append_way_back(const RemoteShown& shown, std::vector<RemoteStep>& way) const = 0;
  // What it holds, its rule of uniqueness aside: another walk may share that.
  virtual std::uint64_t bytes() const noexcept = 0;

  // With keeps_entries; with keeps_followed.
  const std::vector<RemoteEntry>& entries() const noexcept { return entries_; }
  const std::vector<RemoteRelationshipId>& followed() const noexcept { return followed_; }

 protected:
  virtual Next find_next() = 0;

  // What is shown of a step, if it is.
  std::optional<RemoteShown> shown(const RemoteStep& step, std::uint32_t depth, std::uint32_t entry,
                                   std::uint8_t flags) const noexcept {
    const bool include = (flags & kInclude) != 0;
    if (!include && !(needs_.shows_all && (flags & kOnWay) != 0)) return std::nullopt;
    return RemoteShown{step, depth, entry, include};
  }

  std::uint64_t kept_bytes() const noexcept {
    return entries_.size() * sizeof(RemoteEntry) + followed_.size() * sizeof(RemoteRelationshipId);
  }

  std::vector<RemoteEntry> entries_;
  std::vector<RemoteRelationshipId> followed_;
};

// The walker of the plan's order, from all roots.
std::unique_ptr<RemoteWalker> make_remote_walker(RemoteWalkParts parts, std::vector<RemoteId> roots);
std::unique_ptr<RemoteWalker> make_depth_first(RemoteWalkParts parts, std::vector<RemoteId> roots);
std::unique_ptr<RemoteWalker> make_breadth_first(RemoteWalkParts parts, std::vector<RemoteId> roots);
std::unique_ptr<RemoteWalker> make_best_first(RemoteWalkParts parts, const std::vector<RemoteId>& roots);

}  // namespace wirespeed::graph_remote
