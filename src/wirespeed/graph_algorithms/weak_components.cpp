// Afforest (Sutton, Ben-Nun, Barak 2018): a few relationships of each node join most of the graph; whoever is in the
// largest component by then need not look at the rest of its own.
#include <algorithm>
#include <atomic>
#include <random>
#include <unordered_map>

#include "wirespeed/graph_algorithms/components.hpp"
#include "wirespeed/graph_algorithms/lanes.hpp"
#include "wirespeed/graph_algorithms/number_by_first.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr std::uint32_t kSampledNeighbors = 2;
constexpr int kSampledNodes = 1024;
constexpr NodeId kNodesPerCheck = 1 << 16;

// The tree of each component, its root the smallest node. Several threads join at once: what one has read may be old by
// the time that it writes, so it writes only over what it has read, and else looks again.
class Forest {
 public:
  Forest(NodeId nodes, bool is_shared) : parent_(nodes), is_shared_(is_shared) {
    for (NodeId node = 0; node < nodes; ++node) parent_[node] = node;
  }

  NodeId parent(NodeId node) const noexcept {
    return std::atomic_ref(const_cast<NodeId&>(parent_[node])).load(std::memory_order_relaxed);
  }

  void join(NodeId a, NodeId b) noexcept {
    NodeId high = parent(a);
    NodeId low = parent(b);
    while (high != low) {
      if (high < low) std::swap(high, low);
      const NodeId above = parent(high);
      if (above == low || (above == high && replace(high, low))) return;
      high = parent(parent(high));
      low = parent(low);
    }
  }

  // Makes the root the parent. Others may do so for other nodes at once.
  void compress(NodeId node) noexcept {
    NodeId root = parent(node);
    while (root != parent(root)) root = parent(root);
    std::atomic_ref(parent_[node]).store(root, std::memory_order_relaxed);
  }

  std::size_t size() const noexcept { return parent_.size(); }
  std::vector<NodeId> take() { return std::move(parent_); }

 private:
  bool replace(NodeId root, NodeId parent) noexcept {
    if (!is_shared_) {
      parent_[root] = parent;
      return true;
    }
    return std::atomic_ref(parent_[root]).compare_exchange_strong(root, parent, std::memory_order_relaxed);
  }

  std::vector<NodeId> parent_;
  bool is_shared_;
};

class Afforest {
 public:
  Afforest(const EdgeGraph& graph, unsigned threads, const Stop& stop)
      : graph_(graph),
        stop_(stop),
        lanes_(std::clamp<std::size_t>(threads, 1, graph.node_count() / kNodesPerCheck + 1)),
        forest_(graph.node_count(), lanes_ > 1) {}

  Result<std::vector<std::uint32_t>> run() {
    for (const Relationships& one : graph_.relationships()) {
      for (std::uint32_t i = 0; i < kSampledNeighbors; ++i) {
        if (auto ok = for_nodes([&](NodeId node) { join_ith(one.out, node, i); }); !ok)
          return std::unexpected(ok.error());
      }
    }
    if (auto ok = compress(); !ok) return std::unexpected(ok.error());
    const NodeId largest = most_frequent();
    if (auto ok = for_nodes([&](NodeId node) { join_rest(node, largest); }); !ok) return std::unexpected(ok.error());
    if (auto ok = compress(); !ok) return std::unexpected(ok.error());
    return number_by_first(graph_.numbering().by_node(forest_.take()));
  }

 private:
  // Calls work(node) for all nodes, shared out among lanes.
  template <typename Work>
  Result<void> for_nodes(const Work& work) {
    return on_lanes(lanes_, [&](std::size_t lane) -> Result<void> {
      const Share share = share_of(forest_.size(), lane, lanes_);
      for (std::size_t i = share.first; i < share.last; ++i) {
        if ((i - share.first) % kNodesPerCheck == 0) {
          if (auto ok = stop_.check("components"); !ok) return ok;
        }
        work(static_cast<NodeId>(i));
      }
      return {};
    });
  }

  void join_ith(const Rows& rows, NodeId node, std::uint32_t i) noexcept {
    const auto neighbors = rows.of(node);
    if (i < neighbors.size()) forest_.join(node, neighbors[i]);
  }

  // The rest from both ends: a relationship into the large component may begin at a node outside of it.
  void join_rest(NodeId node, NodeId largest) noexcept {
    if (forest_.parent(node) == largest) return;
    for (const Relationships& one : graph_.relationships()) {
      for (const NodeId target : one.out.of(node)) forest_.join(node, target);
      for (const NodeId source : one.in.of(node)) forest_.join(node, source);
    }
  }

  Result<void> compress() {
    return for_nodes([&](NodeId node) { forest_.compress(node); });
  }

  NodeId most_frequent() const {
    if (forest_.size() == 0) return kNoNode;
    std::minstd_rand random(1);
    std::uniform_int_distribution<NodeId> any(0, static_cast<NodeId>(forest_.size() - 1));
    std::unordered_map<NodeId, int> counts;
    for (int i = 0; i < kSampledNodes; ++i) ++counts[forest_.parent(any(random))];
    return std::ranges::max_element(counts, {}, &std::pair<const NodeId, int>::second)->first;
  }

  const EdgeGraph& graph_;
  const Stop& stop_;
  std::size_t lanes_;
  Forest forest_;
};

}  // namespace

Result<std::vector<std::uint32_t>> weak_components(const EdgeGraph& graph, const Stop& stop, unsigned threads) {
  return Afforest(graph, threads_of(threads), stop).run();
}

}  // namespace wirespeed::graph_algorithms
