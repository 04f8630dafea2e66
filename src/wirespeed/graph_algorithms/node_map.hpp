// What a search knows of the nodes that it has come to: few of the graph's, so a hash table and not an array of all.
#pragma once

#include <bit>
#include <cstddef>
#include <utility>
#include <vector>

#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

template <typename Value>
class NodeMap {
 public:
  NodeMap() : slots_(kFirstSlots) { settle(); }

  std::size_t size() const noexcept { return size_; }
  std::uint64_t bytes() const noexcept { return slots_.size() * sizeof(Slot); }

  const Value* find(NodeId node) const noexcept {
    const Slot& slot = slots_[slot_of(node)];
    return slot.node == node ? &slot.value : nullptr;
  }
  Value* find(NodeId node) noexcept { return const_cast<Value*>(std::as_const(*this).find(node)); }

  // The node's value, and whether it is new: then it is a copy of `value`. Until the next add(). REQUIRES: no kNoNode
  std::pair<Value*, bool> add(NodeId node, const Value& value) {
    if (2 * size_ >= slots_.size()) grow();
    Slot& slot = slots_[slot_of(node)];
    if (slot.node == node) return {&slot.value, false};
    slot = {node, value};
    ++size_;
    return {&slot.value, true};
  }

  // Asks for the memory where a node is, or would be.
  void prefetch(NodeId node) const noexcept { __builtin_prefetch(&slots_[first_slot_of(node)]); }

  // visit(node, value), in no order.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const Slot& slot : slots_) {
      if (slot.node != kNoNode) visit(slot.node, slot.value);
    }
  }

  void clear() {
    slots_.assign(slots_.size() > kKeptSlots ? kFirstSlots : slots_.size(), Slot());
    settle();
    size_ = 0;
  }

 private:
  struct Slot {
    NodeId node = kNoNode;
    Value value{};
  };
  static constexpr std::size_t kFirstSlots = 64;   // a power of two, as they always are
  static constexpr std::size_t kKeptSlots = 1024;  // so many are cleared in less time than new ones are made

  std::size_t first_slot_of(NodeId node) const noexcept { return (node * 0x9E3779B97F4A7C15u) >> shift_; }

  // Where the node is, or the free slot where it would be. The table is at most half full.
  std::size_t slot_of(NodeId node) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = first_slot_of(node);
    while (slots_[slot].node != node && slots_[slot].node != kNoNode) slot = (slot + 1) & mask;
    return slot;
  }

  void grow() {
    std::vector<Slot> before(4 * slots_.size());
    before.swap(slots_);
    settle();
    for (const Slot& slot : before) {
      if (slot.node != kNoNode) slots_[slot_of(slot.node)] = slot;
    }
  }

  void settle() noexcept { shift_ = 64 - std::countr_zero(slots_.size()); }

  std::vector<Slot> slots_;
  int shift_ = 0;  // a hash's upper bits are the place
  std::size_t size_ = 0;
};

}  // namespace wirespeed::graph_algorithms
