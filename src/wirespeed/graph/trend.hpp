// Neighbours counted by a small number that each has, as releases by year.
#pragma once

#include <span>
#include <vector>

#include "wirespeed/graph/adjacency.hpp"
#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

// Ascending, years without a node left out.
struct Trend {
  std::vector<std::int16_t> years;
  std::vector<std::uint32_t> counts;
  friend bool operator==(const Trend&, const Trend&) = default;
};

// Counts each neighbour inside `counted` once, by years[neighbour - counted.begin]; no value is not counted.
// REQUIRES: years.size() == counted.size()
Trend count_by_year(Neighbors neighbors, NodeRange counted, std::span<const std::int16_t> years);

// Answers stored for the nodes where counting would take long. Borrowed.
struct TrendView {
  const Adjacency* adjacency = nullptr;  // from the node that is asked to those that are counted
  NodeRange counted;
  std::span<const std::int16_t> property;
  std::span<const NodeId> nodes;        // with a stored answer, ascending
  std::span<const std::uint32_t> ends;  // of each node's cells
  std::span<const std::int16_t> years;
  std::span<const std::uint32_t> counts;

  Trend of(NodeId node) const;

 private:
  Trend stored(std::size_t i) const;
};

}  // namespace wirespeed::graph
