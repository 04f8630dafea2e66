// k-cores: the largest parts of a graph in which every node is next to at least k others.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

struct CoreOptions {
  std::string relationships{};  // types between bars, seen from either end; none: all
  bool parallel = false;        // several relationships between two nodes count each, else the neighbour counts once
};

// The greatest k whose core a node belongs to. Loops do not count.
Result<std::vector<std::uint32_t>> core_numbers(const EdgeGraph& graph, const CoreOptions& options = {},
                                                const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
