// What the graph of the whole published dump would take, reckoned from the bytes that a smaller one takes.
#pragma once

#include <cstdint>

#include "wirespeed/graph/graph.hpp"

namespace wirespeed::discogs {

// Nodes and relationships as published for the dumps of 2026: 33.8 million nodes, 134.3 million relationships; people
// and their credits are not among them.
struct MemoryProjection {
  std::uint64_t nodes = 0;
  std::uint64_t relationships = 0;
  std::uint64_t topology_bytes = 0;  // neighbours and what finds them, in both directions
  std::uint64_t node_bytes = 0;      // ids, names, properties

  std::uint64_t total() const noexcept { return topology_bytes + node_bytes; }
};

// Bytes per node by label, bytes per relationship and per end by type, as measured in `graph`; neighbours are packed in
// as many bits as their block needs, so they grow with the blocks. What the graph has none of is reckoned as 8 bytes a
// relationship and 32 a node. Below some 100,000 releases fixed costs weigh more than in a whole dump.
MemoryProjection project_published(const graph::Graph& graph);

}  // namespace wirespeed::discogs
