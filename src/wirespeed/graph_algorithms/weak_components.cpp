// Where there are many relationships, a search in breadth takes the largest component in a few steps, most of which
// look at a few relationships of each node. What it leaves, and graphs with few relationships, are joined by Afforest
// (Sutton, Ben-Nun, Barak 2018): a few relationships of each node join most of the graph; whoever is in the largest
// component by then need not look at the rest of its own.
#include <algorithm>
#include <atomic>
#include <random>
#include <unordered_map>

#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/components.hpp"
#include "wirespeed/graph_algorithms/lanes.hpp"
#include "wirespeed/graph_algorithms/level_search.hpp"
#include "wirespeed/graph_algorithms/number_by_first.hpp"
#include "wirespeed/graph_algorithms/passage.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr std::uint32_t kSampledNeighbors = 2;
constexpr int kSampledNodes = 1024;
constexpr NodeId kNodesALane = 1 << 16;
constexpr std::size_t kWordsPerCheck = 1 << 10;

// From which number of relationships a node on the largest component is searched for, how deep (graphs that are long
// and thin are joined sooner), and from which of so many nodes.
constexpr std::uint64_t kManyPerNode = 3;
constexpr std::uint32_t kFloodDepth = 64;
constexpr std::size_t kFloodStarts = 64;
// When less than this share of the relationships is left, none are sampled before they are joined.
constexpr std::uint64_t kFewLeft = 8;

// Without a branch, which is not foreseen where one node in three is alone.
constexpr std::uint32_t chosen(bool first, std::uint32_t a, std::uint32_t b) noexcept {
  return b ^ ((a ^ b) & (0 - std::uint32_t{first}));
}

// The tree of each component, its root the smallest node. Several threads join at once: what one has read may be old by
// the time that it writes, so it writes only over what it has read, and else looks again.
class Forest {
 public:
  Forest(NodeId nodes, bool is_shared) : parent_(nodes), is_shared_(is_shared) {}

  // All but those that are apart are one tree. Its root; kNoNode: there is none.
  NodeId plant(const NodeBits& apart) {
    const auto nodes = static_cast<NodeId>(parent_.size());
    NodeId root = 0;
    while (root < nodes && apart.test(root)) ++root;
    for (NodeId node = 0; node < nodes; ++node) parent_[node] = chosen(apart.test(node), node, root);
    return root < nodes ? root : kNoNode;
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

  // The number of its tree for each node, in the order of their first nodes. No parent is behind its child, so that its
  // number is known before. Leaves nothing.
  std::vector<std::uint32_t> take_numbers() {
    std::uint32_t next = 0;
    for (NodeId node = 0; node < parent_.size(); ++node) {
      const NodeId above = parent_[node];
      const std::uint32_t of_above = parent_[above];
      parent_[node] = chosen(above == node, next, of_above);
      next += static_cast<std::uint32_t>(above == node);
    }
    return std::move(parent_);
  }

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
        lanes_(std::clamp<std::size_t>(threads, 1, graph.node_count() / kNodesALane + 1)),
        forest_(graph.node_count(), lanes_ > 1),
        both_(rows_of(graph, Direction::both)),
        apart_(NodeBits::all_of(graph.node_count())) {}

  Result<std::vector<std::uint32_t>> run() {
    auto largest = flood();
    if (largest && *largest == kNoNode) largest = sample();
    if (!largest) return std::unexpected(largest.error());
    if (auto ok = for_words([&](std::size_t word) { join_rest(word, *largest); }); !ok) {
      return std::unexpected(ok.error());
    }
    std::vector<std::uint32_t> numbers = forest_.take_numbers();
    if (graph_.numbering().is_identity()) return numbers;
    return number_by_first(graph_.numbering().by_node(std::move(numbers)));
  }

 private:
  // Plants the forest, with what a search from a node of high degree reaches as one tree. Its root, where that spares
  // to sample, else none. Most graphs with a direction are reached along it well enough, and those without it wholly.
  Result<NodeId> flood() {
    const std::uint64_t relationships = graph_.relationship_count();
    if (relationships == 0 || relationships < kManyPerNode * graph_.node_count()) {
      forest_.plant(apart_);
      return kNoNode;
    }
    for (const Direction direction : {Direction::out, Direction::both}) {
      auto left = flood_along(direction);
      if (!left) return std::unexpected(left.error());
      if (*left < relationships / kFewLeft) return forest_.plant(apart_);
    }
    forest_.plant(apart_);
    apart_ = NodeBits::all_of(graph_.node_count());
    return kNoNode;
  }

  // Who is not reached is apart. The relationships that lead on from them.
  Result<std::uint64_t> flood_along(Direction direction) {
    return with_both_rows(rows_of(graph_, direction), rows_of(graph_, opposite(direction)),
                          [&](const auto& ahead, const auto& back) { return flood_along(ahead, back); });
  }

  template <typename Ahead, typename Back>
  Result<std::uint64_t> flood_along(const Ahead& ahead, const Back& back) {
    const auto found = [](NodeId /*node*/, std::int32_t /*level*/) {};
    const auto threads = static_cast<unsigned>(lanes_);
    LevelSearch search(graph_.node_count(), ahead, back, AllNodes(), found, threads,
                       Guard("components", {.stop = stop_}));
    const NodeId start = flood_start();
    if (auto ok = search.run({&start, 1}, kFloodDepth); !ok) return std::unexpected(ok.error());
    apart_ = search.open();
    return search.unexplored();
  }

  // Of the ends of some relationships that of the highest degree: in the largest component most probably.
  NodeId flood_start() const {
    NodeId best = 0;
    std::uint32_t most = 0;
    for (const Relationships& one : graph_.relationships()) {
      for (std::size_t i = 0; i < kFloodStarts && one.out.size() != 0; ++i) {
        const NodeId node = one.out.targets()[i * (one.out.size() - 1) / kFloodStarts];
        if (one.in.degree(node) <= most) continue;
        most = one.in.degree(node);
        best = node;
      }
    }
    return best;
  }

  // Joins along a few relationships of each node. The root of the largest tree.
  Result<NodeId> sample() {
    for (const Relationships& one : graph_.relationships()) {
      for (std::uint32_t i = 0; i < kSampledNeighbors; ++i) {
        if (auto ok = for_nodes([&](NodeId node) { join_ith(one.out, node, i); }); !ok)
          return std::unexpected(ok.error());
      }
    }
    if (auto ok = compress(); !ok) return std::unexpected(ok.error());
    return most_frequent();
  }

  // Calls work(word) for all words of nodes' bits, shared out among lanes.
  template <typename Work>
  Result<void> for_words(const Work& work) {
    return on_lanes(lanes_, [&](std::size_t lane) -> Result<void> {
      const Share share = share_of(apart_.words(), lane, lanes_);
      for (std::size_t word = share.first; word < share.last; ++word) {
        if ((word - share.first) % kWordsPerCheck == 0) {
          if (auto ok = stop_.check("components"); !ok) return ok;
        }
        work(word);
      }
      return {};
    });
  }

  // Calls work(node) for all nodes, likewise.
  template <typename Work>
  Result<void> for_nodes(const Work& work) {
    return for_words([&](std::size_t word) {
      const std::size_t begin = word * NodeBits::kWordNodes;
      const std::size_t end = std::min(forest_.size(), begin + NodeBits::kWordNodes);
      for (std::size_t node = begin; node < end; ++node) work(static_cast<NodeId>(node));
    });
  }

  void join_ith(const Rows& rows, NodeId node, std::uint32_t i) noexcept {
    const auto neighbors = rows.of(node);
    if (i < neighbors.size()) forest_.join(node, neighbors[i]);
  }

  // The rest from both ends: a relationship into the large component may begin at a node outside of it.
  void join_rest(std::size_t word, NodeId largest) noexcept {
    for_each_bit(apart_.word(word) & both_.filled(word), word, [&](NodeId node) {
      if (forest_.parent(node) == largest) return;
      both_.for_each(node, [&](NodeId neighbor) { forest_.join(node, neighbor); });
    });
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
  ManyAdjacent both_;
  NodeBits apart_;  // those that may be in another component than the largest
};

}  // namespace

Result<std::vector<std::uint32_t>> weak_components(const EdgeGraph& graph, const Stop& stop, unsigned threads) {
  return Afforest(graph, threads_of(threads), stop).run();
}

}  // namespace wirespeed::graph_algorithms
