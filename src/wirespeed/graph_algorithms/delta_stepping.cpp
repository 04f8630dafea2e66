#include "wirespeed/graph_algorithms/delta_stepping.hpp"

#include <atomic>

#include "wirespeed/graph_algorithms/buckets.hpp"
#include "wirespeed/graph_algorithms/lanes.hpp"

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

// Takes the nodes of one bucket, on several threads where there are many: one that finds a node nearer than any has
// says so at once, and what it found waits apart until all have ended. Whoever is first, the least sums are the same.
template <typename Nodes, bool kWithParents>
class DeltaStepping {
 public:
  DeltaStepping(NodeId nodes, const std::vector<const Rows*>& rows, Nodes allowed, const TreeOptions& options)
      : rows_(rows),
        allowed_(allowed),
        limit_(options.max_distance),
        lanes_(kWithParents ? 1 : threads_of(options.threads)),
        buckets_(bucket_width(rows, nodes)) {
    tree_.distances.assign(nodes, INFINITY);
    if (kWithParents) tree_.parents.assign(nodes, kNoNode);
  }

  Result<Tree> run(std::span<const NodeId> sources, Guard& guard) {
    if (auto ok = guard.check(); !ok) return std::unexpected(ok.error());
    for (const NodeId source : sources) tree_.distances[source] = 0;
    const auto into_buckets = [this](NodeId node, double distance) { buckets_.put(node, distance); };
    for (const NodeId source : sources) relax_all<false>(source, 0, into_buckets);
    std::vector<Distant> taken;
    while (buckets_.take(taken)) {
      const bool is_shared = lanes_ > 1 && taken.size() >= kWorthThreads;
      auto ok = is_shared ? step_by_lanes(taken, guard) : step<false>(taken, guard, into_buckets);
      if (!ok) return std::unexpected(ok.error());
    }
    return std::move(tree_);
  }

 private:
  static constexpr std::size_t kAhead = 4;
  static constexpr std::size_t kWorthThreads = 2048;  // nodes
  static constexpr std::size_t kPart = 256;           // nodes that a thread takes at a time

  // kTogether: while other threads do the same.
  template <bool kTogether, typename Put>
  Result<void> step(std::span<const Distant> taken, Guard& guard, const Put& put) {
    for (std::size_t i = 0; i < taken.size(); ++i) {
      if (i + kAhead < taken.size()) fetch(taken[i + kAhead].node);
      const auto [distance, node] = taken[i];
      if (distance > least(node).load(std::memory_order_relaxed)) continue;
      if (!guard.spend(relax_all<kTogether>(node, distance, put))) continue;
      if (auto ok = guard.check(); !ok) return ok;
    }
    return {};
  }

  Result<void> step_by_lanes(const std::vector<Distant>& taken, const Guard& guard) {
    std::vector<std::vector<Distant>> found(lanes_);
    std::atomic<std::size_t> next = 0;
    auto ok = on_lanes(lanes_, [&](std::size_t lane) -> Result<void> {
      Guard own = guard;
      const auto keep = [&mine = found[lane]](NodeId node, double distance) { mine.push_back({distance, node}); };
      for (std::size_t i = next.fetch_add(kPart); i < taken.size(); i = next.fetch_add(kPart)) {
        const auto part = std::span(taken).subspan(i, std::min(kPart, taken.size() - i));
        if (auto stepped = step<true>(part, own, keep); !stepped) return stepped;
      }
      return {};
    });
    if (!ok) return ok;
    for (const auto& one : found) {
      for (const auto& [distance, node] : one) buckets_.put(node, distance);
    }
    return {};
  }

  // The beginning of a node's rows, so that they are there when their turn comes.
  void fetch(NodeId node) const noexcept {
    for (const Rows* rows : rows_) {
      __builtin_prefetch(rows->of(node).data());
      __builtin_prefetch(rows->weights_of(node).data());
    }
  }

  template <bool kTogether, typename Put>
  std::uint64_t relax_all(NodeId from, double distance, const Put& put) {
    std::uint64_t looked_at = 0;
    for (const Rows* rows : rows_) {
      const auto neighbors = rows->of(from);
      const auto weights = rows->weights_of(from);
      for (std::size_t i = 0; i < neighbors.size(); ++i) {
        relax<kTogether>(from, neighbors[i], distance + weights[i], put);
      }
      looked_at += neighbors.size();
    }
    return looked_at;
  }

  template <bool kTogether, typename Put>
  void relax(NodeId from, NodeId node, double distance, const Put& put) {
    const std::atomic_ref<double> known = least(node);
    double before = known.load(std::memory_order_relaxed);
    if (!(distance < before)) return;
    if (distance > limit_ || !allowed_.enters(node)) return;
    if constexpr (kTogether) {
      while (!known.compare_exchange_weak(before, distance, std::memory_order_relaxed)) {
        if (!(distance < before)) return;
      }
    } else {
      known.store(distance, std::memory_order_relaxed);
    }
    if constexpr (kWithParents) tree_.parents[node] = from;
    if (allowed_.walks_on(node)) put(node, distance);
  }

  std::atomic_ref<double> least(NodeId node) noexcept { return std::atomic_ref(tree_.distances[node]); }

  const std::vector<const Rows*>& rows_;
  Nodes allowed_;
  double limit_;
  std::size_t lanes_;
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
