#include "wirespeed/graph_algorithms/simple_paths.hpp"

#include <algorithm>

#include "wirespeed/graph_algorithms/classed_adjacent.hpp"
#include "wirespeed/graph_algorithms/node_map.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// How far nodes are from the nearest target, of those within a radius.
class Around {
 public:
  Around(const EdgeGraph& graph, const Passage& passage, std::span<const NodeId> targets)
      : passage_(passage), adjacent_(graph, passage.back()), targets_(targets) {}

  // As far as it makes sense, and not much farther than so many relationships.
  Result<void> search(std::uint32_t max_depth, Guard& guard) {
    constexpr std::uint64_t kRelationships = 1 << 20;
    for (const NodeId target : targets_) {
      if (depths_.add(target, 0).second) level_.push_back(target);
    }
    std::uint64_t seen = 0;
    for (; radius_ < max_depth && !level_.empty(); ++radius_) {
      for (const NodeId node : level_) seen += adjacent_.degree(node);
      if (seen > kRelationships && radius_ > 0) return {};
      if (auto ok = widen(guard); !ok) return ok;
    }
    if (level_.empty()) radius_ = kAnyDepth;
    return {};
  }

  bool is_target(NodeId node) const noexcept {
    const std::uint32_t* const depth = depths_.find(node);
    return depth != nullptr && *depth == 0;
  }
  // Whether a target may be reached with so many steps.
  bool may_reach(NodeId node, std::uint32_t steps) const noexcept {
    const std::uint32_t* const depth = depths_.find(node);
    return depth != nullptr ? *depth <= steps : steps > radius_;
  }
  std::uint64_t bytes() const noexcept { return depths_.bytes(); }

 private:
  Result<void> widen(Guard& guard) {
    std::vector<NodeId> next;
    for (const NodeId from : level_) {
      if (guard.spend(adjacent_.degree(from))) {
        if (auto ok = guard.check(bytes()); !ok) return ok;
      }
      adjacent_.for_each(from, [&](NodeId node) {
        if (passage_.walks_on(node) && depths_.add(node, radius_ + 1).second) next.push_back(node);
      });
    }
    level_ = std::move(next);
    return {};
  }

  const Passage& passage_;
  ClassedAdjacent adjacent_;
  std::span<const NodeId> targets_;
  NodeMap<std::uint32_t> depths_;
  std::vector<NodeId> level_;
  std::uint32_t radius_ = 0;  // what is not known is farther
};

class SimplePaths {
 public:
  SimplePaths(const EdgeGraph& graph, const Passage& passage, std::span<const NodeId> targets,
              const SimplePathOptions& options, const SearchLimits& limits)
      : passage_(passage),
        numbering_(graph.numbering()),
        guard_("simple_paths", limits),
        around_(graph, passage, targets),
        adjacent_(graph, passage.ahead()),
        has_one_target_(targets.size() == 1),
        max_depth_(std::min(options.max_depth, graph.node_count())),
        limit_(limits.rows_to_find(options.limit)) {}

  Result<Routes> run(NodeId source) {
    if (auto ok = guard_.check(); !ok) return std::unexpected(ok.error());
    if (auto ok = around_.search(max_depth_, guard_); !ok) return std::unexpected(ok.error());
    if (limit_ == 0) return std::move(routes_);
    if (auto ok = enter(source); !ok) return std::unexpected(ok.error());
    while (!way_.empty() && routes_.size() < limit_) {
      if (next_.size() == begins_.back()) {
        leave();
        continue;
      }
      const NodeId node = next_.back();
      next_.pop_back();
      if (auto ok = enter(node); !ok) return std::unexpected(ok.error());
    }
    return std::move(routes_);
  }

 private:
  Result<void> enter(NodeId node) {
    way_.push_back(node);
    *is_on_way_.add(node, true).first = true;
    begins_.push_back(next_.size());
    const bool is_end = around_.is_target(node);
    if (is_end) routes_.add(way_);
    const std::uint64_t degree = adjacent_.degree(node);
    if (guard_.spend(degree + way_.size())) {
      if (auto ok = guard_.check(bytes()); !ok) return ok;
    }
    const bool ends_here = is_end && (has_one_target_ || (way_.size() > 1 && !passage_.walks_on(node)));
    if (!ends_here) look_on(node);
    return {};
  }

  // Puts the nodes to go on to behind `next_`, the last of them first.
  void look_on(NodeId from) {
    const auto steps = static_cast<std::uint32_t>(way_.size());
    if (steps > max_depth_) return;
    const auto begin = static_cast<std::ptrdiff_t>(next_.size());
    adjacent_.for_each(from, [&](NodeId node) {
      if (!around_.may_reach(node, max_depth_ - steps) || is_on_way(node)) return;
      if (passage_.walks_on(node) || around_.is_target(node)) next_.push_back(node);
    });
    std::ranges::sort(next_.begin() + begin, next_.end(), std::greater(),
                      [&](NodeId node) { return numbering_.node_at(node); });
    next_.erase(std::unique(next_.begin() + begin, next_.end()), next_.end());
  }

  void leave() {
    *is_on_way_.find(way_.back()) = false;
    way_.pop_back();
    begins_.pop_back();
  }

  std::uint64_t bytes() const noexcept {
    return around_.bytes() + routes_.bytes() + is_on_way_.bytes() + next_.size() * sizeof(NodeId);
  }

  bool is_on_way(NodeId node) const noexcept {
    const bool* const is_on = is_on_way_.find(node);
    return is_on != nullptr && *is_on;
  }

  const Passage& passage_;
  const graph::Numbering& numbering_;
  Guard guard_;
  Around around_;
  ClassedAdjacent adjacent_;
  bool has_one_target_;
  std::uint32_t max_depth_;
  std::uint64_t limit_;
  std::vector<NodeId> way_;
  NodeMap<bool> is_on_way_;
  std::vector<NodeId> next_;         // of all nodes on the way, those that were not taken
  std::vector<std::size_t> begins_;  // where each node's begin
  Routes routes_;
};

}  // namespace

Result<Routes> simple_paths(const EdgeGraph& graph, NodeId source, std::span<const NodeId> targets,
                            const SimplePathOptions& options, const SearchLimits& limits) {
  if (auto ok = check_node(graph, source, "simple_paths"); !ok) return std::unexpected(ok.error());
  if (auto ok = check_nodes(graph, targets, "simple_paths"); !ok) return std::unexpected(ok.error());
  const auto passage = Passage::compile(graph, options.filter, "simple_paths");
  if (!passage) return std::unexpected(passage.error());
  const std::vector<NodeId> ends = graph.numbering().places_of(targets);
  auto routes = SimplePaths(graph, *passage, ends, options, limits).run(graph.numbering().place_of(source));
  if (!routes) return routes;
  if (auto ok = graph::check_rows("simple_paths", routes->size(), limits.max_rows); !ok) {
    return std::unexpected(std::move(ok).error());
  }
  graph.numbering().to_nodes(routes->nodes);
  return routes;
}

}  // namespace wirespeed::graph_algorithms
