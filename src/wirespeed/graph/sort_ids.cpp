#include "wirespeed/graph/sort_ids.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace wirespeed::graph {
namespace {

constexpr std::size_t kRadixFrom = 512;  // below it std::sort is as fast
constexpr unsigned kDigitBits = 11;

void sort_by_digit(const std::vector<NodeId>& from, std::vector<NodeId>& to, unsigned shift) {
  constexpr std::uint32_t kMask = (1u << kDigitBits) - 1;
  std::array<std::uint32_t, kMask + 2> place{};
  for (const NodeId id : from) ++place[(id >> shift & kMask) + 1];
  std::partial_sum(place.begin(), place.end(), place.begin());
  for (const NodeId id : from) to[place[id >> shift & kMask]++] = id;
}

}  // namespace

void sort_distinct(std::vector<NodeId>& ids) {
  if (ids.size() < kRadixFrom) {
    std::ranges::sort(ids);
  } else if (!std::ranges::is_sorted(ids)) {
    std::vector<NodeId> other(ids.size());
    for (unsigned shift = 0; shift < 32; shift += kDigitBits) {
      sort_by_digit(ids, other, shift);
      ids.swap(other);
    }
  }
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

}  // namespace wirespeed::graph
