#include "wirespeed/graph_algorithms/similar.hpp"

#include <algorithm>
#include <cmath>

#include "wirespeed/graph_algorithms/best_nodes.hpp"
#include "wirespeed/graph_algorithms/steps.hpp"

namespace wirespeed::graph_algorithms {
namespace {

double score_of(Similarity metric, double shared, double a, double b) noexcept {
  switch (metric) {
    case Similarity::jaccard:
      return shared / (a + b - shared);
    case Similarity::overlap:
      return shared / std::min(a, b);
    case Similarity::cosine:
      return std::sqrt(shared * shared / (a * b));  // rounded alike where the shares are the same
  }
  return 0;
}

// Sizes of sets of neighbours: each once, though several relationships lead to it. A mark says for whom a node was last
// seen, so that nothing is cleared in between.
class SetSizes {
 public:
  explicit SetSizes(NodeId nodes) : marks_(nodes) {}

  std::uint32_t of(const ManyAdjacent& adjacent, NodeId node) {
    ++mark_;
    std::uint32_t size = 0;
    adjacent.for_each(node, [&](NodeId neighbor) { size += std::exchange(marks_[neighbor], mark_) == mark_ ? 0 : 1; });
    return size;
  }

 private:
  NodeTable<std::uint32_t> marks_;
  std::uint32_t mark_ = 0;
};

// Adds up scores by dimension.
class Scores {
 public:
  Scores(const EdgeGraph& graph, Similarity metric) : graph_(graph), metric_(metric), places_(graph.node_count()) {}

  Result<void> add(NodeId node, const Dimension& dimension, Pace& pace) {
    const auto ways = ways_of(graph_, dimension.scope, "similar");
    if (!ways) return std::unexpected(ways.error());
    const ManyAdjacent ahead(rows_along(graph_, *ways));
    const ManyAdjacent back(rows_along(graph_, reversed(*ways)));
    const auto own = step(ahead, {node}, graph_.node_count(), pace);
    if (!own) return std::unexpected(own.error());
    const auto shared = StepCounter(graph_.node_count()).count(back, *own, pace);
    if (!shared) return std::unexpected(shared.error());
    SetSizes sizes(graph_.node_count());
    for (std::size_t i = 0; i < shared->nodes.size(); ++i) {
      const NodeId other = shared->nodes[i];
      if (other == node) continue;
      const double theirs = sizes.of(ahead, other);
      score_of_node(other) +=
          dimension.weight * score_of(metric_, shared->counts[i], static_cast<double>(own->size()), theirs);
      if (!pace.is_due(ahead.degree(other) + 1)) continue;
      if (auto ok = pace.check(); !ok) return ok;
    }
    return {};
  }

  Similar best(std::size_t k) const {
    BestNodes<double> best(k);
    for (const auto& [score, node] : scored_) {
      if (best.may_enter(score)) best.add(score, graph_.numbering().node_at(node));
    }
    Similar found;
    best.take(found.nodes, found.scores);
    return found;
  }

 private:
  double& score_of_node(NodeId node) {
    std::uint32_t& place = places_[node];  // plus one
    if (place == 0) {
      scored_.emplace_back(0, node);
      place = static_cast<std::uint32_t>(scored_.size());
    }
    return scored_[place - 1].first;
  }

  const EdgeGraph& graph_;
  Similarity metric_;
  NodeTable<std::uint32_t> places_;
  std::vector<std::pair<double, NodeId>> scored_;
};

}  // namespace

Result<Similarity> parse_similarity(std::string_view name) {
  if (name == "jaccard") return Similarity::jaccard;
  if (name == "overlap") return Similarity::overlap;
  if (name == "cosine") return Similarity::cosine;
  return fail(Errc::invalid_argument, "similar: expected the metric jaccard, overlap or cosine, found \"{}\"", name);
}

Result<Similar> similar(const EdgeGraph& graph, NodeId node, std::size_t k, Similarity metric,
                        const std::vector<Dimension>& dimensions, const Stop& stop) {
  if (auto ok = check_node(graph, node, "similar"); !ok) return std::unexpected(ok.error());
  node = graph.numbering().place_of(node);
  Pace pace(stop, "similar");
  Scores scores(graph, metric);
  for (const Dimension& dimension : dimensions) {
    if (auto ok = scores.add(node, dimension, pace); !ok) return std::unexpected(ok.error());
  }
  return scores.best(k);
}

Result<Similar> similar(const EdgeGraph& graph, NodeId node, std::size_t k, Similarity metric, Direction direction,
                        const Stop& stop) {
  return similar(graph, node, k, metric, {{.scope = {.direction = direction}}}, stop);
}

}  // namespace wirespeed::graph_algorithms
