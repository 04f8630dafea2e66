// The question and the answer of a path search.
#pragma once

#include <cstdint>
#include <vector>

#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

struct PathOptions {
  std::vector<TypeId> types{};            // followed in this order of preference; empty: all
  std::uint32_t max_depth = 10;           // relationships on the path at most
  Direction direction = Direction::both;  // out: every step from source to target; in: the other way round
  std::uint32_t hub_degree = 2048;        // more relationships of one type: intersected rather than followed
};

// How one node of a path leads to the next: out if the first is the relationship's source.
struct Step {
  TypeId type;
  Direction direction;
  friend bool operator==(const Step&, const Step&) = default;
};

struct Path {
  std::vector<NodeId> nodes;  // both ends included
  std::vector<Step> steps;    // one less than nodes: the first type that fits, out before in
};

}  // namespace wirespeed::graph
