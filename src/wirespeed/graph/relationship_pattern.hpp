// Which relationships a walk follows, in APOC's words.
//
//   KNOWS>|<LIKES     from a node along KNOWS, and against LIKES;  KNOWS: both ways;  >, <, *: any type, out, in, both
//   A>,<B             by turns: from the start A, from there B, then A again
#pragma once

#include <string_view>
#include <vector>

#include "wirespeed/graph/edge_graph.hpp"

namespace wirespeed::graph {

// A type in one direction.
struct Way {
  std::uint32_t type;   // its place in EdgeGraph::relationships()
  Direction direction;  // out or in

  friend bool operator==(const Way&, const Way&) = default;
};

// The ways of each turn, in the order of the text, each once. An empty text is *. Fails for a type that the graph does
// not have, naming those it has, and for an empty alternative.
Result<std::vector<std::vector<Way>>> parse_relationships(const EdgeGraph& graph, std::string_view pattern);

}  // namespace wirespeed::graph
