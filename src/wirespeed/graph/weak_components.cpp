// Afforest (Sutton, Ben-Nun, Barak 2018): a few relationships of each node join most of the graph; whoever is in the
// largest component by then need not look at the rest of its own.
#include <algorithm>
#include <random>
#include <unordered_map>

#include "wirespeed/graph/components.hpp"
#include "wirespeed/graph/number_by_first.hpp"

namespace wirespeed::graph {
namespace {

constexpr std::uint32_t kSampledNeighbors = 2;
constexpr int kSampledNodes = 1024;
constexpr NodeId kNodesPerCheck = 1 << 16;

class Afforest {
 public:
  Afforest(const EdgeGraph& graph, const Stop& stop) : graph_(graph), stop_(stop), parent_(graph.node_count()) {
    for (NodeId node = 0; node < parent_.size(); ++node) parent_[node] = node;
  }

  Result<std::vector<std::uint32_t>> run() {
    for (const Relationships& one : graph_.relationships()) {
      for (std::uint32_t i = 0; i < kSampledNeighbors; ++i) join_ith(one.out, i);
    }
    compress();
    if (auto ok = join_rest(most_frequent()); !ok) return std::unexpected(ok.error());
    compress();
    return number_by_first(std::move(parent_));
  }

 private:
  void join(NodeId a, NodeId b) noexcept {
    NodeId high = parent_[a];
    NodeId low = parent_[b];
    while (high != low) {
      if (high < low) std::swap(high, low);
      if (parent_[high] == high) {
        parent_[high] = low;
        return;
      }
      high = parent_[parent_[high]];
      low = parent_[low];
    }
  }

  void join_ith(const Rows& rows, std::uint32_t i) noexcept {
    for (NodeId node = 0; node < parent_.size(); ++node) {
      const auto neighbors = rows.of(node);
      if (i < neighbors.size()) join(node, neighbors[i]);
    }
  }

  // The rest from both ends: a relationship into the large component may begin at a node outside of it.
  Result<void> join_rest(NodeId largest) {
    for (NodeId node = 0; node < parent_.size(); ++node) {
      if (node % kNodesPerCheck == 0) {
        if (auto ok = stop_.check("components"); !ok) return ok;
      }
      if (parent_[node] == largest) continue;
      for (const Relationships& one : graph_.relationships()) {
        for (const NodeId target : one.out.of(node)) join(node, target);
        for (const NodeId source : one.in.of(node)) join(node, source);
      }
    }
    return {};
  }

  void compress() noexcept {
    for (NodeId& parent : parent_) {
      while (parent != parent_[parent]) parent = parent_[parent];
    }
  }

  NodeId most_frequent() const {
    if (parent_.empty()) return kNoNode;
    std::minstd_rand random(1);
    std::uniform_int_distribution<std::size_t> any(0, parent_.size() - 1);
    std::unordered_map<NodeId, int> counts;
    for (int i = 0; i < kSampledNodes; ++i) ++counts[parent_[any(random)]];
    return std::ranges::max_element(counts, {}, &std::pair<const NodeId, int>::second)->first;
  }

  const EdgeGraph& graph_;
  const Stop& stop_;
  std::vector<NodeId> parent_;
};

}  // namespace

Result<std::vector<std::uint32_t>> weak_components(const EdgeGraph& graph, const Stop& stop) {
  return Afforest(graph, stop).run();
}

}  // namespace wirespeed::graph
