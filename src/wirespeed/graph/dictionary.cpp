#include "wirespeed/graph/dictionary.hpp"

#include <algorithm>
#include <numeric>

namespace wirespeed::graph {

std::uint32_t Dictionary::intern(std::string_view text) {
  if (const auto at = codes_.find(text); at != codes_.end()) return at->second;
  const auto code = static_cast<std::uint32_t>(texts_.size());
  codes_.emplace(texts_.emplace_back(text), code);
  return code;
}

std::vector<std::uint32_t> Dictionary::ranks() const {
  std::vector<std::uint32_t> codes(size());
  std::iota(codes.begin(), codes.end(), 0u);
  if (std::ranges::is_sorted(texts_)) return codes;  // as a caller who sorted them before expects
  std::ranges::sort(codes, {}, [&](std::uint32_t code) -> const std::string& { return texts_[code]; });
  std::vector<std::uint32_t> ranks(size());
  for (std::uint32_t rank = 0; rank < codes.size(); ++rank) ranks[codes[rank]] = rank;
  return ranks;
}

}  // namespace wirespeed::graph
