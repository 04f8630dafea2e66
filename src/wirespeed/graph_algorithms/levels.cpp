#include "wirespeed/graph_algorithms/levels.hpp"

#include <algorithm>
#include <atomic>
#include <bit>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/guard.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// When to turn round, after Beamer, Asanovic and Patterson, "Direction-Optimizing Breadth-First Search" (2012).
constexpr std::uint64_t kFewUnexplored = 15;  // the frontier has more than this share of the relationships left
constexpr NodeId kSmallFrontier = 18;         // it has less than this share of the nodes again

// What a thread takes at a time, and the least work for which one is started.
constexpr NodeId kNodesAtATime = 1 << 14;
constexpr std::uint64_t kWorthAThread = 1 << 17;

using Bits = std::vector<std::uint64_t>;

bool test(const Bits& bits, NodeId node) noexcept { return (bits[node / 64] >> (node % 64) & 1) != 0; }
void set(Bits& bits, NodeId node) noexcept { bits[node / 64] |= std::uint64_t{1} << (node % 64); }

std::uint64_t entries_of(const std::vector<const Rows*>& rows) noexcept {
  std::uint64_t entries = 0;
  for (const Rows* one : rows) entries += one->size();
  return entries;
}

// What one thread found of a level.
struct Found {
  std::vector<NodeId> nodes{};
  std::uint64_t leading_on = 0;  // relationships from them
};

// `ahead` leads from the frontier onwards, `back` from a node to those whose neighbour it is.
template <typename Ahead, typename Back, typename Nodes>
class Search {
 public:
  Search(NodeId nodes, const Ahead& ahead, const Back& back, Nodes allowed, const LevelOptions& options,
         const Stop& stop)
      : ahead_(ahead),
        back_(back),
        allowed_(allowed),
        max_depth_(options.max_depth),
        threads_(std::max(1u, options.threads)),
        guard_("levels", {.stop = stop}),
        levels_(nodes, -1) {}

  Result<std::vector<std::int32_t>> run(std::span<const NodeId> roots, std::uint64_t relationships) {
    unexplored_ = relationships;
    std::uint64_t leading_on = start(roots);
    while (!frontier_.empty() && has_further()) {
      if (auto ok = guard_.check(); !ok) return std::unexpected(ok.error());
      if (leading_on > unexplored_ / kFewUnexplored) {
        if (auto ok = search_back(); !ok) return std::unexpected(ok.error());
        leading_on = 1;
        continue;
      }
      unexplored_ -= std::min(unexplored_, leading_on);
      auto next = threads_ > 1 && leading_on > kWorthAThread ? step_ahead_together() : step_ahead();
      if (!next) return std::unexpected(next.error());
      leading_on = *next;
    }
    return std::move(levels_);
  }

 private:
  bool has_further() const noexcept { return static_cast<std::uint32_t>(level_) < max_depth_; }

  std::uint64_t start(std::span<const NodeId> roots) {
    std::uint64_t leading_on = 0;
    frontier_.reserve(roots.size());
    for (const NodeId root : roots) {
      if (levels_[root] == 0) continue;
      levels_[root] = 0;
      frontier_.push_back(root);
      leading_on += ahead_.degree(root);
    }
    return leading_on;
  }

  // The relationships of those that are new.
  Result<std::uint64_t> step_ahead() {
    ++level_;
    next_.clear();
    std::uint64_t leading_on = 0;
    for (const NodeId node : frontier_) {
      if (guard_.spend(ahead_.degree(node))) {
        if (auto ok = guard_.check(); !ok) return std::unexpected(ok.error());
      }
      ahead_.for_each(node, [&](NodeId neighbor) {
        if (levels_[neighbor] >= 0 || !allowed_.enters(neighbor)) return;
        levels_[neighbor] = level_;
        if (!allowed_.walks_on(neighbor)) return;
        next_.push_back(neighbor);
        leading_on += ahead_.degree(neighbor);
      });
    }
    frontier_.swap(next_);
    return leading_on;
  }

  // Whoever sets a node's level first has found it.
  bool claim(NodeId node) noexcept {
    const std::atomic_ref<std::int32_t> level(levels_[node]);
    if (level.load(std::memory_order_relaxed) >= 0 || !allowed_.enters(node)) return false;
    std::int32_t none = -1;
    return level.compare_exchange_strong(none, level_, std::memory_order_relaxed);
  }

  void find(NodeId node, Found& found) {
    ahead_.for_each(node, [&](NodeId neighbor) {
      if (!claim(neighbor) || !allowed_.walks_on(neighbor)) return;
      found.nodes.push_back(neighbor);
      found.leading_on += ahead_.degree(neighbor);
    });
  }

  Result<std::uint64_t> step_ahead_together() {
    ++level_;
    constexpr std::size_t kAtATime = 256;
    std::vector<Found> found((frontier_.size() + kAtATime - 1) / kAtATime);
    parallel_for(threads_, found.size(), [&](std::size_t part) {
      if (guard_.stop().requested()) return;
      const std::size_t end = std::min(frontier_.size(), (part + 1) * kAtATime);
      for (std::size_t i = part * kAtATime; i < end; ++i) find(frontier_[i], found[part]);
    });
    if (auto ok = guard_.check(); !ok) return std::unexpected(ok.error());
    std::uint64_t leading_on = 0;
    frontier_.clear();
    for (const Found& one : found) {
      frontier_.insert(frontier_.end(), one.nodes.begin(), one.nodes.end());
      leading_on += one.leading_on;
    }
    return leading_on;
  }

  Result<void> search_back() {
    Bits now((levels_.size() + 63) / 64);
    Bits next(now.size());
    for (const NodeId node : frontier_) set(now, node);
    NodeId awake = static_cast<NodeId>(frontier_.size());
    NodeId before = 0;
    do {
      before = awake;
      auto found = step_back(now, next);
      if (!found) return std::unexpected(found.error());
      awake = *found;
      now.swap(next);
      std::ranges::fill(next, 0);
    } while (has_further() && (awake >= before || awake > levels_.size() / kSmallFrontier));
    gather(now);
    return {};
  }

  // Parts end between words of the bits, so threads never write to the same one.
  Result<NodeId> step_back(const Bits& now, Bits& next) {
    ++level_;
    std::atomic<NodeId> awake{0};
    const auto nodes = static_cast<NodeId>(levels_.size());
    const NodeId parts = (nodes + kNodesAtATime - 1) / kNodesAtATime;
    parallel_for(nodes < kWorthAThread ? 1 : threads_, parts, [&](std::size_t part) {
      if (guard_.stop().requested()) return;
      const auto begin = static_cast<NodeId>(part * kNodesAtATime);
      awake.fetch_add(look_back(begin, nodes - begin > kNodesAtATime ? begin + kNodesAtATime : nodes, now, next),
                      std::memory_order_relaxed);
    });
    if (auto ok = guard_.check(); !ok) return std::unexpected(ok.error());
    return awake.load(std::memory_order_relaxed);
  }

  NodeId look_back(NodeId begin, NodeId end, const Bits& now, Bits& next) {
    NodeId awake = 0;
    for (NodeId node = begin; node < end; ++node) {
      if (levels_[node] >= 0 || !allowed_.enters(node)) continue;
      if (!back_.any_of(node, [&](NodeId from) { return test(now, from); })) continue;
      levels_[node] = level_;
      if (!allowed_.walks_on(node)) continue;
      set(next, node);
      ++awake;
    }
    return awake;
  }

  void gather(const Bits& bits) {
    frontier_.clear();
    for (std::size_t word = 0; word < bits.size(); ++word) {
      for (std::uint64_t left = bits[word]; left != 0; left &= left - 1) {
        frontier_.push_back(static_cast<NodeId>(word * 64 + static_cast<std::size_t>(std::countr_zero(left))));
      }
    }
  }

  const Ahead& ahead_;
  const Back& back_;
  Nodes allowed_;
  std::uint32_t max_depth_;
  unsigned threads_;
  Guard guard_;
  std::vector<std::int32_t> levels_;
  std::vector<NodeId> frontier_;
  std::vector<NodeId> next_;
  std::int32_t level_ = 0;
  std::uint64_t unexplored_ = 0;
};

}  // namespace

Result<std::vector<std::int32_t>> levels_from(const EdgeGraph& graph, std::span<const NodeId> roots,
                                              const LevelOptions& options, const Stop& stop) {
  if (auto ok = check_nodes(graph, roots, "levels"); !ok) return std::unexpected(ok.error());
  auto passage = Passage::compile(graph, options.filter, "levels");
  if (!passage) return std::unexpected(std::move(passage).error());
  const std::vector<NodeId> places = graph.numbering().places_of(roots);
  const std::uint64_t relationships = entries_of(passage->ahead());
  const auto search = [&](const auto& ahead, const auto& back, auto allowed) {
    return Search(graph.node_count(), ahead, back, allowed, options, stop).run(places, relationships);
  };
  if (passage->has_labels()) {
    return by_node(graph, search(ManyAdjacent(passage->ahead()), ManyAdjacent(passage->back()), passage->labelled()));
  }
  return by_node(graph, with_rows(passage->ahead(), [&](const auto& ahead) {
                   return with_rows(passage->back(), [&](const auto& back) { return search(ahead, back, AllNodes()); });
                 }));
}

Result<std::vector<std::int32_t>> levels_from(const EdgeGraph& graph, NodeId root, Direction direction,
                                              const Stop& stop) {
  return levels_from(graph, {&root, 1}, {.filter = {.direction = direction}}, stop);
}

}  // namespace wirespeed::graph_algorithms
