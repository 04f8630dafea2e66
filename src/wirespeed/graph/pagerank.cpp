#include "wirespeed/graph/pagerank.hpp"

#include <cmath>

#include "wirespeed/graph/adjacent.hpp"

namespace wirespeed::graph {
namespace {

// Each node collects what its sources give, which is one number of each source.
template <typename Sources>
class Iteration {
 public:
  Iteration(const EdgeGraph& graph, const Sources& sources, const PagerankOptions& options)
      : sources_(sources),
        damping_(options.damping),
        ranks_(graph.node_count(), 1.0 / graph.node_count()),
        given_(graph.node_count()),
        shares_(graph.node_count()) {
    for (NodeId node = 0; node < shares_.size(); ++node) {
      const std::uint64_t degree = degree_of(graph, node, Direction::out);
      shares_[node] = degree == 0 ? 0 : damping_ / static_cast<double>(degree);
    }
  }

  // How much all ranks changed together.
  double step() {
    const double everywhere = give();
    double change = 0;
    for (NodeId node = 0; node < ranks_.size(); ++node) {
      double rank = everywhere;
      sources_.for_each(node, [&](NodeId source) { rank += given_[source]; });
      change += std::abs(rank - ranks_[node]);
      ranks_[node] = rank;
    }
    return change;
  }

  std::vector<double> take() { return std::move(ranks_); }

 private:
  // What a node gives along each of its relationships; returned is what every node gets whoever leads to it.
  double give() {
    double lost = 0;
    for (NodeId node = 0; node < ranks_.size(); ++node) {
      given_[node] = ranks_[node] * shares_[node];
      if (shares_[node] == 0) lost += ranks_[node];
    }
    return (1 - damping_ + damping_ * lost) / static_cast<double>(ranks_.size());
  }

  const Sources& sources_;
  double damping_;
  std::vector<double> ranks_;
  std::vector<double> given_;
  std::vector<double> shares_;
};

Result<void> check(const PagerankOptions& options) {
  if (!(options.damping >= 0 && options.damping < 1)) {
    return fail(Errc::invalid_argument, "pagerank: expected a damping of at least 0 and below 1, found {}",
                options.damping);
  }
  if (!(options.tolerance >= 0)) {
    return fail(Errc::invalid_argument, "pagerank: expected a tolerance of 0 or more, found {}", options.tolerance);
  }
  return {};
}

template <typename Sources>
Result<std::vector<double>> iterate(const EdgeGraph& graph, const Sources& sources, const PagerankOptions& options,
                                    const Stop& stop) {
  Iteration<Sources> iteration(graph, sources, options);
  double change = INFINITY;
  for (unsigned i = 0; i < options.max_iterations; ++i) {
    if (auto ok = stop.check("pagerank"); !ok) return std::unexpected(ok.error());
    change = iteration.step();
    if (change < options.tolerance * graph.node_count()) return iteration.take();
  }
  return fail(Errc::limit,
              "pagerank: expected a change below {} after {} iterations, found {}; allow more iterations or a larger "
              "tolerance",
              options.tolerance * graph.node_count(), options.max_iterations, change);
}

}  // namespace

Result<std::vector<double>> pagerank(const EdgeGraph& graph, const PagerankOptions& options, const Stop& stop) {
  if (auto ok = check(options); !ok) return std::unexpected(ok.error());
  if (graph.node_count() == 0) return std::vector<double>();
  return with_adjacent(graph, Direction::in,
                       [&](const auto& sources) { return iterate(graph, sources, options, stop); });
}

}  // namespace wirespeed::graph
