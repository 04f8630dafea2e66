// Ascending and distinct, by radix where that pays.
#pragma once

#include <vector>

#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

void sort_distinct(std::vector<NodeId>& ids);

}  // namespace wirespeed::graph
