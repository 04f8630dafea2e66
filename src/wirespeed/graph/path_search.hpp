// Shortest path between two nodes, from both ends at once.
#pragma once

#include <optional>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/model.hpp"
#include "wirespeed/graph/path.hpp"

namespace wirespeed::graph {

// See Graph::shortest_path(). How it goes:
//
// Each side keeps its levels: all nodes at distance 0, 1, 2, ... from its end, ascending. In every round the side whose
// last level has fewer relationships makes its next one, and looks on the way whether it meets the other's last level.
// A node with more than hub_degree relationships is not expanded then. Its row is sorted, so the other side's last
// level is intersected with it, which takes time for the shorter of both; only if nobody on the other side is one step
// away from the row either, is the row read and its nodes become part of the level.
//
// When the length is known, the smallest nodes are chosen in a pass over the levels: from the middle back to `a` what
// lies on a shortest path, then from `a` to `b` the smallest of it.
Result<std::optional<Path>> search_path(const Model& model, NodeId a, NodeId b, const PathOptions& options,
                                        const Stop& stop);

}  // namespace wirespeed::graph
