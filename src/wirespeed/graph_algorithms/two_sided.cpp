#include "wirespeed/graph_algorithms/two_sided.hpp"

#include <algorithm>

#include "wirespeed/graph/node_set.hpp"
#include "wirespeed/graph_algorithms/classed_adjacent.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr std::uint64_t kHubDegree = 1024;       // more relationships: after all others of its level
constexpr std::uint32_t kAskedBehindHubs = 512;  // nodes behind hubs whose own neighbours are looked at

constexpr std::uint32_t kStart = 0xFFFFFFFF;

// A node, and the place of the one by which it was reached.
struct Entry {
  NodeId node;
  std::uint32_t parent;
};

// The nodes around one end. The outermost level is the entries from `begin` on.
struct Side {
  Side(const EdgeGraph& graph, const std::vector<const Rows*>& rows, NodeId end)
      : adjacent(graph, rows), seen(graph.node_count()), entries{{end, kStart}}, cost(adjacent.degree(end)) {
    seen.add(end);
  }

  bool is_done() const noexcept { return begin == entries.size(); }
  std::uint64_t bytes() const noexcept { return seen.bytes() + entries.size() * sizeof(Entry); }

  // Of a large level some nodes say how many relationships all have.
  void open_level(std::size_t level_begin) {
    constexpr std::size_t kAsked = 2048;
    begin = level_begin;
    ++depth;
    const std::size_t apart = (entries.size() - begin) / kAsked + 1;
    cost = 0;
    for (std::size_t place = begin; place < entries.size(); place += apart) {
      cost += apart * adjacent.degree(entries[place].node);
    }
  }

  // The node's place in the outermost level, or, if it is not there, nearer to the end.
  std::uint32_t place_of(NodeId node) const noexcept {
    auto place = static_cast<std::uint32_t>(entries.size());
    while (entries[--place].node != node) {
    }
    return place;
  }

  ClassedAdjacent adjacent;
  graph::NodeSet seen;
  std::vector<Entry> entries;
  std::size_t begin = 0;
  std::uint64_t cost;       // relationships that lead on from the outermost level
  std::uint32_t depth = 0;  // of it
};

// Where the sides meet: `from`, a place of the side that went on, perhaps a node between, and a node of the other side.
struct Meeting {
  std::uint32_t from;
  NodeId node;
};

class TwoSided {
 public:
  TwoSided(const EdgeGraph& graph, const Passage& passage, NodeId source, NodeId target, const SearchLimits& limits)
      : passage_(passage),
        guard_("shortest_path", limits),
        ahead_(graph, passage.ahead(), source),
        back_(graph, passage.back(), target) {}

  Result<std::optional<Route>> run(std::uint32_t max_depth) {
    if (auto ok = guard_.check(); !ok) return std::unexpected(ok.error());
    while (std::uint64_t{ahead_.depth} + back_.depth < max_depth && !ahead_.is_done() && !back_.is_done()) {
      const bool goes_ahead = ahead_.cost <= back_.cost;
      side_ = goes_ahead ? &ahead_ : &back_;
      other_ = goes_ahead ? &back_ : &ahead_;
      if (auto ok = go_on(); !ok) return std::unexpected(ok.error());
      const bool is_near = std::uint64_t{ahead_.depth} + back_.depth < max_depth;
      if (met_ || (behind_hub_ && is_near)) return route(met_ ? *met_ : *behind_hub_);
      behind_hub_.reset();
    }
    return std::nullopt;
  }

 private:
  // Makes the side's next level, unless the other is met on the way.
  Result<void> go_on() {
    Side& side = *side_;
    const std::size_t end = side.entries.size();
    asked_ = 0;
    hubs_.clear();
    for (std::size_t place = side.begin; place < end && !met_; ++place) {
      if (side.adjacent.degree(side.entries[place].node) > kHubDegree) {
        hubs_.push_back(static_cast<std::uint32_t>(place));
      } else if (auto ok = expand(static_cast<std::uint32_t>(place), false); !ok) {
        return ok;
      }
    }
    for (std::size_t i = 0; i < hubs_.size() && !met_; ++i) {
      if (auto ok = expand(hubs_[i], true); !ok) return ok;
    }
    side.open_level(end);
    return {};
  }

  Result<void> expand(std::uint32_t place, bool is_hub) {
    const NodeId from = side_->entries[place].node;
    Result<void> ended;
    side_->adjacent.any_of(from, [&](NodeId node) {
      if (guard_.spend(1)) {
        ended = guard_.check(ahead_.bytes() + back_.bytes());
        if (!ended) return true;
      }
      return visit(place, node, is_hub);
    });
    return ended;
  }

  // True when the sides have met. Once it is known that they meet one step farther, nothing more is remembered.
  bool visit(std::uint32_t place, NodeId node, bool is_hub) {
    if (other_->seen.contains(node)) {
      met_ = {place, node};
      return true;
    }
    if (behind_hub_ || !passage_.walks_on(node) || !side_->seen.add(node)) return false;
    side_->entries.push_back({node, place});
    if (is_hub && asked_ < kAskedBehindHubs) ask_behind(node);
    return false;
  }

  void ask_behind(NodeId node) {
    if (side_->adjacent.degree(node) > kHubDegree) return;
    ++asked_;
    const auto place = static_cast<std::uint32_t>(side_->entries.size() - 1);
    side_->adjacent.any_of(node, [&](NodeId next) {
      if (!other_->seen.contains(next)) return false;
      behind_hub_ = {place, next};
      return true;
    });
  }

  Route route(const Meeting& meeting) const {
    std::vector<NodeId> here = way_back(*side_, meeting.from);
    std::vector<NodeId> there = way_back(*other_, other_->place_of(meeting.node));
    if (side_ != &ahead_) here.swap(there);
    std::ranges::reverse(here);
    here.insert(here.end(), there.begin(), there.end());
    const auto distance = static_cast<double>(here.size() - 1);
    return {std::move(here), distance};
  }

  static std::vector<NodeId> way_back(const Side& side, std::uint32_t place) {
    std::vector<NodeId> way;
    way.reserve(side.depth + std::size_t{2});
    for (; place != kStart; place = side.entries[place].parent) way.push_back(side.entries[place].node);
    return way;
  }

  const Passage& passage_;
  Guard guard_;
  Side ahead_;
  Side back_;
  Side* side_ = nullptr;
  Side* other_ = nullptr;
  std::vector<std::uint32_t> hubs_;
  std::uint32_t asked_ = 0;
  std::optional<Meeting> met_;
  std::optional<Meeting> behind_hub_;
};

}  // namespace

Result<std::optional<Route>> fewest_steps(const EdgeGraph& graph, const Passage& passage, NodeId source, NodeId target,
                                          std::uint32_t max_depth, const SearchLimits& limits) {
  return TwoSided(graph, passage, source, target, limits).run(max_depth);
}

}  // namespace wirespeed::graph_algorithms
