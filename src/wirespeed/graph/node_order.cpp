#include "wirespeed/graph/node_order.hpp"

#include <algorithm>

namespace wirespeed::graph {
namespace {

// What fits into a core's own cache is fast in any order.
constexpr NodeId kSmall = 1 << 15;
// With more relationships than this to a node, most of them lead far away whatever the order is.
constexpr std::uint64_t kManyPerNode = 8;
constexpr std::size_t kSampledTargets = 1 << 16;
// Targets this near to the one before share its cache line in the arrays that are read for each node.
constexpr NodeId kNear = 16;
constexpr double kIsNear = 0.5;
constexpr double kMuchNearer = 0.25;

// How many of some thousand targets, as they follow each other in a scan of the rows, lie near to the one before.
class Nearness {
 public:
  void add(NodeId before, NodeId target) noexcept {
    ++all_;
    if ((target > before ? target - before : before - target) <= kNear) ++near_;
  }
  double share() const noexcept { return all_ == 0 ? 1 : static_cast<double>(near_) / static_cast<double>(all_); }

 private:
  std::uint64_t near_ = 0;
  std::uint64_t all_ = 0;
};

std::uint64_t size_of(std::span<const Relationships> relationships) noexcept {
  std::uint64_t size = 0;
  for (const Relationships& one : relationships) size += one.out.size();
  return size;
}

double nearness(std::span<const Relationships> relationships) {
  Nearness nearness;
  for (const Relationships& one : relationships) {
    const auto targets = one.out.targets();
    const std::size_t step = std::max<std::size_t>(1, targets.size() / kSampledTargets);
    for (std::size_t i = 1; i < targets.size(); i += step) nearness.add(targets[i - 1], targets[i]);
  }
  return nearness.share();
}

double nearness(std::span<const Relationships> relationships, const Numbering& numbering) {
  Nearness nearness;
  const auto nodes = numbering.size();
  const NodeId step = std::max<NodeId>(1, static_cast<NodeId>(nodes / kSampledTargets));
  for (const Relationships& one : relationships) {
    NodeId before = kNoNode;
    for (NodeId place = 0; place + 1 < nodes; place += step) {
      before = kNoNode;
      for (const NodeId node : {numbering.node_at(place), numbering.node_at(place + 1)}) {
        for (const NodeId target : one.out.of(node)) {
          const NodeId there = numbering.place_of(target);
          if (before != kNoNode) nearness.add(before, there);
          before = there;
        }
      }
    }
  }
  return nearness.share();
}

class BreadthFirstOrder {
 public:
  BreadthFirstOrder(NodeId nodes, std::span<const Relationships> relationships)
      : relationships_(relationships), is_placed_(nodes) {
    order_.reserve(nodes);
  }

  std::vector<NodeId> run() {
    for (NodeId node = 0; node < is_placed_.size(); ++node) {
      if (!is_placed_[node] && is_start(node)) place_all_from(node);
    }
    for (NodeId node = 0; node < is_placed_.size(); ++node) {
      if (!is_placed_[node]) place_all_from(node);
    }
    return std::move(order_);
  }

 private:
  bool is_start(NodeId node) const noexcept {
    return std::ranges::all_of(relationships_, [&](const Relationships& one) { return one.in.degree(node) == 0; });
  }

  void place(NodeId node) {
    is_placed_[node] = 1;
    order_.push_back(node);
  }

  void place_all_from(NodeId start) {
    std::size_t next = order_.size();
    place(start);
    for (; next < order_.size(); ++next) {
      for (const Relationships& one : relationships_) {
        for (const NodeId target : one.out.of(order_[next])) {
          if (is_placed_[target] == 0) place(target);
        }
      }
    }
  }

  std::span<const Relationships> relationships_;
  std::vector<std::uint8_t> is_placed_;
  std::vector<NodeId> order_;
};

}  // namespace

Numbering order_of_walks(NodeId nodes, std::span<const Relationships> relationships) {
  if (nodes < kSmall || size_of(relationships) > kManyPerNode * nodes) return {};
  const double now = nearness(relationships);
  if (now > kIsNear) return {};
  Numbering numbering(BreadthFirstOrder(nodes, relationships).run());
  return nearness(relationships, numbering) > now + kMuchNearer ? std::move(numbering) : Numbering();
}

}  // namespace wirespeed::graph
