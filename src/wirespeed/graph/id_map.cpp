#include "wirespeed/graph/id_map.hpp"

namespace wirespeed::graph {

IdSplit split_ids(std::span<const ExternalId> ids) noexcept {
  IdSplit best;
  std::uint64_t best_bytes = ids.size() * sizeof(ExternalId);
  for (std::size_t head = 1; head <= ids.size(); ++head) {
    const std::uint64_t universe = std::uint64_t{ids[head - 1]} + 1;
    const std::uint64_t bytes = BitRankView::bytes_of(universe) + (ids.size() - head) * sizeof(ExternalId);
    if (bytes > best_bytes) continue;
    best = {universe, static_cast<std::uint32_t>(head)};
    best_bytes = bytes;
  }
  return best;
}

}  // namespace wirespeed::graph
