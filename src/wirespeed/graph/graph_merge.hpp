// A graph and changes of it, as another graph.
#pragma once

#include <span>

#include "wirespeed/graph/edge_graph.hpp"
#include "wirespeed/graph/graph_changes.hpp"

namespace wirespeed::graph {

// Fails for a node that is not there once `nodes` and the added ones are counted, a weight that is NaN or of a graph
// without weights, and a property that relationships of the base, or of any version of it, do not have or whose column
// cannot have the value. What depends on nodes' columns, and which relationships there are, is found by merged().
Result<void> check_changes(const GraphChanges& changes, const EdgeGraph& base, std::uint64_t nodes, bool has_weights);

// As from_edges() makes it of the relationships that are left, in the order in which they were given, and the added
// ones behind them. Nodes lie where they lay, new ones behind them. `has_weights`: where the base, which may be without
// relationships, does not tell. Takes as long as from_edges().
Result<EdgeGraph> merged(const EdgeGraph& base, std::span<const GraphChanges> changes, bool has_weights);

}  // namespace wirespeed::graph
