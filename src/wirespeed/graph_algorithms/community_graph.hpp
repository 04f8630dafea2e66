// A graph as modularity sees it. Where relationships lead one way, what lies between two nodes is the sum of both ways;
// an undirected relationship leads both ways, so it counts twice everywhere, its loops, too: one formula serves both.
#pragma once

#include <span>
#include <vector>

#include "wirespeed/base/large_memory.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/communities.hpp"

namespace wirespeed::graph_algorithms {

struct CommunityGraph {
  static Result<CommunityGraph> make(const EdgeGraph& graph, const ModularityOptions& options, const char* operation,
                                     const Stop& stop);

  std::vector<std::uint64_t> offsets{0};
  LargeVector<NodeId> neighbors;  // without the node itself
  LargeVector<double> between;    // what leads to the neighbour and from it
  std::vector<double> within;     // what leads from the node to itself
  std::vector<double> out;        // all that leads from the node, and to it
  std::vector<double> in;
  double total = 0;

  NodeId size() const noexcept { return static_cast<NodeId>(within.size()); }
  std::uint64_t degree(NodeId node) const noexcept { return offsets[node + std::size_t{1}] - offsets[node]; }

  double modularity(std::span<const std::uint32_t> communities, double resolution) const;

  // The graph whose nodes are the communities. REQUIRES: numbers below `count`, each of them used
  CommunityGraph merged(std::span<const std::uint32_t> communities, std::uint32_t count) const;
};

}  // namespace wirespeed::graph_algorithms
