#include "wirespeed/graph/bit_rank.hpp"

#include <algorithm>

namespace wirespeed::graph {
namespace {

// The place of the set bit of `word` that has k set bits before it. REQUIRES: k < popcount(word)
unsigned select_in_word(std::uint64_t word, unsigned k) noexcept {
  for (; k > 0; --k) word &= word - 1;
  return static_cast<unsigned>(std::countr_zero(word));
}

}  // namespace

std::uint64_t BitRankView::select(std::uint32_t k) const noexcept {
  const auto after = std::ranges::upper_bound(ranks_, k);
  if (after == ranks_.begin()) return bits_;
  const auto block = static_cast<std::size_t>(after - ranks_.begin()) - 1;
  std::uint32_t left = k - ranks_[block];
  for (std::size_t word = block * kBlockWords; word < (block + 1) * kBlockWords; ++word) {
    const auto here = static_cast<std::uint32_t>(std::popcount(words_[word]));
    if (left < here) return word * 64 + select_in_word(words_[word], left);
    left -= here;
  }
  return bits_;
}

std::vector<std::uint32_t> ranks_of(std::span<const std::uint64_t> words) {
  std::vector<std::uint32_t> ranks(words.size() / BitRankView::kBlockWords);
  std::uint32_t below = 0;
  for (std::size_t word = 0; word < words.size(); ++word) {
    if (word % BitRankView::kBlockWords == 0) ranks[word / BitRankView::kBlockWords] = below;
    below += static_cast<std::uint32_t>(std::popcount(words[word]));
  }
  return ranks;
}

}  // namespace wirespeed::graph
