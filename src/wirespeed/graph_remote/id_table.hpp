// An open-addressing table from nodes to something small.
//
//   slots: [id value][id value]...     blocks of 64 by a hash of id / 64, the place within a block by id % 64 and the
//                                      hash, and from there on to the next free one
//
// so that ids which follow each other share cache lines and pages, as they do in most stores' answers.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "wirespeed/graph_remote/provider.hpp"

namespace wirespeed::graph_remote {

template <typename V>
class IdTable {
 public:
  const V* find(RemoteId id) const noexcept {
    if (id == kFree) return of_free_ ? &*of_free_ : nullptr;
    if (slots_.empty()) return nullptr;
    const std::size_t place = place_of(id);
    return slots_[place].id == id ? &slots_[place].value : nullptr;
  }

  // The value of the id, and whether it is new.
  std::pair<V*, bool> insert(RemoteId id) {
    if (id == kFree) {
      if (of_free_) return {&*of_free_, false};
      return {&of_free_.emplace(), true};
    }
    if (is_full()) grow();
    const std::size_t place = place_of(id);
    Slot& slot = slots_[place];
    const bool is_new = slot.id == kFree;
    if (is_new) {
      slot = {id, V()};
      ++used_;
    }
    return {&slot.value, is_new};
  }

  // Those behind it move up, so that none is cut off from its place.
  bool erase(RemoteId id) noexcept {
    if (id == kFree) return std::exchange(of_free_, std::nullopt).has_value();
    if (slots_.empty()) return false;
    std::size_t hole = place_of(id);
    if (slots_[hole].id == kFree) return false;
    for (std::size_t i = next(hole); slots_[i].id != kFree; i = next(i)) {
      const std::size_t wanted = home_of(slots_[i].id);
      if (((i - wanted) & mask()) < ((i - hole) & mask())) continue;
      slots_[hole] = slots_[i];
      hole = i;
    }
    slots_[hole] = {};
    --used_;
    return true;
  }

  void prefetch(RemoteId id) const noexcept {
    if (!slots_.empty()) __builtin_prefetch(&slots_[home_of(id)]);
  }

  std::size_t size() const noexcept { return used_ + (of_free_ ? 1 : 0); }
  std::size_t bytes() const noexcept { return slots_.size() * sizeof(Slot); }
  // After one more node.
  std::size_t bytes_next() const noexcept { return is_full() ? grown() * sizeof(Slot) : bytes(); }

 private:
  static constexpr RemoteId kFree = std::numeric_limits<RemoteId>::min();
  static constexpr std::size_t kBlock = 64;
  static constexpr std::size_t kSmallest = 16;
  static constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;  // 2^64 / the golden ratio

  struct Slot {
    RemoteId id = kFree;
    [[no_unique_address]] V value{};
  };

  bool is_full() const noexcept { return (used_ + 1) * 4 > slots_.size() * 3; }
  std::size_t grown() const noexcept { return std::max(slots_.size() * 2, kSmallest); }
  std::size_t mask() const noexcept { return slots_.size() - 1; }
  std::size_t next(std::size_t place) const noexcept { return (place + 1) & mask(); }

  std::size_t home_of(RemoteId id) const noexcept {
    const auto bits = static_cast<std::uint64_t>(id);
    const std::uint64_t hash = (bits / kBlock) * kGolden;
    const std::uint64_t block = hash >> 1 >> (63 - block_bits_);  // the highest bits lay blocks in a row far apart
    return (block * kBlock + ((bits ^ hash >> 32) % kBlock)) & mask();
  }
  // Where it stands, or would.
  std::size_t place_of(RemoteId id) const noexcept {
    std::size_t place = home_of(id);
    while (slots_[place].id != id && slots_[place].id != kFree) place = next(place);
    return place;
  }

  void grow() {
    std::vector<Slot> old(grown());
    old.swap(slots_);
    block_bits_ = static_cast<unsigned>(std::countr_zero(std::max(slots_.size() / kBlock, std::size_t{1})));
    for (const Slot& slot : old) {
      if (slot.id != kFree) slots_[place_of(slot.id)] = slot;
    }
  }

  std::vector<Slot> slots_;  // none, or a power of two
  unsigned block_bits_ = 0;  // of the number of blocks
  std::size_t used_ = 0;
  std::optional<V> of_free_;  // the value of the id that marks free slots
};

}  // namespace wirespeed::graph_remote
