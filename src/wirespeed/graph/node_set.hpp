// The nodes a search has seen: a small open hash table, and a bitmap of the graph once there are many.
#pragma once

#include <cstdint>
#include <vector>

#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

class NodeSet {
 public:
  // REQUIRES of all calls: node < node_count
  explicit NodeSet(std::uint32_t node_count) : node_count_(node_count), table_(kFirstSlots, kNoNode) {}

  std::uint32_t node_count() const noexcept { return node_count_; }

  // Makes room for so many more at once.
  void reserve(std::size_t more);
  // True if it is new.
  bool add(NodeId node);

  std::size_t bytes() const noexcept { return table_.size() * sizeof(NodeId) + bits_.size() * sizeof(std::uint64_t); }

  bool contains(NodeId node) const noexcept {
    if (!bits_.empty()) return (bits_[node / 64] >> (node % 64) & 1) != 0;
    return table_[slot_of(node)] == node;
  }

 private:
  static constexpr std::size_t kFirstSlots = 64;

  // Where the node is, or the free slot where it would be. The table is at most half full.
  std::size_t slot_of(NodeId node) const noexcept {
    std::size_t slot = (node * 0x9E3779B1u) & (table_.size() - 1);
    while (table_[slot] != node && table_[slot] != kNoNode) slot = (slot + 1) & (table_.size() - 1);
    return slot;
  }
  bool add_bit(NodeId node) noexcept;
  void grow(std::size_t slots);

  std::uint32_t node_count_;
  std::size_t size_ = 0;
  std::vector<NodeId> table_;        // a power of two
  std::vector<std::uint64_t> bits_;  // not empty: the table is not used any more
};

}  // namespace wirespeed::graph
