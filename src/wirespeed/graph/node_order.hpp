// An order of nodes in which those that a walk meets one after the other lie side by side.
#pragma once

#include <span>

#include "wirespeed/graph/edge_graph.hpp"

namespace wirespeed::graph {

// Breadth first along the relationships, from nodes to which none leads on; or the order of ids, where the graph is
// small, has many relationships a node, lies well already, or would not lie better by much.
Numbering order_of_walks(NodeId nodes, std::span<const Relationships> relationships);

}  // namespace wirespeed::graph
