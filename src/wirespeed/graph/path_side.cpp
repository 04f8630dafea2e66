#include "wirespeed/graph/path_side.hpp"

#include <algorithm>
#include <span>

#include "wirespeed/graph/sort_ids.hpp"

namespace wirespeed::graph {
namespace {

// Calls visit(node) for each id in both, ascending, until it says false.
template <typename Visit>
void each_common(const Neighbors& a, const Neighbors& b, const Visit& visit) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const NodeId in_a = a[i];
    const NodeId in_b = b[j];
    if (in_a == in_b) {
      if (!visit(in_a)) return;
      ++i;
    } else if (in_a < in_b) {
      i = a.lower_bound(in_b, i);
    } else {
      j = b.lower_bound(in_a, j);
    }
  }
}

void append_common(const Neighbors& a, const Neighbors& b, std::vector<NodeId>& out) {
  each_common(a, b, [&](NodeId node) {
    out.push_back(node);
    return true;
  });
}

// Whether the node is in the level, or nearer to that side's end. REQUIRES: its hubs, if any, are read
bool is_known(NodeId node, const Level& level) noexcept {
  return level.seen->contains(node) || (level.in_hubs != nullptr && level.in_hubs->contains(node));
}

void append_seen(const Neighbors& row, const Level& level, std::vector<NodeId>& out) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (const NodeId node = row[i]; is_known(node, level)) out.push_back(node);
  }
}

// The part of an ascending list that lies in the range.
std::span<const NodeId> part_in(const std::vector<NodeId>& list, NodeRange range) noexcept {
  const auto begin = std::ranges::lower_bound(list, range.begin);
  const auto end = std::ranges::lower_bound(begin, list.end(), range.end);
  return {begin, end};
}

NodeId first_seen(const Neighbors& row, const Level& level) noexcept {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (const NodeId node = row[i]; is_known(node, level)) return node;
  }
  return kNoNode;
}

}  // namespace

NodeId first_common(const Neighbors& a, const Neighbors& b) noexcept {
  NodeId first = kNoNode;
  each_common(a, b, [&](NodeId node) {
    first = node;
    return false;
  });
  return first;
}

NodeId first_common(const Hops& hops, NodeId node, const std::vector<NodeId>& list) noexcept {
  NodeId first = kNoNode;
  for (const Hop& hop : hops) first = std::min(first, first_common(hop.adjacency->of(node), as_neighbors(list)));
  return first;
}

PathSide::PathSide(Hops hops, NodeId end, std::uint32_t node_count, std::size_t hub_degree)
    : hops_(std::move(hops)), hub_degree_(hub_degree), seen_(node_count) {
  next_.push_back(end);
  settle();
  close_level();
}

Level PathSide::frontier() const noexcept {
  if (!is_virtual()) return {&last(), nullptr, &seen_};
  return {&next_, &hubs_, &seen_, in_hubs_ ? &*in_hubs_ : nullptr};
}

// To seek in a row takes as long as to put some dozen of its nodes into a set.
void PathSide::expect_questions(std::size_t count, Meter& meter) {
  constexpr std::size_t kAddedWhileSeeking = 16;
  if (!is_virtual() || in_hubs_ || hub_cost() > kAddedWhileSeeking * hubs_.size() * count) return;
  in_hubs_.emplace(seen_.node_count());
  in_hubs_->reserve(hub_cost());
  for (const Neighbors& row : hubs_) {
    if (!meter.spend(row.size())) return;
    for (std::size_t i = 0; i < row.size(); ++i) in_hubs_->add(row[i]);
  }
}

std::size_t PathSide::hub_cost() const noexcept {
  std::size_t cost = 0;
  for (const Neighbors& row : hubs_) cost += row.size();
  return cost;
}

// Calls visit(row) for every row of the last level, until it says false or time is up. Type by type: so both the row
// index and the rows are gone through in ascending order.
template <typename Visit>
void PathSide::each_row(Meter& meter, const Visit& visit) const {
  for (const Hop& hop : hops_) {
    for (const NodeId node : part_in(last(), hop.adjacency->own())) {
      const Neighbors row = hop.adjacency->of(node);
      if (row.empty()) continue;
      if (!meter.spend(std::min(row.size(), hub_degree_)) || !visit(row)) return;
    }
  }
}

// Whether to seek the nodes of a list in a row rather than to look at each node of the row.
bool PathSide::seeks(const Neighbors& row, const std::vector<NodeId>& list) const noexcept {
  constexpr std::size_t kLookedAtWhileSeeking = 16;
  return row.size() > std::max(hub_degree_, kLookedAtWhileSeeking * list.size());
}

// Whether nodes of the row in hubs of the level have to be sought in the hubs' rows, too.
bool PathSide::seeks_in_hubs(const Neighbors& row, const Level& level) const noexcept {
  return level.hubs != nullptr && (row.size() > hub_degree_ || level.in_hubs == nullptr);
}

// The smallest node of the level in the row.
NodeId PathSide::first_of_level(const Neighbors& row, const Level& level) const noexcept {
  NodeId first = seeks(row, *level.list) ? first_common(row, as_neighbors(*level.list)) : first_seen(row, level);
  if (!seeks_in_hubs(row, level)) return first;
  for (const Neighbors& hub : *level.hubs) first = std::min(first, first_common(row, hub));
  return first;
}

void PathSide::append_touched(const Neighbors& row, const Level& level, std::vector<NodeId>& out) const {
  if (seeks(row, *level.list)) {
    append_common(row, as_neighbors(*level.list), out);
  } else {
    append_seen(row, level, out);
  }
  if (!seeks_in_hubs(row, level)) return;
  for (const Neighbors& hub : *level.hubs) append_common(row, hub, out);
}

void PathSide::collect(const Neighbors& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (const NodeId node = row[i]; !seen_.contains(node)) next_.push_back(node);
  }
}

// The collected nodes in order, and seen.
void PathSide::settle() {
  sort_distinct(next_);
  seen_.reserve(next_.size());
  for (const NodeId node : next_) seen_.add(node);
}

// Makes the collected nodes the last level.
void PathSide::close_level() {
  levels_.push_back(std::move(next_));
  next_.clear();
  cost_ = 0;
  for (const Hop& hop : hops_) {
    for (const NodeId node : part_in(last(), hop.adjacency->own())) {
      cost_ += std::min<std::size_t>(hop.adjacency->degree(node), hub_degree_);
    }
  }
}

bool PathSide::advance(const Level& other, Meter& meter) {
  bool met = false;
  each_row(meter, [&](const Neighbors& row) {
    met = first_of_level(row, other) != kNoNode;
    if (met) return false;
    if (row.size() > hub_degree_) {
      hubs_.push_back(row);
    } else {
      collect(row);
    }
    return true;
  });
  if (met) {
    next_.clear();
    hubs_.clear();
    return false;
  }
  settle();
  if (hubs_.empty()) close_level();
  return true;
}

void PathSide::read_hubs(Meter& meter) {
  for (const Neighbors& row : hubs_) {
    if (!meter.spend(row.size())) return;
    collect(row);
  }
  hubs_.clear();
  in_hubs_.reset();
  settle();
  close_level();
}

std::vector<NodeId> PathSide::touched(const Level& level, Meter& meter) const {
  std::vector<NodeId> found;
  each_row(meter, [&](const Neighbors& row) {
    append_touched(row, level, found);
    return true;
  });
  sort_distinct(found);
  return found;
}

NodeId PathSide::first_touched(const Level& level, Meter& meter) const {
  NodeId first = kNoNode;
  each_row(meter, [&](const Neighbors& row) {
    first = std::min(first, first_of_level(row, level));
    return true;
  });
  return first;
}

NodeId PathSide::first_in(const Level& other, NodeId node, Meter& meter) const {
  NodeId first = kNoNode;
  for (const Hop& hop : hops_) {
    const Neighbors row = hop.adjacency->of(node);
    if (!meter.spend(std::min(row.size(), hub_degree_))) break;
    first = std::min(first, first_of_level(row, other));
  }
  return first;
}

}  // namespace wirespeed::graph
