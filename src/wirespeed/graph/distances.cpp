#include "wirespeed/graph/distances.hpp"

#include <algorithm>

#include "wirespeed/graph/adjacent.hpp"
#include "wirespeed/graph/levels.hpp"

namespace wirespeed::graph {
namespace {

constexpr std::size_t kNodesPerCheck = 1 << 12;

struct Candidate {
  double distance;
  NodeId node;
};

bool is_farther(const Candidate& a, const Candidate& b) noexcept { return a.distance > b.distance; }

// Nodes leave the heap in order of their distance; entries that a shorter way has overtaken are passed over.
class Dijkstra {
 public:
  Dijkstra(const EdgeGraph& graph, const DistanceOptions& options)
      : adjacent_(rows_of(graph, options.direction)), distances_(graph.node_count(), INFINITY) {
    wanted_.assign(options.targets.begin(), options.targets.end());
    std::ranges::sort(wanted_);
    wanted_.erase(std::ranges::unique(wanted_).begin(), wanted_.end());
    left_ = wanted_.empty() ? graph.node_count() : wanted_.size();
  }

  Result<std::vector<double>> run(NodeId source, const Stop& stop) {
    reach(source, 0);
    for (std::size_t taken = 0; !heap_.empty() && left_ > 0; ++taken) {
      if (taken % kNodesPerCheck == 0) {
        if (auto ok = stop.check("distances"); !ok) return std::unexpected(ok.error());
      }
      const Candidate next = take();
      if (next.distance > distances_[next.node]) continue;
      if (is_wanted(next.node)) --left_;
      adjacent_.for_each_weighted(next.node,
                                  [&](NodeId neighbor, double weight) { reach(neighbor, next.distance + weight); });
    }
    return std::move(distances_);
  }

 private:
  bool is_wanted(NodeId node) const noexcept { return wanted_.empty() || std::ranges::binary_search(wanted_, node); }

  void reach(NodeId node, double distance) {
    if (!(distance < distances_[node])) return;
    distances_[node] = distance;
    heap_.push_back({distance, node});
    std::ranges::push_heap(heap_, is_farther);
  }
  Candidate take() {
    std::ranges::pop_heap(heap_, is_farther);
    const Candidate next = heap_.back();
    heap_.pop_back();
    return next;
  }

  ManyAdjacent adjacent_;
  std::vector<double> distances_;
  std::vector<NodeId> wanted_;
  std::size_t left_ = 0;
  std::vector<Candidate> heap_;
};

Result<std::vector<double>> by_levels(const EdgeGraph& graph, NodeId source, Direction direction, const Stop& stop) {
  const auto levels = levels_from(graph, source, direction, stop);
  if (!levels) return std::unexpected(levels.error());
  std::vector<double> distances(levels->size());
  std::ranges::transform(*levels, distances.begin(),
                         [](std::int32_t level) { return level < 0 ? double{INFINITY} : level; });
  return distances;
}

std::vector<double> picked(std::vector<double> distances, std::span<const NodeId> targets) {
  if (targets.empty()) return distances;
  std::vector<double> some(targets.size());
  std::ranges::transform(targets, some.begin(), [&](NodeId target) { return distances[target]; });
  return some;
}

}  // namespace

Result<std::vector<double>> distances_from(const EdgeGraph& graph, NodeId source, const DistanceOptions& options,
                                           const Stop& stop) {
  if (auto ok = check_node(graph, source, "distances"); !ok) return std::unexpected(ok.error());
  for (const NodeId target : options.targets) {
    if (auto ok = check_node(graph, target, "distances"); !ok) return std::unexpected(ok.error());
  }
  const bool weighted = options.weighted && graph.has_weights();
  if (weighted && graph.least_weight() < 0) {
    return fail(Errc::invalid_argument,
                "distances: expected weights of 0 and more, found {}; shortest ways over negative weights are not "
                "searched",
                graph.least_weight());
  }
  auto distances =
      weighted ? Dijkstra(graph, options).run(source, stop) : by_levels(graph, source, options.direction, stop);
  if (!distances) return distances;
  return picked(*std::move(distances), options.targets);
}

}  // namespace wirespeed::graph
