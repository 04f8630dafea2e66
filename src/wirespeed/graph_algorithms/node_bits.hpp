// A bit for each node, in words of 64 neighbours: a search that reads it all over the place stays in the core's own
// cache.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

// Several threads may write it at once, each other words.
class NodeBits {
 public:
  static constexpr NodeId kWordNodes = 64;

  static std::size_t words_of(NodeId nodes) noexcept { return (std::size_t{nodes} + kWordNodes - 1) / kWordNodes; }

  explicit NodeBits(NodeId nodes) : words_(words_of(nodes)) {}

  // All bits of `nodes` nodes set, those behind them in the last word not.
  static NodeBits all_of(NodeId nodes) {
    NodeBits bits(nodes);
    std::ranges::fill(bits.words_, ~std::uint64_t{0});
    if (nodes % kWordNodes != 0) bits.words_.back() >>= kWordNodes - nodes % kWordNodes;
    return bits;
  }

  std::size_t words() const noexcept { return words_.size(); }
  std::uint64_t& word(std::size_t i) noexcept { return words_[i]; }
  std::uint64_t word(std::size_t i) const noexcept { return words_[i]; }

  bool test(NodeId node) const noexcept { return (words_[node / kWordNodes] >> (node % kWordNodes) & 1) != 0; }
  void set(NodeId node) noexcept { words_[node / kWordNodes] |= bit_of(node); }
  void clear(NodeId node) noexcept { words_[node / kWordNodes] &= ~bit_of(node); }
  void clear() { std::ranges::fill(words_, 0); }

  static constexpr std::uint64_t bit_of(NodeId node) noexcept { return std::uint64_t{1} << (node % kWordNodes); }

 private:
  std::vector<std::uint64_t> words_;
};

// visit(node) for each that is set in word i, in their order.
template <typename Visit>
void for_each_bit(std::uint64_t word, std::size_t i, Visit visit) {
  for (; word != 0; word &= word - 1) {
    visit(static_cast<NodeId>(NodeBits::kWordNodes * i + static_cast<std::size_t>(std::countr_zero(word))));
  }
}

}  // namespace wirespeed::graph_algorithms
