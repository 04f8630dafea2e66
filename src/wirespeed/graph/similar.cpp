#include "wirespeed/graph/similar.hpp"

#include <algorithm>
#include <cmath>

#include "wirespeed/graph/adjacent.hpp"

namespace wirespeed::graph {
namespace {

double score_of(Similarity metric, double shared, double a, double b) noexcept {
  switch (metric) {
    case Similarity::jaccard:
      return shared / (a + b - shared);
    case Similarity::overlap:
      return shared / std::min(a, b);
    case Similarity::cosine:
      return shared / std::sqrt(a * b);
  }
  return 0;
}

// Nodes of a list, each once, though several relationships lead to them. A mark says for which list a node was last
// seen, so that nothing is cleared in between.
class Once {
 public:
  explicit Once(NodeId nodes) : marks_(nodes, 0) {}

  template <typename Visit>
  void for_each(const ManyAdjacent& adjacent, NodeId node, Visit visit) {
    ++mark_;
    adjacent.for_each(node, [&](NodeId neighbor) {
      if (marks_[neighbor] == mark_) return;
      marks_[neighbor] = mark_;
      visit(neighbor);
    });
  }
  std::uint32_t count(const ManyAdjacent& adjacent, NodeId node) {
    std::uint32_t n = 0;
    for_each(adjacent, node, [&](NodeId) { ++n; });
    return n;
  }

 private:
  std::vector<std::uint32_t> marks_;
  std::uint32_t mark_ = 0;
};

// Counts for each node that shares a neighbour how many it shares.
class Shared {
 public:
  Shared(const EdgeGraph& graph, Direction direction)
      : ahead_(rows_of(graph, direction)),
        back_(rows_of(graph, opposite(direction))),
        once_(graph.node_count()),
        counts_(graph.node_count()) {}

  Result<void> count(NodeId node, const Stop& stop) {
    std::vector<NodeId> neighbors;
    once_.for_each(ahead_, node, [&](NodeId neighbor) { neighbors.push_back(neighbor); });
    size_ = static_cast<std::uint32_t>(neighbors.size());
    for (const NodeId neighbor : neighbors) {
      if (auto ok = stop.check("similar"); !ok) return ok;
      once_.for_each(back_, neighbor, [&](NodeId other) {
        if (other != node && counts_[other]++ == 0) others_.push_back(other);
      });
    }
    return {};
  }

  Similar best(std::size_t k, Similarity metric) {
    std::vector<std::pair<double, NodeId>> scored;
    scored.reserve(others_.size());
    for (const NodeId other : others_) {
      scored.emplace_back(score_of(metric, counts_[other], size_, once_.count(ahead_, other)), other);
    }
    k = std::min(k, scored.size());
    const auto end = scored.begin() + static_cast<std::ptrdiff_t>(k);
    std::ranges::partial_sort(scored, end, [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    Similar answer;
    for (auto it = scored.begin(); it != end; ++it) {
      answer.nodes.push_back(it->second);
      answer.scores.push_back(it->first);
    }
    return answer;
  }

 private:
  ManyAdjacent ahead_;
  ManyAdjacent back_;
  Once once_;
  std::vector<std::uint32_t> counts_;
  std::vector<NodeId> others_;
  std::uint32_t size_ = 0;
};

}  // namespace

Result<Similarity> parse_similarity(std::string_view name) {
  if (name == "jaccard") return Similarity::jaccard;
  if (name == "overlap") return Similarity::overlap;
  if (name == "cosine") return Similarity::cosine;
  return fail(Errc::invalid_argument, "similar: expected the metric jaccard, overlap or cosine, found \"{}\"", name);
}

Result<Similar> similar(const EdgeGraph& graph, NodeId node, std::size_t k, Similarity metric, Direction direction,
                        const Stop& stop) {
  if (auto ok = check_node(graph, node, "similar"); !ok) return std::unexpected(ok.error());
  Shared shared(graph, direction);
  if (auto ok = shared.count(node, stop); !ok) return std::unexpected(ok.error());
  return shared.best(k, metric);
}

}  // namespace wirespeed::graph
