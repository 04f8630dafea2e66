// What searches for paths are held against: all ways through small graphs, one by one.
#pragma once

#include <map>

#include "wirespeed/graph_algorithms/route.hpp"
#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {

using NodePath = std::vector<NodeId>;

// The smallest weight between two nodes; inf: they are not next to each other.
inline double step_weight(const SampleEdges& edges, NodeId from, NodeId to, Direction direction, bool weighted) {
  double least = INFINITY;
  for (const auto& [neighbor, weight] : neighbors_in(edges, from, direction)) {
    if (neighbor == to) least = std::min(least, weighted ? weight : 1);
  }
  return least;
}

inline double length_of(const SampleEdges& edges, const NodePath& path, Direction direction, bool weighted) {
  double length = 0;
  for (std::size_t i = 1; i < path.size(); ++i) {
    length += step_weight(edges, path[i - 1], path[i], direction, weighted);
  }
  return length;
}

// All ways that pass no node twice, in the order of their nodes.
inline std::vector<NodePath> slow_simple_paths(const SampleEdges& edges, NodeId source, NodeId target,
                                               Direction direction) {
  std::vector<NodePath> found;
  const auto walk = [&](const auto& self, NodePath& path) -> void {
    if (path.back() == target) {
      found.push_back(path);
      return;
    }
    for (const NodeId next : neighbor_set(edges, path.back(), direction)) {
      if (std::ranges::find(path, next) != path.end()) continue;
      path.push_back(next);
      self(self, path);
      path.pop_back();
    }
  };
  NodePath path{source};
  walk(walk, path);
  return found;
}

inline std::vector<NodePath> paths_of(const Routes& routes) {
  std::vector<NodePath> paths;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    paths.emplace_back(routes.nodes.begin() + routes.offsets[i], routes.nodes.begin() + routes.offsets[i + 1]);
  }
  return paths;
}

// Small enough to try everything; weights of 0 and parallel relationships are among them.
inline std::vector<SampleEdges> small_samples() {
  std::vector<SampleEdges> all;
  for (std::uint32_t seed = 0; seed < 25; ++seed) {
    all.push_back(random_edges(seed, 8, 6 + seed));
    all.push_back(random_edges(seed, 9, 22, 3));
    for (double& weight : all.back().weights) weight = std::floor(weight / 8);
    all.push_back(graph::scattered(all.back(), seed));
  }
  all.push_back({.nodes = 3});
  return all;
}

// The edges of the types alone, as if there were no others.
inline SampleEdges of_types(const SampleEdges& edges, const std::set<std::uint32_t>& types) {
  SampleEdges some{.nodes = edges.nodes, .type_names = edges.type_names};
  for (std::size_t i = 0; i < edges.sources.size(); ++i) {
    if (!types.contains(edges.types[i])) continue;
    some.add(edges.sources[i], edges.targets[i], edges.types[i]);
    some.weights.push_back(edges.weights[i]);
  }
  return some;
}

// Every third node has the label "C", the others "A" and "B".
inline SampleEdges labelled(SampleEdges edges) {
  edges.labels.names = {"A", "B", "C"};
  edges.labels.sets = {{0}, {1}, {2}};
  for (NodeId node = 0; node < edges.nodes; ++node) edges.labels.of_node.push_back(node % 3);
  return edges;
}

// Without the edges that touch a node of the label "C", but for those of the ends.
inline SampleEdges without_c_between(const SampleEdges& edges, const std::set<NodeId>& ends) {
  SampleEdges some{.nodes = edges.nodes};
  const auto passes = [&](NodeId node) { return node % 3 != 2 || ends.contains(node); };
  for (std::size_t i = 0; i < edges.sources.size(); ++i) {
    if (!passes(edges.sources[i]) || !passes(edges.targets[i])) continue;
    some.add(edges.sources[i], edges.targets[i]);
    some.weights.push_back(edges.weights[i]);
  }
  return some;
}

}  // namespace wirespeed::graph_algorithms
