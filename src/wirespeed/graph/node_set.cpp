#include "wirespeed/graph/node_set.hpp"

#include <bit>

namespace wirespeed::graph {

void NodeSet::reserve(std::size_t more) {
  if (bits_.empty() && 2 * (size_ + more) >= table_.size()) grow(std::bit_ceil(2 * (size_ + more) + 1));
}

bool NodeSet::add(NodeId node) {
  if (!bits_.empty()) return add_bit(node);
  const std::size_t slot = slot_of(node);
  if (table_[slot] == node) return false;
  table_[slot] = node;
  if (2 * ++size_ >= table_.size()) grow(2 * table_.size());
  return true;
}

bool NodeSet::add_bit(NodeId node) noexcept {
  std::uint64_t& word = bits_[node / 64];
  const std::uint64_t bit = std::uint64_t{1} << (node % 64);
  const bool is_new = (word & bit) == 0;
  word |= bit;
  return is_new;
}

// No table is larger than the bitmap would be.
void NodeSet::grow(std::size_t slots) {
  const std::vector<NodeId> old = std::move(table_);
  const std::size_t bitmap_words = node_count_ / 64 + 1;
  if (slots > 2 * bitmap_words) {
    bits_.resize(bitmap_words);
    for (const NodeId node : old) {
      if (node != kNoNode) add_bit(node);
    }
    return;
  }
  table_.assign(slots, kNoNode);
  for (const NodeId node : old) {
    if (node != kNoNode) table_[slot_of(node)] = node;
  }
}

}  // namespace wirespeed::graph
