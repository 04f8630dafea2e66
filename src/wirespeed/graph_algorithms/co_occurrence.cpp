#include "wirespeed/graph/node_set.hpp"
#include "wirespeed/graph_algorithms/best_nodes.hpp"
#include "wirespeed/graph_algorithms/neighborhood.hpp"
#include "wirespeed/graph_algorithms/steps.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr const char* kOperation = "co_occurring";

// All steps but the last.
Result<std::vector<NodeId>> what_is_shared(const std::vector<ManyAdjacent>& steps, std::vector<NodeId> from,
                                           NodeId nodes, Pace& pace) {
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    auto next = step(steps[i], from, nodes, pace);
    if (!next) return next;
    from = *std::move(next);
  }
  return from;
}

// The most frequent first, then by id.
CoOccurrence best_of(const EdgeGraph& graph, const CountedNodes& counted, const graph::NodeSet& nearer, std::size_t k) {
  BestNodes<std::uint32_t> best(k);
  for (std::size_t i = 0; i < counted.nodes.size(); ++i) {
    if (!best.may_enter(counted.counts[i]) || nearer.contains(counted.nodes[i])) continue;
    best.add(counted.counts[i], graph.numbering().node_at(counted.nodes[i]));
  }
  CoOccurrence found;
  best.take(found.nodes, found.counts);
  return found;
}

}  // namespace

Result<CoOccurrence> co_occurring(const EdgeGraph& graph, NodeId node, const CoOccurrenceOptions& options,
                                  const Stop& stop) {
  if (auto ok = check_node(graph, node, kOperation); !ok) return std::unexpected(ok.error());
  if (options.hops == 0) return fail(Errc::invalid_argument, "{}: expected at least one hop, found 0", kOperation);
  const auto steps = steps_of(graph, options.relationships);
  if (!steps) return std::unexpected(steps.error());
  node = graph.numbering().place_of(node);
  Pace pace(stop, kOperation);
  graph::NodeSet nearer(graph.node_count());
  nearer.add(node);
  std::vector<NodeId> from{node};
  for (std::uint32_t hop = 1; hop < options.hops; ++hop) {
    const auto shared = what_is_shared(*steps, std::move(from), graph.node_count(), pace);
    if (!shared) return std::unexpected(shared.error());
    auto met = step(steps->back(), *shared, graph.node_count(), pace);
    if (!met) return std::unexpected(met.error());
    std::erase_if(*met, [&](NodeId one) { return !nearer.add(one); });
    from = *std::move(met);
  }
  const auto shared = what_is_shared(*steps, std::move(from), graph.node_count(), pace);
  if (!shared) return std::unexpected(shared.error());
  const auto counted = StepCounter(graph.node_count()).count(steps->back(), *shared, pace);
  if (!counted) return std::unexpected(counted.error());
  return best_of(graph, *counted, nearer, options.k);
}

}  // namespace wirespeed::graph_algorithms
