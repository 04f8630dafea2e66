// Graphs in which searches change their ways, and plain searches that they are held against.
#pragma once

#include <vector>

#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {

// Most relationships are between a third of the nodes, and most of those between few. Of the others some are pairs, and
// more are alone.
inline SampleEdges hubs_and_hermits(std::uint32_t seed, NodeId nodes, std::size_t edges, std::uint32_t types = 1) {
  SampleEdges sample = random_edges(seed, nodes, 0, types);
  std::mt19937 random(seed);
  const auto any = [&](double power) {
    const double place = std::pow(static_cast<double>(random()) / 4294967296.0, power);
    return 3 * static_cast<NodeId>(place * (nodes / 3.0 - 1));
  };
  for (std::size_t i = 0; i < edges; ++i) {
    const NodeId source = any(1);
    const NodeId target = any(4);
    const auto type = static_cast<std::uint32_t>(random() % types);
    i % 2 == 0 ? sample.add(source, target, type) : sample.add(target, source, type);
  }
  for (NodeId node = 1; node + 30 < nodes; node += 60) sample.add(node, node + 30, node % types);
  sample.weights.assign(sample.sources.size(), 1);
  return sample;
}

inline std::vector<std::vector<NodeId>> neighbor_lists(const SampleEdges& edges, Direction direction) {
  std::vector<std::vector<NodeId>> lists(edges.nodes);
  for (std::size_t i = 0; i < edges.sources.size(); ++i) {
    if (direction != Direction::in) lists[edges.sources[i]].push_back(edges.targets[i]);
    if (direction != Direction::out) lists[edges.targets[i]].push_back(edges.sources[i]);
  }
  return lists;
}

// Level by level along lists.
inline std::vector<std::int32_t> plain_levels(const SampleEdges& edges, NodeId root, Direction direction) {
  const auto lists = neighbor_lists(edges, direction);
  std::vector<std::int32_t> levels(edges.nodes, -1);
  std::vector<NodeId> queue{root};
  levels[root] = 0;
  for (std::size_t i = 0; i < queue.size(); ++i) {
    for (const NodeId next : lists[queue[i]]) {
      if (levels[next] >= 0) continue;
      levels[next] = levels[queue[i]] + 1;
      queue.push_back(next);
    }
  }
  return levels;
}

// What hangs together, from each node in turn.
inline std::vector<std::uint32_t> plain_components(const SampleEdges& edges) {
  const auto lists = neighbor_lists(edges, Direction::both);
  std::vector<std::uint32_t> numbers(edges.nodes, kNoNode);
  std::uint32_t count = 0;
  for (NodeId node = 0; node < edges.nodes; ++node) {
    if (numbers[node] != kNoNode) continue;
    std::vector<NodeId> queue{node};
    numbers[node] = count;
    for (std::size_t i = 0; i < queue.size(); ++i) {
      for (const NodeId next : lists[queue[i]]) {
        if (numbers[next] != kNoNode) continue;
        numbers[next] = count;
        queue.push_back(next);
      }
    }
    ++count;
  }
  return numbers;
}

}  // namespace wirespeed::graph_algorithms
