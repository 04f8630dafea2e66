#include "wirespeed/graph/path_side.hpp"

#include <algorithm>

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

NodeId first_seen(const Neighbors& row, const NodeSet& seen) noexcept {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (const NodeId node = row[i]; seen.contains(node)) return node;
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
  levels_.push_back({end});
  seen_.add(end);
  count_relationships();
}

void PathSide::count_relationships() {
  cost_ = 0;
  effort_ = 0;
  for (const NodeId node : last()) {
    for (const Hop& hop : hops_) {
      const std::size_t degree = hop.adjacency->degree(node);
      cost_ += degree;
      effort_ += std::min(degree, hub_degree_);
    }
  }
}

std::size_t PathSide::hub_cost() const noexcept {
  std::size_t cost = 0;
  for (const Neighbors& row : hubs_) cost += row.size();
  return cost;
}

// Calls visit(row) for every row of the last level, until it says false or time is up.
template <typename Visit>
void PathSide::each_row(Meter& meter, const Visit& visit) const {
  for (const NodeId node : last()) {
    for (const Hop& hop : hops_) {
      const Neighbors row = hop.adjacency->of(node);
      if (row.empty()) continue;
      if (!meter.spend(std::min(row.size(), hub_degree_)) || !visit(row)) return;
    }
  }
}

// The smallest node of the level in the row.
NodeId PathSide::first_of_level(const Neighbors& row, const Level& level) const noexcept {
  NodeId first = row.size() > hub_degree_ ? first_common(row, as_neighbors(*level.list)) : first_seen(row, *level.seen);
  if (level.hubs == nullptr) return first;
  for (const Neighbors& hub : *level.hubs) first = std::min(first, first_common(row, hub));
  return first;
}

void PathSide::collect(const Neighbors& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (const NodeId node = row[i]; !seen_.contains(node)) next_.push_back(node);
  }
}

// The collected nodes in order, and seen.
void PathSide::settle() {
  sort_distinct(next_);
  for (const NodeId node : next_) seen_.add(node);
}

bool PathSide::open(const Level& other, Meter& meter) {
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
  return true;
}

void PathSide::open(Meter& meter) {
  static const std::vector<NodeId> kNobody;
  static const NodeSet kNothing(1);
  open(Level{&kNobody, nullptr, &kNothing}, meter);
}

bool PathSide::touches(const Level& other, Meter& meter) const {
  bool found = false;
  each_row(meter, [&](const Neighbors& row) {
    found = first_of_level(row, other) != kNoNode;
    return !found;
  });
  return found;
}

std::vector<NodeId> PathSide::touched(const PathSide& other, Meter& meter) const {
  std::vector<NodeId> found;
  each_row(meter, [&](const Neighbors& row) {
    if (row.size() > hub_degree_) {
      append_common(row, as_neighbors(other.last()), found);
    } else {
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (const NodeId node = row[i]; other.seen_.contains(node)) found.push_back(node);
      }
    }
    return true;
  });
  sort_distinct(found);
  return found;
}

void PathSide::close(Meter& meter) {
  for (const Neighbors& row : hubs_) {
    if (!meter.spend(row.size())) return;
    collect(row);
  }
  if (!hubs_.empty()) settle();
  hubs_.clear();
  levels_.push_back(std::move(next_));
  next_.clear();
  count_relationships();
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
