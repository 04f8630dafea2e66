#include "wirespeed/graph/neighbors.hpp"

#include <algorithm>

namespace wirespeed::graph {

std::size_t Neighbors::lower_bound(NodeId node) const noexcept {
  std::size_t low = 0;
  std::size_t high = size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if ((*this)[middle] < node) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::size_t Neighbors::lower_bound(NodeId node, std::size_t from) const noexcept {
  std::size_t stride = 1;
  std::size_t low = from;
  while (low + stride < size() && (*this)[low + stride] < node) {
    low += stride;
    stride *= 2;
  }
  const std::size_t high = std::min(size(), low + stride + 1);
  return low >= high ? low : low + subrange(low, high - low).lower_bound(node);
}

}  // namespace wirespeed::graph
