#include "wirespeed/graph_algorithms/sources.hpp"

#include <algorithm>
#include <numeric>

#include "wirespeed/graph_algorithms/random.hpp"

namespace wirespeed::graph_algorithms {
namespace {

std::vector<NodeId> all_nodes(const EdgeGraph& graph) {
  std::vector<NodeId> nodes(graph.node_count());
  std::iota(nodes.begin(), nodes.end(), NodeId{0});
  return nodes;
}

Result<std::vector<NodeId>> named(const EdgeGraph& graph, std::span<const NodeId> nodes, const char* operation) {
  if (auto ok = check_nodes(graph, nodes, operation); !ok) return std::unexpected(ok.error());
  std::vector<NodeId> picked(nodes.begin(), nodes.end());
  std::ranges::sort(picked);
  picked.erase(std::ranges::unique(picked).begin(), picked.end());
  return picked;
}

// The first k of a shuffle that goes no further.
std::vector<NodeId> at_random(std::vector<NodeId> nodes, std::size_t k, std::uint64_t seed) {
  Random random(seed);
  for (std::size_t i = 0; i < k; ++i) std::swap(nodes[i], nodes[i + random.below(nodes.size() - i)]);
  nodes.resize(k);
  std::ranges::sort(nodes);
  return nodes;
}

}  // namespace

Result<std::vector<NodeId>> pick_sources(const EdgeGraph& graph, const Sources& sources, const char* operation) {
  if (sources.nodes && sources.k) {
    return fail(Errc::invalid_argument, "{}: expected sources or k of them at random, found both", operation);
  }
  if (sources.nodes) return named(graph, *sources.nodes, operation);
  if (!sources.k) return all_nodes(graph);
  if (*sources.k > graph.node_count()) {
    return fail(Errc::invalid_argument, "{}: expected k of at most {} nodes, found {}", operation, graph.node_count(),
                *sources.k);
  }
  return at_random(all_nodes(graph), *sources.k, sources.seed);
}

}  // namespace wirespeed::graph_algorithms
