// All ways between nodes that pass no node twice.
#pragma once

#include <limits>
#include <span>

#include "wirespeed/graph_algorithms/guard.hpp"
#include "wirespeed/graph_algorithms/levels.hpp"
#include "wirespeed/graph_algorithms/passage.hpp"
#include "wirespeed/graph_algorithms/route.hpp"

namespace wirespeed::graph_algorithms {

struct SimplePathOptions {
  PathFilter filter{};
  std::uint32_t max_depth = kAnyDepth;                              // relationships on a way
  std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();  // of ways
};

// Depth first, neighbours by their ids. A way may pass a target and end at another. A source that is a target is a way
// of one node. Ways differ in their nodes: parallel relationships are one.
//
// It first looks how far nodes around the targets are from them, so that no step is made from which no target can be
// reached within max_depth.
Result<Routes> simple_paths(const EdgeGraph& graph, NodeId source, std::span<const NodeId> targets,
                            const SimplePathOptions& options = {}, const SearchLimits& limits = {});

}  // namespace wirespeed::graph_algorithms
