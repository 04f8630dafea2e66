#include "wirespeed/graph_algorithms/distances.hpp"

#include <algorithm>

#include "wirespeed/graph_algorithms/bfs_tree.hpp"
#include "wirespeed/graph_algorithms/levels.hpp"
#include "wirespeed/graph_algorithms/weighted_side.hpp"
#include "wirespeed/graph_algorithms/weights.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// Dijkstra's search, until all targets are found.
class TargetSearch {
 public:
  TargetSearch(const EdgeGraph& graph, const Passage& passage, bool weighted)
      : passage_(passage), side_(graph, passage.ahead(), weighted) {}

  Result<Tree> run(std::span<const NodeId> sources, std::span<const NodeId> targets, const DistanceOptions& options,
                   Guard& guard) {
    if (auto ok = guard.check(); !ok) return std::unexpected(ok.error());
    want(targets);
    for (const NodeId source : sources) {
      sources_.add(source, true);
      side_.start(source);
    }
    while (left_ > 0 && side_.has_next()) {
      const Waiting::Entry next = side_.take();
      if (next.distance > options.max_distance) break;
      if (wanted_.find(next.node) != nullptr) --left_;
      if (guard.spend(side_.degree(next.node))) {
        if (auto ok = guard.check(side_.bytes()); !ok) return std::unexpected(ok.error());
      }
      if (sources_.find(next.node) == nullptr && !passage_.walks_on(next.node)) continue;
      side_.for_each(next.node, [&](NodeId node, double weight) {
        if (passage_.enters(node)) side_.reach(node, next.distance + weight, next.node);
      });
    }
    return picked(targets, options);
  }

 private:
  void want(std::span<const NodeId> targets) {
    for (const NodeId target : targets) wanted_.add(target, true);
    left_ = wanted_.size();
  }

  Tree picked(std::span<const NodeId> targets, const DistanceOptions& options) const {
    Tree tree;
    tree.distances.reserve(targets.size());
    if (options.predecessors) tree.parents.reserve(targets.size());
    for (const NodeId target : targets) {
      const Reached* const reached = side_.find(target);
      const bool is_near = reached != nullptr && reached->distance <= options.max_distance;
      tree.distances.push_back(is_near ? reached->distance : INFINITY);
      if (options.predecessors) tree.parents.push_back(is_near ? reached->parent : kNoNode);
    }
    return tree;
  }

  const Passage& passage_;
  WeightedSide side_;
  NodeMap<bool> sources_;
  NodeMap<bool> wanted_;
  std::size_t left_ = 0;
};

std::uint32_t depth_of(double max_distance) noexcept {
  return max_distance < kAnyDepth ? static_cast<std::uint32_t>(max_distance) : kAnyDepth;
}

std::vector<double> distances_of(std::span<const std::int32_t> levels) {
  std::vector<double> distances(levels.size());
  std::ranges::transform(levels, distances.begin(),
                         [](std::int32_t level) { return level < 0 ? double{INFINITY} : level; });
  return distances;
}

Result<Tree> by_levels(const EdgeGraph& graph, std::span<const NodeId> sources, const PathFilter& filter,
                       const DistanceOptions& options, const Stop& stop) {
  const LevelOptions as_levels{
      .filter = filter, .max_depth = depth_of(options.max_distance), .threads = options.threads};
  if (!options.predecessors) {
    const auto found = levels(graph, sources, as_levels, stop);
    if (!found) return std::unexpected(found.error());
    return Tree{.distances = distances_of(*found), .parents = {}};
  }
  auto tree = level_tree(graph, sources, as_levels, stop);
  if (!tree) return std::unexpected(std::move(tree).error());
  return Tree{.distances = distances_of(tree->levels), .parents = std::move(tree->parents)};
}

Result<void> check(const EdgeGraph& graph, std::span<const NodeId> sources, const DistanceOptions& options) {
  for (const auto nodes : {sources, options.targets}) {
    if (auto ok = check_nodes(graph, nodes, "distances"); !ok) return ok;
  }
  if (!(options.max_distance >= 0)) {
    return fail(Errc::invalid_argument, "distances: expected a max_distance of 0 or more, found {}",
                options.max_distance);
  }
  return check_weights(graph, options.weighted, "distances");
}

}  // namespace

Result<Tree> distance_tree(const EdgeGraph& graph, std::span<const NodeId> sources, const DistanceOptions& options,
                           const SearchLimits& limits) {
  if (auto ok = check(graph, sources, options); !ok) return std::unexpected(ok.error());
  const PathFilter filter{options.direction, options.relationships, options.labels};
  const auto passage = Passage::compile(graph, filter, "distances");
  if (!passage) return std::unexpected(passage.error());
  const bool weighted = options.weighted && graph.has_weights();
  const std::vector<NodeId> places = graph.numbering().places_of(sources);
  Guard guard("distances", limits);
  if (!options.targets.empty()) {
    TargetSearch search(graph, *passage, weighted);
    auto tree = search.run(places, graph.numbering().places_of(options.targets), options, guard);
    if (tree) to_nodes(graph, tree->parents);
    return tree;
  }
  const std::uint64_t bytes_per_node = sizeof(double) + (options.predecessors ? sizeof(NodeId) : 0);
  if (auto ok = guard.check(bytes_per_node * graph.node_count()); !ok) return std::unexpected(std::move(ok).error());
  if (!weighted) return by_levels(graph, sources, filter, options, limits.stop);
  auto tree =
      weighted_tree(graph, *passage, places, {options.max_distance, options.predecessors, options.threads}, guard);
  if (!tree) return tree;
  tree->distances = graph.numbering().by_node(std::move(tree->distances));
  if (options.predecessors) {
    to_nodes(graph, tree->parents);
    tree->parents = graph.numbering().by_node(std::move(tree->parents));
  }
  return tree;
}

Result<std::vector<double>> distances(const EdgeGraph& graph, NodeId source, const DistanceOptions& options,
                                      const SearchLimits& limits) {
  auto tree = distance_tree(graph, {&source, 1}, options, limits);
  if (!tree) return std::unexpected(std::move(tree).error());
  return std::move(tree->distances);
}

}  // namespace wirespeed::graph_algorithms
