// Graphs for tests: a few by hand, many at random.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "wirespeed/graph/edge_graph.hpp"

namespace wirespeed::graph {

// Edges that own what an EdgeTable borrows.
struct SampleEdges {
  NodeId nodes = 0;
  std::vector<NodeId> sources{};
  std::vector<NodeId> targets{};
  std::vector<double> weights{};
  std::vector<std::uint32_t> types{};
  std::vector<std::string> type_names{""};
  LabelSets labels{};

  void add(NodeId source, NodeId target, std::uint32_t type = 0) {
    sources.push_back(source);
    targets.push_back(target);
    if (type_names.size() > 1) types.push_back(type);
  }
  EdgeTable table() const { return {nodes, {sources, targets, weights}, types, type_names, labels, {}}; }
  EdgeGraph graph() const { return value_or_throw(EdgeGraph::from_edges(table())); }
};

inline SampleEdges random_edges(std::uint32_t seed, NodeId nodes, std::size_t edges, std::uint32_t types = 1) {
  std::mt19937 random(seed);
  SampleEdges sample{.nodes = nodes};
  if (types > 1) sample.type_names.clear();
  for (std::uint32_t i = 0; types > 1 && i < types; ++i) sample.type_names.push_back(std::string(1, char('A' + i)));
  for (std::size_t i = 0; i < edges; ++i) {
    sample.add(static_cast<NodeId>(random() % nodes), static_cast<NodeId>(random() % nodes),
               static_cast<std::uint32_t>(random() % types));
    sample.weights.push_back(static_cast<double>(random() % 100) / 4);
  }
  return sample;
}

// Whoever is next to a node, and at which weight, by looking at every edge.
inline std::vector<std::pair<NodeId, double>> neighbors_in(const SampleEdges& edges, NodeId node, Direction direction) {
  std::vector<std::pair<NodeId, double>> found;
  for (std::size_t i = 0; i < edges.sources.size(); ++i) {
    const double weight = edges.weights.empty() ? 1 : edges.weights[i];
    if (direction != Direction::in && edges.sources[i] == node) found.emplace_back(edges.targets[i], weight);
    if (direction != Direction::out && edges.targets[i] == node) found.emplace_back(edges.sources[i], weight);
  }
  return found;
}

inline constexpr std::array kDirections{Direction::out, Direction::in, Direction::both};

}  // namespace wirespeed::graph
