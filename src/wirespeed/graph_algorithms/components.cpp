#include "wirespeed/graph_algorithms/components.hpp"

namespace wirespeed::graph_algorithms {

Result<std::vector<std::uint32_t>> components(const EdgeGraph& graph, Connection connection, const Stop& stop,
                                              unsigned threads) {
  return connection == Connection::weak ? weak_components(graph, stop, threads) : strong_components(graph, stop);
}

}  // namespace wirespeed::graph_algorithms
