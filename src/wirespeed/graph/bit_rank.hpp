// A bitmap that can tell how many bits are set before a place, and where the k-th set bit is.
//
//   words: u64, in blocks of 8 (512 bits, the last block padded with zeros)
//   ranks: u32 for each block, the number of bits set in all blocks before it
//
// 1.0625 bits for each bit; test and rank touch at most two cache lines.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace wirespeed::graph {

// Borrowed. Answers on altered bytes may be wrong numbers, never a read outside of the spans.
class BitRankView {
 public:
  static constexpr std::uint64_t kBlockBits = 512;
  static constexpr std::size_t kBlockWords = kBlockBits / 64;

  static constexpr std::size_t blocks_of(std::uint64_t bits) noexcept {
    return static_cast<std::size_t>((bits + kBlockBits - 1) / kBlockBits);
  }
  static constexpr std::uint64_t bytes_of(std::uint64_t bits) noexcept {
    return blocks_of(bits) * (kBlockBits / 8 + 4);
  }

  BitRankView() = default;
  // REQUIRES: words.size() == 8 * blocks_of(bits), ranks.size() == blocks_of(bits)
  BitRankView(std::span<const std::uint64_t> words, std::span<const std::uint32_t> ranks, std::uint64_t bits) noexcept
      : words_(words), ranks_(ranks), bits_(bits) {}

  std::uint64_t size() const noexcept { return bits_; }

  // REQUIRES: i < size()
  bool test(std::uint64_t i) const noexcept { return (words_[i / 64] >> (i % 64) & 1) != 0; }

  // Set bits before i. REQUIRES: i < size()
  std::uint32_t rank(std::uint64_t i) const noexcept {
    std::uint32_t below = ranks_[i / kBlockBits];
    for (std::size_t word = i / kBlockBits * kBlockWords; word < i / 64; ++word) {
      below += static_cast<std::uint32_t>(std::popcount(words_[word]));
    }
    const std::uint64_t mask = (std::uint64_t{1} << (i % 64)) - 1;
    return below + static_cast<std::uint32_t>(std::popcount(words_[i / 64] & mask));
  }

  // The place of the set bit that has k set bits before it; size() if there is none.
  std::uint64_t select(std::uint32_t k) const noexcept;

  std::span<const std::uint64_t> words() const noexcept { return words_; }
  std::span<const std::uint32_t> ranks() const noexcept { return ranks_; }

 private:
  std::span<const std::uint64_t> words_;
  std::span<const std::uint32_t> ranks_;
  std::uint64_t bits_ = 0;
};

// Set bits before each block. REQUIRES: words in whole blocks
std::vector<std::uint32_t> ranks_of(std::span<const std::uint64_t> words);

// An owned one: set() in any order, then seal() before view().
class BitRank {
 public:
  explicit BitRank(std::uint64_t bits) : words_(BitRankView::blocks_of(bits) * BitRankView::kBlockWords), bits_(bits) {}

  void set(std::uint64_t i) noexcept { words_[i / 64] |= std::uint64_t{1} << (i % 64); }
  void seal() { ranks_ = ranks_of(words_); }
  BitRankView view() const noexcept { return {words_, ranks_, bits_}; }

 private:
  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> ranks_;
  std::uint64_t bits_;
};

}  // namespace wirespeed::graph
