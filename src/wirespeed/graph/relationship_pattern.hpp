// Which relationships a walk follows, in APOC's words.
//
//   KNOWS>|<LIKES     from a node along KNOWS, and against LIKES;  KNOWS: both ways;  >, <, *: any type, out, in, both
//   A>,<B             by steps: from the start A, from there B, then A again
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

struct RelationshipAlternative {
  std::string type;  // empty: any
  Direction direction = Direction::both;

  friend bool operator==(const RelationshipAlternative&, const RelationshipAlternative&) = default;
};

using RelationshipStep = std::vector<RelationshipAlternative>;

// The alternatives of each step, in the order of the text. An empty text is *. Fails for an empty alternative.
Result<std::vector<RelationshipStep>> parse_relationships(std::string_view pattern);

}  // namespace wirespeed::graph
