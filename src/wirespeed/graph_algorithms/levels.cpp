#include "wirespeed/graph_algorithms/levels.hpp"

#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/lanes.hpp"
#include "wirespeed/graph_algorithms/level_search.hpp"

namespace wirespeed::graph_algorithms {
namespace {

using Levels = std::vector<std::int32_t>;

template <typename Ahead, typename Back, typename Nodes>
Result<Levels> search(NodeId nodes, const Ahead& ahead, const Back& back, Nodes allowed, std::span<const NodeId> roots,
                      const LevelOptions& options, const Stop& stop) {
  Levels levels(nodes, -1);
  const auto found = [&](NodeId node, std::int32_t level) { levels[node] = level; };
  LevelSearch search(nodes, ahead, back, allowed, found, threads_of(options.threads), Guard("levels", {.stop = stop}));
  if (auto ok = search.run(roots, options.max_depth); !ok) return std::unexpected(ok.error());
  return levels;
}

}  // namespace

Result<Levels> levels(const EdgeGraph& graph, std::span<const NodeId> roots, const LevelOptions& options,
                      const Stop& stop) {
  if (auto ok = check_nodes(graph, roots, "levels"); !ok) return std::unexpected(ok.error());
  auto passage = Passage::compile(graph, options.filter, "levels");
  if (!passage) return std::unexpected(std::move(passage).error());
  const std::vector<NodeId> places = graph.numbering().places_of(roots);
  const auto along = [&](const auto& ahead, const auto& back, auto allowed) {
    return search(graph.node_count(), ahead, back, allowed, places, options, stop);
  };
  if (passage->has_labels()) {
    return by_node(graph, along(ManyAdjacent(passage->ahead()), ManyAdjacent(passage->back()), passage->labelled()));
  }
  return by_node(graph, with_both_rows(passage->ahead(), passage->back(), [&](const auto& ahead, const auto& back) {
                   return along(ahead, back, AllNodes());
                 }));
}

Result<std::vector<std::int32_t>> levels(const EdgeGraph& graph, NodeId root, Direction direction, const Stop& stop) {
  return levels(graph, {&root, 1}, {.filter = {.direction = direction}}, stop);
}

}  // namespace wirespeed::graph_algorithms
