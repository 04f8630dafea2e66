// What questions about weights ask of a graph first: that none is below 0.
#pragma once

#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

inline Result<void> check_weights(const EdgeGraph& graph, bool weighted, const char* operation) {
  if (!weighted || !graph.has_weights() || !(graph.least_weight() < 0)) return {};
  return fail(Errc::invalid_argument,
              "{}: expected weights of 0 and more, found {}; give others, or ask without weights", operation,
              graph.least_weight());
}

}  // namespace wirespeed::graph_algorithms
