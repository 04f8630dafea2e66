#include <algorithm>

#include "wirespeed/graph_algorithms/community_graph.hpp"

namespace wirespeed::graph_algorithms {

Result<double> modularity(const EdgeGraph& graph, std::span<const std::uint32_t> communities,
                          const ModularityOptions& options, const Stop& stop) {
  if (communities.size() != graph.node_count()) {
    return fail(Errc::invalid_argument, "modularity: expected a community for each of {} nodes, found {}",
                graph.node_count(), communities.size());
  }
  const auto wrong = std::ranges::find_if(communities, [&](std::uint32_t one) { return one >= communities.size(); });
  if (wrong != communities.end()) {
    return fail(Errc::invalid_argument, "modularity: expected numbers of communities below {}, found {} for node {}",
                communities.size(), *wrong, wrong - communities.begin());
  }
  const auto all = CommunityGraph::make(graph, options, "modularity", stop);
  if (!all) return std::unexpected(all.error());
  if (all->total == 0) {
    return fail(Errc::invalid_argument,
                "modularity: expected a graph with relationships of a weight above 0, found none");
  }
  return all->modularity(communities, options.resolution);
}

}  // namespace wirespeed::graph_algorithms
