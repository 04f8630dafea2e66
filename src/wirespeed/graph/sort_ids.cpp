#include "wirespeed/graph/sort_ids.hpp"

#include <algorithm>

#include "wirespeed/graph/radix_sort.hpp"

namespace wirespeed::graph {

void sort_distinct(std::vector<NodeId>& ids) {
  if (!std::ranges::is_sorted(ids)) radix_sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

}  // namespace wirespeed::graph
