// What a way weighs.
#pragma once

#include <algorithm>
#include <cmath>

#include "wirespeed/graph_algorithms/names.hpp"
#include "wirespeed/graph_algorithms/neumaier_sum.hpp"

namespace wirespeed::graph_algorithms {

// Of the relationships from one place to another the least; inf where there is none.
inline double least_weight(const EdgeGraph& graph, NodeId from, NodeId to) {
  double least = INFINITY;
  for (const Relationships& one : graph.relationships()) {
    const auto row = one.out.of(from);
    const auto weights = one.out.weights_of(from);
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i] == to) least = std::min(least, weights.empty() ? 1.0 : weights[i]);
    }
  }
  return least;
}

// From each place to the next, added up in their order.
inline double weight_along(const EdgeGraph& graph, std::span<const NodeId> places, bool compensated) {
  NeumaierSum sum(compensated);
  for (std::size_t i = 0; i + 1 < places.size(); ++i) sum.add(least_weight(graph, places[i], places[i + 1]));
  return sum.value();
}

}  // namespace wirespeed::graph_algorithms
