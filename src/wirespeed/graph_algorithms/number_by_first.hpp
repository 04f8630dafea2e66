// Names of groups as numbers in the order in which they first occur.
#pragma once

#include <cstdint>
#include <vector>

#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

// REQUIRES: names below names.size()
inline std::vector<std::uint32_t> number_by_first(std::vector<std::uint32_t> names) {
  std::vector<std::uint32_t> number_of(names.size(), kNoNode);
  std::uint32_t next = 0;
  for (std::uint32_t& name : names) {
    if (number_of[name] == kNoNode) number_of[name] = next++;
    name = number_of[name];
  }
  return names;
}

}  // namespace wirespeed::graph_algorithms
