// Whose neighbours are neighbours of each other. Relationships are seen from either end, neighbours count once, loops
// not at all; measured as NetworkX does it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

struct TriangleOptions {
  std::string relationships{};  // types between bars; none: all
  unsigned threads = 1;         // 0: as many as there are cores; each takes 9 bytes a node, 16 where there are weights
};

// How many triangles each node is part of.
Result<std::vector<std::int64_t>> triangles(const EdgeGraph& graph, const TriangleOptions& options = {},
                                            const Stop& stop = {});

// Of all pairs of relationships that meet in a node, the share whose other ends are neighbours; 0 where there is none.
Result<double> transitivity(const EdgeGraph& graph, const TriangleOptions& options = {}, const Stop& stop = {});

struct ClusteringOptions {
  std::string relationships{};
  bool directed = false;  // after Fagiolo (2007): a triangle counts once for each way its relationships can be directed
  bool weighted = false;  // after Onnela (2005): by the geometric mean of its weights, as shares of the greatest
                          // weight; those of parallel relationships are added
  unsigned threads = 1;
};

// For each node the share of pairs of its neighbours that are neighbours; 0 where there is no pair.
Result<std::vector<double>> clustering(const EdgeGraph& graph, const ClusteringOptions& options = {},
                                       const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
