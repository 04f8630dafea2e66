// Which nodes have the same neighbours.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/scope.hpp"

namespace wirespeed::graph_algorithms {

// Of the neighbours A of one node and B of another, as sets:
enum class Similarity : std::uint8_t {
  jaccard,  // |A and B| / |A or B|
  overlap,  // |A and B| / the smaller of |A| and |B|
  cosine,   // |A and B| / sqrt(|A| |B|)
};

Result<Similarity> parse_similarity(std::string_view name);

struct Similar {
  std::vector<NodeId> nodes;
  std::vector<double> scores;
};

// One of the sets of neighbours by which nodes are compared, and what it counts.
struct Dimension {
  Scope scope;
  double weight = 1;
};

// The k nodes most similar to `node`, itself left out, only such that share a neighbour; equal scores by smaller id. Of
// several dimensions, scores are added by their weights. profiles.hpp answers such questions faster, and by counts.
Result<Similar> similar(const EdgeGraph& graph, NodeId node, std::size_t k, Similarity metric,
                        const std::vector<Dimension>& dimensions, const Stop& stop = {});
Result<Similar> similar(const EdgeGraph& graph, NodeId node, std::size_t k, Similarity metric, Direction direction,
                        const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
