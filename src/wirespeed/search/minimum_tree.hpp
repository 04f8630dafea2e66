// Finds the block with the best (lowest) rank in a range of blocks of words: each level above holds the least of 64
// below.
//
//   "best"      u32 per block, the best rank of its words
//   "minima"    u32 per 64 blocks, then per 64 of those, ... down to one level of at most 64
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/search/bits.hpp"
#include "wirespeed/search/dictionary.hpp"

namespace wirespeed::search {

std::vector<std::uint32_t> build_minima(std::span<const std::uint32_t> best);

class MinimumTree {
 public:
  MinimumTree() = default;
  static Result<MinimumTree> open(NumberView best, std::uint32_t blocks, ByteView minima);

  // The block whose best rank is the lowest; of several the first. REQUIRES: a range of blocks that is not empty
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
