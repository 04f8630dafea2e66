// Which relationships a measure looks at, and which way they lead.
#pragma once

#include <string>
#include <vector>

#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

// All types in the direction; or, where relationships are named ("KNOWS>|LIKES"), those, each in its own.
struct Scope {
  Direction direction = Direction::out;
  std::string relationships{};
};

// Fails for a type that the graph does not have, and for turns (commas), which a measure of a whole graph cannot take.
Result<std::vector<Way>> ways_of(const EdgeGraph& graph, const Scope& scope, const char* operation);

// The same relationships seen from their other ends.
std::vector<Way> reversed(std::vector<Way> ways);

// The same types, each of them both ways.
std::vector<Way> from_both_ends(const std::vector<Way>& ways);

// Whether every relationship leads both ways.
bool is_undirected(const std::vector<Way>& ways);

std::vector<const Rows*> rows_along(const EdgeGraph& graph, const std::vector<Way>& ways);

}  // namespace wirespeed::graph_algorithms
