// Graphs for tests: a few by hand, many at random.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
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
  std::vector<NodeId> order{};

  void add(NodeId source, NodeId target, std::uint32_t type = 0) {
    sources.push_back(source);
    targets.push_back(target);
    if (type_names.size() > 1) types.push_back(type);
  }
  EdgeTable table() const {
    return {.nodes = nodes,
            .edges = {sources, targets, weights},
            .types = types,
            .type_names = type_names,
            .labels = labels,
            .order = order};
  }
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

// The same, with nodes lying elsewhere in memory, of which no answer may tell.
inline SampleEdges scattered(SampleEdges edges, std::uint32_t seed) {
  edges.order.resize(edges.nodes);
  std::iota(edges.order.begin(), edges.order.end(), NodeId{0});
  std::ranges::shuffle(edges.order, std::mt19937(seed));
  return edges;
}

// The shapes that matter: sparse, dense, without edges, several types, more edges than the search from ahead likes.
inline std::vector<SampleEdges> samples() {
  std::vector<SampleEdges> all;
  for (std::uint32_t seed = 0; seed < 12; ++seed) {
    all.push_back(random_edges(seed, 40, 30));
    all.push_back(random_edges(seed, 40, 60, 3));
    all.push_back(random_edges(seed, 60, 500));
    all.push_back(scattered(random_edges(seed, 40, 60, 3), seed));
    all.push_back(scattered(random_edges(seed, 60, 500), seed));
  }
  all.push_back({.nodes = 5});
  return all;
}

inline std::size_t degree_of(const EdgeGraph& graph, NodeId place, Direction direction) {
  std::size_t degree = 0;
  for (const Relationships& one : graph.relationships()) {
    if (direction != Direction::in) degree += one.out.degree(place);
    if (direction != Direction::out) degree += one.in.degree(place);
  }
  return degree;
}

inline constexpr std::array kDirections{Direction::out, Direction::in, Direction::both};

}  // namespace wirespeed::graph
