#include "wirespeed/graph_algorithms/delta_stepping.hpp"

#include "wirespeed/graph_algorithms/buckets.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// A bucket is as wide as four relationships' weights shared out among those of a node, by a look at some of them:
// narrow enough that few nodes are taken twice, and wide enough that buckets are not empty.
double bucket_width(const std::vector<const Rows*>& all, NodeId nodes) {
  constexpr NodeId kLookedAt = 512;
  double sum = 0;
  double count = 0;
  double entries = 0;
  for (const Rows* rows : all) {
    entries += static_cast<double>(rows->size());
    for (NodeId node = 0; node < nodes; node += nodes / kLookedAt + 1) {
      const auto weights = rows->weights_of(node);
      for (const double weight : weights.first(std::min<std::size_t>(weights.size(), 16))) {
        if (std::isfinite(weight)) sum += weight;
        count += 1;
      }
    }
  }
  const double width = 4 * (sum / count) * nodes / entries;
  return width > 0 && std::isfinite(width) && std::isfinite(1 / width) ? width : 1;
}

template <typename Nodes, bool kWithParents>
class DeltaStepping {
 public:
  DeltaStepping(NodeId nodes, const std::vector<const Rows*>& rows, Nodes allowed, const TreeOptions& options)
      : rows_(rows), allowed_(allowed), limit_(options.max_distance), buckets_(bucket_width(rows, nodes)) {
    tree_.distances.assign(nodes, INFINITY);
    if (kWithParents) tree_.parents.assign(nodes, kNoNode);
  }

  Result<Tree> run(std::span<const NodeId> sources, Guard& guard) {
    if (auto ok = guard.check(); !ok) return std::unexpected(ok.error());
    for (const NodeId source : sources) tree_.distances[source] = 0;
    for (const NodeId source : sources) relax_all(source, 0);
    std::vector<Distant> taken;
    while (buckets_.take(taken)) {
      for (std::size_t i = 0; i < taken.size(); ++i) {
        if (i + kAhead < taken.size()) fetch(taken[i + kAhead].node);
        const auto [distance, node] = taken[i];
        if (distance > tree_.distances[node]) continue;
        if (guard.spend(relax_all(node, distance))) {
          if (auto ok = guard.check(); !ok) return std::unexpected(ok.error());
        }
      }
    }
    return std::move(tree_);
  }

 private:
  static constexpr std::size_t kAhead = 4;

  // The beginning of a node's rows, so that they are there when their turn comes.
  void fetch(NodeId node) const noexcept {
    for (const Rows* rows : rows_) {
      __builtin_prefetch(rows->of(node).data());
      __builtin_prefetch(rows->weights_of(node).data());
    }
  }

  std::uint64_t relax_all(NodeId from, double distance) {
    std::uint64_t looked_at = 0;
    for (const Rows* rows : rows_) {
      const auto neighbors = rows->of(from);
      const auto weights = rows->weights_of(from);
      for (std::size_t i = 0; i < neighbors.size(); ++i) relax(from, neighbors[i], distance + weights[i]);
      looked_at += neighbors.size();
    }
    return looked_at;
  }

  void relax(NodeId from, NodeId node, double distance) {
    if (!(distance < tree_.distances[node])) return;
    if (distance > limit_ || !allowed_.enters(node)) return;
    tree_.distances[node] = distance;
    if constexpr (kWithParents) tree_.parents[node] = from;
    if (allowed_.walks_on(node)) buckets_.put(node, distance);
  }

  const std::vector<const Rows*>& rows_;
  Nodes allowed_;
  double limit_;
  Buckets buckets_;
  Tree tree_;
};

template <typename Nodes>
Result<Tree> step(NodeId nodes, const Passage& passage, Nodes allowed, std::span<const NodeId> sources,
                  const TreeOptions& options, Guard& guard) {
  if (options.parents) {
    return DeltaStepping<Nodes, true>(nodes, passage.ahead(), allowed, options).run(sources, guard);
  }
  return DeltaStepping<Nodes, false>(nodes, passage.ahead(), allowed, options).run(sources, guard);
}

}  // namespace

Result<Tree> weighted_tree(const EdgeGraph& graph, const Passage& passage, std::span<const NodeId> sources,
                           const TreeOptions& options, Guard& guard) {
  if (passage.has_labels()) {
    return step(graph.node_count(), passage, passage.labelled(), sources, options, guard);
  }
  return step(graph.node_count(), passage, AllNodes(), sources, options, guard);
}

}  // namespace wirespeed::graph_algorithms
