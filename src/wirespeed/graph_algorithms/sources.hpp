// From which nodes a measure searches: all, those that are named, or some at random.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

struct Sources {
  std::optional<std::span<const NodeId>> nodes = std::nullopt;  // each counts once
  std::optional<std::size_t> k = std::nullopt;                  // so many at random
  std::uint64_t seed = 0;
};

// In the order of ids. Fails for a node that is not there, for more than there are, and where both nodes and k are
// given.
Result<std::vector<NodeId>> pick_sources(const EdgeGraph& graph, const Sources& sources, const char* operation);

}  // namespace wirespeed::graph_algorithms
