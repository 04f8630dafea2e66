// Which nodes hang together.
#pragma once

#include <cstdint>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

enum class Connection : std::uint8_t {
  weak,    // over relationships seen from either end
  strong,  // there and back along their direction
};

// The number of its component for each node; components are numbered by their first node, from 0. Weak ones by several
// threads where asked (0: as many as there are cores).
Result<std::vector<std::uint32_t>> components(const EdgeGraph& graph, Connection connection = Connection::weak,
                                              const Stop& stop = {}, unsigned threads = 1);
// The same, each by its own name.
Result<std::vector<std::uint32_t>> weak_components(const EdgeGraph& graph, const Stop& stop = {}, unsigned threads = 1);
Result<std::vector<std::uint32_t>> strong_components(const EdgeGraph& graph, const Stop& stop = {});
// Strong ones, numbered as a search in depth from each node in turn is through with them: whatever a component leads to
// has a smaller number.
Result<std::vector<std::uint32_t>> strong_components_as_ended(const EdgeGraph& graph, const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
