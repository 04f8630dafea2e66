// What the algorithms are held against: slow, and plain to see.
#pragma once

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "wirespeed/graph/edge_graph_fixture.hpp"
#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

using graph::kDirections;
using graph::neighbors_in;
using graph::random_edges;
using graph::SampleEdges;
using graph::samples;

// Bellman and Ford, until nothing changes.
inline std::vector<double> slow_distances(const SampleEdges& edges, NodeId source, Direction direction, bool weighted) {
  std::vector<double> far(edges.nodes, INFINITY);
  far[source] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (NodeId node = 0; node < edges.nodes; ++node) {
      for (const auto& [neighbor, weight] : neighbors_in(edges, node, direction)) {
        const double there = far[node] + (weighted ? weight : 1);
        if (there < far[neighbor]) changed = true;
        far[neighbor] = std::min(far[neighbor], there);
      }
    }
  }
  return far;
}

inline std::vector<bool> reached(const SampleEdges& edges, NodeId from, Direction direction) {
  const std::vector<double> far = slow_distances(edges, from, direction, false);
  std::vector<bool> is_reached(far.size());
  for (std::size_t i = 0; i < far.size(); ++i) is_reached[i] = std::isfinite(far[i]);
  return is_reached;
}

inline std::set<NodeId> neighbor_set(const SampleEdges& edges, NodeId node, Direction direction) {
  std::set<NodeId> set;
  for (const auto& [neighbor, weight] : neighbors_in(edges, node, direction)) set.insert(neighbor);
  return set;
}

}  // namespace wirespeed::graph_algorithms
