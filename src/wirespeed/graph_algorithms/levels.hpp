// How many relationships away each node is: breadth-first search.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/passage.hpp"

namespace wirespeed::graph_algorithms {

inline constexpr std::uint32_t kAnyDepth = std::numeric_limits<std::uint32_t>::max();

struct LevelOptions {
  PathFilter filter{};
  std::uint32_t max_depth = kAnyDepth;  // what is farther has no level
  unsigned threads = 1;                 // that look at large frontiers together; the answer is the same
};

// A level for each node, that from the nearest of the roots, -1 where there is no way. While the frontier is small its
// neighbours are looked at; once most relationships lead to it, those who are not reached yet look for a neighbour in
// it. Labels: a root is not tried; what is left out has no level, and what ends a walk has one.
Result<std::vector<std::int32_t>> levels(const EdgeGraph& graph, std::span<const NodeId> roots,
                                         const LevelOptions& options, const Stop& stop = {});

Result<std::vector<std::int32_t>> levels(const EdgeGraph& graph, NodeId root, Direction direction,
                                         const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
