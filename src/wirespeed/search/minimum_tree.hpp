// Finds the word with the best (lowest) first rank in a range of words: each level above holds the least of 64 below.
//
//   "first"     u32 per word, its first rank
//   "minima"    u32 per 64 words, then per 64 of those, ... down to one level of at most 64
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/search/bits.hpp"
#include "wirespeed/search/dictionary.hpp"

namespace wirespeed::search {

std::vector<std::uint32_t> build_minima(std::span<const std::uint32_t> first);

class MinimumTree {
 public:
  MinimumTree() = default;
  static Result<MinimumTree> open(NumberView first, std::uint32_t words, ByteView minima);

  // The word whose first rank is the lowest; of several the first. REQUIRES: a range of words that is not empty
  std::uint32_t best(WordRange range) const noexcept;

 private:
  static constexpr std::size_t kMaxLevels = 6;  // 64^6 is more than a u32 counts
  std::uint32_t best_at(std::size_t level, WordRange range) const noexcept;
  std::uint32_t scan(std::size_t level, WordRange range) const noexcept;

  std::array<NumberView, kMaxLevels> levels_;
  std::array<std::uint32_t, kMaxLevels> sizes_{};
  std::size_t level_count_ = 0;
};

}  // namespace wirespeed::search
