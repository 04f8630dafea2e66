// Graphs made from edges, in one header: what they are made by and asked for is called as in Python
// (docs/graph_edges.md). Each question's own header says more of it, as do those of paths and measures that are not
// here.
#pragma once

#include "wirespeed/graph/traversal.hpp"
#include "wirespeed/graph_algorithms/components.hpp"
#include "wirespeed/graph_algorithms/degrees.hpp"
#include "wirespeed/graph_algorithms/distances.hpp"
#include "wirespeed/graph_algorithms/levels.hpp"
#include "wirespeed/graph_algorithms/pagerank.hpp"
#include "wirespeed/graph_algorithms/similar.hpp"

namespace wirespeed::graph_algorithms {

using graph::all_of;
using graph::any_of;
using graph::Comparison;
using graph::EdgeTable;
using graph::Order;
using graph::PropertyTest;
using graph::Traversal;
using graph::TraversalOptions;
using graph::Uniqueness;
using graph::WalkLimits;

inline Result<EdgeGraph> from_edges(EdgeTable table) { return EdgeGraph::from_edges(std::move(table)); }

// A walk to be made many times: its count(), nodes() and paths(). Borrows the graph.
inline Result<Traversal> traversal(const EdgeGraph& graph, const TraversalOptions& options = {}) {
  return Traversal::compile(graph, options);
}

}  // namespace wirespeed::graph_algorithms
