// What all algorithms say of a graph, under its own names.
#pragma once

#include <span>
#include <vector>

#include "wirespeed/graph/edge_graph.hpp"
#include "wirespeed/graph/graph_patterns.hpp"

namespace wirespeed::graph_algorithms {

using graph::check_node;
using graph::check_nodes;
using graph::Direction;
using graph::EdgeGraph;
using graph::kNoNode;
using graph::NodeId;
using graph::Relationships;
using graph::RowForm;
using graph::Rows;
using graph::Way;

// An answer for each node, which was found by places.
template <typename T>
Result<std::vector<T>> by_node(const EdgeGraph& graph, Result<std::vector<T>> by_place) {
  if (!by_place) return by_place;
  return graph.numbering().by_node(*std::move(by_place));
}

// Places as ids; kNoNode stays what it is.
inline void to_nodes(const EdgeGraph& graph, std::vector<NodeId>& places) {
  for (NodeId& place : places) place = place == kNoNode ? kNoNode : graph.numbering().node_at(place);
}

}  // namespace wirespeed::graph_algorithms
