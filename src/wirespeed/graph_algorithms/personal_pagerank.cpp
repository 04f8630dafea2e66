#include "wirespeed/graph_algorithms/personal_pagerank.hpp"

#include <cmath>

#include "wirespeed/graph_algorithms/adjacent.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// By places.
std::vector<double> shares_of(std::span<const double> given, const EdgeGraph& graph) {
  if (given.empty()) return std::vector<double>(graph.node_count(), 1.0 / graph.node_count());
  return graph.numbering().by_place(std::vector<double>(given.begin(), given.end()));
}

class Iteration {
 public:
  Iteration(const EdgeGraph& graph, const PersonalPagerankOptions& options)
      : sources_(rows_of(graph, Direction::in)),
        options_(options),
        ranks_(shares_of(options.first, graph)),
        restart_(shares_of(options.restart, graph)),
        dangling_(options.dangling.empty() ? restart_ : shares_of(options.dangling, graph)),
        given_(graph.node_count()),
        scale_(graph.node_count()) {
    const ManyAdjacent targets(rows_of(graph, Direction::out));
    for (NodeId node = 0; node < scale_.size(); ++node) {
      double strength = 0;
      targets.for_each_weighted(node, [&](NodeId, double weight) { strength += options.weighted ? weight : 1; });
      scale_[node] = strength == 0 ? 0 : options.walk.damping / strength;
    }
  }

  // How much all ranks changed together.
  double step() {
    const double lost = options_.walk.damping * give();
    double change = 0;
    for (NodeId node = 0; node < ranks_.size(); ++node) {
      double rank = lost * dangling_[node] + (1 - options_.walk.damping) * restart_[node];
      sources_.for_each_weighted(node, [&](NodeId source, double weight) {
        rank += options_.weighted ? weight * given_[source] : given_[source];
      });
      change += std::abs(rank - ranks_[node]);
      ranks_[node] = rank;
    }
    return change;
  }

  std::vector<double> take() { return std::move(ranks_); }

 private:
  // What a node gives along a relationship of weight 1; returned is what nodes hold that nothing leads on from.
  double give() {
    double lost = 0;
    for (NodeId node = 0; node < ranks_.size(); ++node) {
      given_[node] = ranks_[node] * scale_[node];
      if (scale_[node] == 0) lost += ranks_[node];
    }
    return lost;
  }

  ManyAdjacent sources_;
  const PersonalPagerankOptions& options_;
  std::vector<double> ranks_;
  std::vector<double> restart_;
  std::vector<double> dangling_;
  std::vector<double> given_;
  std::vector<double> scale_;
};

Result<void> check(const PersonalPagerankOptions& options, NodeId nodes) {
  for (const auto& [shares, what] :
       {std::pair(options.first, "first"), {options.restart, "restart"}, {options.dangling, "dangling"}}) {
    if (shares.empty() || shares.size() == nodes) continue;
    return fail(Errc::invalid_argument, "pagerank: {}: expected a share for each of {} nodes, found {}", what, nodes,
                shares.size());
  }
  return {};
}

}  // namespace

Result<std::vector<double>> personal_pagerank(const EdgeGraph& graph, const PersonalPagerankOptions& options,
                                              const Stop& stop) {
  if (auto ok = check(options, graph.node_count()); !ok) return std::unexpected(ok.error());
  Iteration iteration(graph, options);
  double change = INFINITY;
  const double enough = options.walk.tolerance * graph.node_count();
  for (unsigned i = 0; i < options.walk.max_iterations; ++i) {
    if (auto ok = stop.check("pagerank"); !ok) return std::unexpected(ok.error());
    change = iteration.step();
    if (change < enough) return graph.numbering().by_node(iteration.take());
  }
  return fail(Errc::limit,
              "pagerank: expected a change below {} after {} iterations, found {}; allow more iterations or a larger "
              "tolerance",
              enough, options.walk.max_iterations, change);
}

}  // namespace wirespeed::graph_algorithms
