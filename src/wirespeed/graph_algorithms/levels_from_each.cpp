#include "wirespeed/graph_algorithms/levels_from_each.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/graph_algorithms/adjacent.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr std::size_t kTogether = 64;

// A bit for each root of the walk. `levels` are rows, one for each of them.
template <typename Ahead, typename Nodes>
class SharedWalk {
 public:
  SharedWalk(const EdgeGraph& graph, const Ahead& ahead, Nodes allowed, const SearchLimits& limits,
             std::span<std::int32_t> levels)
      : ahead_(ahead),
        allowed_(allowed),
        guard_("levels_from_each", {.stop = limits.stop}),
        levels_(levels),
        numbering_(graph.numbering()),
        nodes_(graph.node_count()),
        seen_(nodes_),
        now_(nodes_),
        next_(nodes_) {}

  Result<void> run(std::span<const NodeId> roots, std::uint32_t max_depth) {
    for (std::size_t i = 0; i < roots.size(); ++i) {
      const std::uint64_t bit = std::uint64_t{1} << i;
      if (now_[roots[i]] == 0) frontier_.push_back(roots[i]);
      now_[roots[i]] |= bit;
      seen_[roots[i]] |= bit;
      levels_[i * nodes_ + numbering_.node_at(roots[i])] = 0;
    }
    for (std::uint32_t depth = 1; depth <= max_depth && !frontier_.empty(); ++depth) {
      if (auto ok = spread(); !ok) return ok;
      arrive(static_cast<std::int32_t>(depth));
    }
    return guard_.check();
  }

 private:
  // What comes to each neighbour, whether or not it has been there.
  Result<void> spread() {
    touched_.clear();
    for (const NodeId node : frontier_) {
      if (guard_.spend(ahead_.degree(node))) {
        if (auto ok = guard_.check(); !ok) return ok;
      }
      const std::uint64_t here = now_[node];
      now_[node] = 0;
      ahead_.for_each(node, [&](NodeId neighbor) {
        if ((here & ~seen_[neighbor]) == 0) return;
        if (next_[neighbor] == 0) touched_.push_back(neighbor);
        next_[neighbor] |= here;
      });
    }
    return {};
  }

  void arrive(std::int32_t level) {
    frontier_.clear();
    for (const NodeId node : touched_) {
      const std::uint64_t fresh = next_[node] & ~seen_[node];
      next_[node] = 0;
      if (!allowed_.enters(node)) continue;
      seen_[node] |= fresh;
      const NodeId id = numbering_.node_at(node);
      for (std::uint64_t left = fresh; left != 0; left &= left - 1) {
        levels_[static_cast<std::size_t>(std::countr_zero(left)) * nodes_ + id] = level;
      }
      if (!allowed_.walks_on(node)) continue;
      now_[node] = fresh;
      frontier_.push_back(node);
    }
  }

  const Ahead& ahead_;
  Nodes allowed_;
  Guard guard_;
  std::span<std::int32_t> levels_;
  const graph::Numbering& numbering_;
  std::size_t nodes_;
  std::vector<std::uint64_t> seen_;
  std::vector<std::uint64_t> now_;
  std::vector<std::uint64_t> next_;
  std::vector<NodeId> frontier_;
  std::vector<NodeId> touched_;
};

// Walks of 64 roots each; whichever ends badly is the answer's error.
template <typename Walk>
Result<void> each_walk(std::size_t roots, unsigned threads, const Walk& walk) {
  std::vector<Result<void>> ended((roots + kTogether - 1) / kTogether);
  parallel_for(threads, ended.size(), [&](std::size_t i) {
    const std::size_t begin = i * kTogether;
    ended[i] = walk(begin, std::min(kTogether, roots - begin));
  });
  const auto bad = std::ranges::find_if(ended, [](const Result<void>& one) { return !one; });
  return bad == ended.end() ? Result<void>() : *bad;
}

}  // namespace

Result<std::vector<std::int32_t>> levels_from_each(const EdgeGraph& graph, std::span<const NodeId> roots,
                                                   const LevelOptions& options, const SearchLimits& limits) {
  if (auto ok = check_nodes(graph, roots, "levels_from_each"); !ok) return std::unexpected(ok.error());
  auto passage = Passage::compile(graph, options.filter, "levels_from_each");
  if (!passage) return std::unexpected(std::move(passage).error());
  const std::vector<NodeId> places = graph.numbering().places_of(roots);
  const std::size_t nodes = graph.node_count();
  const std::uint64_t walks = std::min<std::uint64_t>((roots.size() + kTogether - 1) / kTogether, options.threads);
  const std::uint64_t held = nodes * (roots.size() * sizeof(std::int32_t) + walks * 3 * sizeof(std::uint64_t));
  if (auto ok = Guard("levels_from_each", limits).check(held); !ok) return std::unexpected(ok.error());
  std::vector<std::int32_t> levels(roots.size() * nodes, -1);
  const auto search = [&](const auto& ahead, auto allowed) {
    return each_walk(roots.size(), options.threads, [&](std::size_t begin, std::size_t count) {
      const std::span<std::int32_t> rows(levels.data() + begin * nodes, count * nodes);
      return SharedWalk(graph, ahead, allowed, limits, rows)
          .run(std::span(places).subspan(begin, count), options.max_depth);
    });
  };
  const Result<void> ended =
      passage->has_labels() ? search(ManyAdjacent(passage->ahead()), passage->labelled())
                            : with_rows(passage->ahead(), [&](const auto& ahead) { return search(ahead, AllNodes()); });
  if (!ended) return std::unexpected(ended.error());
  return levels;
}

}  // namespace wirespeed::graph_algorithms
