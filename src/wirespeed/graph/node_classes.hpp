// Sorts nodes into classes (edge_graph.hpp).
#pragma once

#include "wirespeed/graph/edge_graph.hpp"

namespace wirespeed::graph {

// REQUIRES: fewer than 2^16 sets of labels. Where there would be more classes than numbers for them, rows that are left
// are as if every node had some.
NodeClasses classes_of(NodeId nodes, const LabelSets& labels, std::span<const Relationships> relationships);

}  // namespace wirespeed::graph
