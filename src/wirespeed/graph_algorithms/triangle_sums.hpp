// Goes through all triangles of a graph once. Nodes are ranked by degree and relationships lead to the higher rank, so
// that hubs have few onward ones; a triangle is found at its lowest node, by a mark on each node next to it.
#pragma once

#include <span>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/simple_rows.hpp"

namespace wirespeed::graph_algorithms {

// How many triangles each node is part of. REQUIRES of both: rows that are the same from either end
Result<std::vector<std::int64_t>> count_triangles(const SimpleRows& rows, unsigned threads, const char* operation,
                                                  const Stop& stop);

// For each node the sum over its triangles of the product of their relationships' values, which are as rows' targets.
Result<std::vector<double>> sum_triangles(const SimpleRows& rows, std::span<const double> values, unsigned threads,
                                          const char* operation, const Stop& stop);

}  // namespace wirespeed::graph_algorithms
