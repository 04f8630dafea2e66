// Who is near a node: up to so many relationships away, and in how many ways.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "wirespeed/graph_algorithms/guard.hpp"
#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

struct NeighborhoodOptions {
  std::uint32_t k = 1;
  std::string relationships{};  // as a traversal's: "KNOWS>|LIKES"; turns ("BY>,<BY") take turns
  std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();  // the nearest so many
};

// Without the node itself; by hop, then in the order in which they are met.
struct Neighborhood {
  std::vector<NodeId> nodes;
  std::vector<std::int32_t> hops;
  std::vector<std::int64_t> ways;  // of that length that lead there, parallel relationships each; 2^63 - 1: or more
};

// A node is met once, as near as it is. Rows are nodes.
Result<Neighborhood> neighborhood(const EdgeGraph& graph, NodeId node, const NeighborhoodOptions& options = {},
                                  const SearchLimits& limits = {});

struct CoOccurrenceOptions {
  std::string relationships = "*,*";  // from the node to what it shares with others, and on to them
  std::uint32_t hops = 1;             // how often all turns are gone through
  std::size_t k = std::numeric_limits<std::size_t>::max();  // the most frequent so many
};

struct CoOccurrence {
  std::vector<NodeId> nodes;
  std::vector<std::int64_t> counts;
};

// The nodes at the end of the last hop, without those that are nearer, and for each how many nodes of the step before
// it is next to: of "BY>,<BY" from an artist, other artists and how many releases they share. Most frequent first, then
// by id. Rows are nodes.
Result<CoOccurrence> co_occurring(const EdgeGraph& graph, NodeId node, const CoOccurrenceOptions& options = {},
                                  const SearchLimits& limits = {});

}  // namespace wirespeed::graph_algorithms
