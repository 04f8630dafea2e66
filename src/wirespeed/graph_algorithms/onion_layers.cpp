#include "wirespeed/graph_algorithms/onion_layers.hpp"

#include <algorithm>
#include <limits>

#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr std::uint64_t kPeeled = std::numeric_limits<std::uint64_t>::max();

class Onion {
 public:
  Onion(const EdgeGraph& graph, const Stop& stop)
      : adjacent_(rows_of(graph, Direction::out)), pace_(stop, "onion layers"), left_(graph.node_count()) {
    for (NodeId node = 0; node < left_.size(); ++node) left_[node] = adjacent_.degree(node);
  }

  Result<OnionLayers> run() {
    for (;;) {
      if (next_.empty()) next_ = lowest();
      if (next_.empty()) return std::move(found_);
      if (auto ok = peel(std::exchange(next_, {})); !ok) return std::unexpected(ok.error());
    }
  }

 private:
  // Those with the fewest neighbours left, who say which core it is.
  std::vector<NodeId> lowest() {
    const std::uint64_t least = left_.empty() ? kPeeled : std::ranges::min(left_);
    core_ = std::max(core_, least);
    std::vector<NodeId> nodes;
    for (NodeId node = 0; node < left_.size() && least != kPeeled; ++node) {
      if (left_[node] <= (least == 0 ? 0 : core_)) nodes.push_back(node);
    }
    return nodes;
  }

  Result<void> peel(std::vector<NodeId> layer) {
    ++number_;
    std::ranges::sort(layer, [&](NodeId a, NodeId b) { return left_[a] != left_[b] ? left_[a] < left_[b] : a < b; });
    for (const NodeId node : layer) {
      found_.nodes.push_back(node);
      found_.layers.push_back(number_);
      left_[node] = kPeeled;
    }
    for (const NodeId node : layer) {
      adjacent_.for_each(node, [&](NodeId neighbor) { lose(neighbor); });
      if (!pace_.is_due(adjacent_.degree(node) + 1)) continue;
      if (auto ok = pace_.check(); !ok) return ok;
    }
    return {};
  }

  void lose(NodeId node) {
    if (left_[node] == kPeeled) return;
    if (left_[node]-- == core_ + 1) next_.push_back(node);
  }

  ManyAdjacent adjacent_;
  Pace pace_;
  std::vector<std::uint64_t> left_;  // neighbours that are not peeled; kPeeled: it is itself
  std::vector<NodeId> next_;         // the layer that this one leaves behind
  std::uint64_t core_ = 1;
  std::uint32_t number_ = 0;
  OnionLayers found_;
};

}  // namespace

Result<OnionLayers> onion_layers(const EdgeGraph& graph, const Stop& stop) {
  auto found = Onion(graph, stop).run();
  if (found) graph.numbering().to_nodes(found->nodes);
  return found;
}

}  // namespace wirespeed::graph_algorithms
