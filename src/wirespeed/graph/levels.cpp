#include "wirespeed/graph/levels.hpp"

#include <algorithm>
#include <bit>

#include "wirespeed/graph/adjacent.hpp"

namespace wirespeed::graph {
namespace {

// When to turn round, after Beamer, Asanovic and Patterson, "Direction-Optimizing Breadth-First Search" (2012).
constexpr std::uint64_t kFewUnexplored = 15;  // the frontier has more than this share of the relationships left
constexpr NodeId kSmallFrontier = 18;         // it has less than this share of the nodes again

using Bits = std::vector<std::uint64_t>;

bool test(const Bits& bits, NodeId node) noexcept { return (bits[node / 64] >> (node % 64) & 1) != 0; }
void set(Bits& bits, NodeId node) noexcept { bits[node / 64] |= std::uint64_t{1} << (node % 64); }

// `ahead` leads from the frontier onwards, `back` from a node to those whose neighbour it is.
template <typename Ahead, typename Back>
class Search {
 public:
  Search(const EdgeGraph& graph, const Ahead& ahead, const Back& back, const Stop& stop)
      : ahead_(ahead), back_(back), stop_(stop), levels_(graph.node_count(), -1), unexplored_(all_degrees(graph)) {}

  Result<std::vector<std::int32_t>> run(NodeId root) {
    levels_[root] = 0;
    frontier_ = {root};
    std::uint64_t leading_on = ahead_.degree(root);
    while (!frontier_.empty()) {
      if (auto ok = stop_.check("levels"); !ok) return std::unexpected(ok.error());
      if (leading_on > unexplored_ / kFewUnexplored) {
        if (auto ok = search_back(); !ok) return std::unexpected(ok.error());
        leading_on = 1;
      } else {
        unexplored_ -= std::min(unexplored_, leading_on);
        leading_on = step_ahead();
      }
    }
    return std::move(levels_);
  }

 private:
  static std::uint64_t all_degrees(const EdgeGraph& graph) noexcept { return 2 * graph.relationship_count(); }

  // The relationships of those that are new.
  std::uint64_t step_ahead() {
    ++level_;
    next_.clear();
    std::uint64_t leading_on = 0;
    for (const NodeId node : frontier_) {
      ahead_.for_each(node, [&](NodeId neighbor) {
        if (levels_[neighbor] >= 0) return;
        levels_[neighbor] = level_;
        next_.push_back(neighbor);
        leading_on += ahead_.degree(neighbor);
      });
    }
    frontier_.swap(next_);
    return leading_on;
  }

  Result<void> search_back() {
    Bits now((levels_.size() + 63) / 64);
    Bits next(now.size());
    for (const NodeId node : frontier_) set(now, node);
    NodeId awake = static_cast<NodeId>(frontier_.size());
    NodeId before = 0;
    do {
      if (auto ok = stop_.check("levels"); !ok) return ok;
      before = awake;
      awake = step_back(now, next);
      now.swap(next);
      std::ranges::fill(next, 0);
    } while (awake >= before || awake > levels_.size() / kSmallFrontier);
    gather(now);
    return {};
  }

  NodeId step_back(const Bits& now, Bits& next) {
    ++level_;
    NodeId awake = 0;
    for (NodeId node = 0; node < levels_.size(); ++node) {
      if (levels_[node] >= 0 || !back_.any_of(node, [&](NodeId from) { return test(now, from); })) continue;
      levels_[node] = level_;
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
  const Stop& stop_;
  std::vector<std::int32_t> levels_;
  std::vector<NodeId> frontier_;
  std::vector<NodeId> next_;
  std::int32_t level_ = 0;
  std::uint64_t unexplored_;
};

}  // namespace

Result<std::vector<std::int32_t>> levels_from(const EdgeGraph& graph, NodeId root, Direction direction,
                                              const Stop& stop) {
  if (auto ok = check_node(graph, root, "levels"); !ok) return std::unexpected(ok.error());
  return with_adjacent(graph, direction, [&](const auto& ahead) {
    return with_adjacent(graph, opposite(direction),
                         [&](const auto& back) { return Search(graph, ahead, back, stop).run(root); });
  });
}

}  // namespace wirespeed::graph
