// Which nodes have the same neighbours.
#pragma once

#include <string_view>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/edge_graph.hpp"

namespace wirespeed::graph {

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

// The k nodes most similar to `node`, itself left out, only such that share a neighbour; equal scores by smaller id.
Result<Similar> similar(const EdgeGraph& graph, NodeId node, std::size_t k, Similarity metric, Direction direction,
                        const Stop& stop = {});

}  // namespace wirespeed::graph
