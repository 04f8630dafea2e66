// Which entry goes when a new one needs its room: S3-FIFO (Yang, Zhang, Qiu, Yue, Rashmi: FIFO queues are all you need
// for cache eviction, SOSP 2023).
//
//               first seen                        asked for twice and more
//   new  ──────────────────────>  small, a tenth  ─────────────────────────>  main  ──┐ asked for since: once more
//     └─ a ghost: seen lately ───────────┼───────────────────────────────────> │ <────┘
//                                        │ not                                 │ not
//                                        v                                     v
//                                  gone, a ghost                              gone
//
// A hit counts up to three in its entry and moves nothing.
#pragma once

#include <cstdint>
#include <vector>

#include "wirespeed/cache/fifo.hpp"
#include "wirespeed/cache/ghosts.hpp"

namespace wirespeed::cache {

// Of entries that stand in the places of a slab; their weights are bytes, or 1 each. Not thread-safe.
class S3Fifo {
 public:
  explicit S3Fifo(std::uint64_t capacity);

  // Lets entries go until one of that weight fits; their places are appended to `victims`. REQUIRES: weight <= capacity
  void make_room(std::uint64_t weight, std::vector<std::uint32_t>& victims);

  // Takes in the entry at `place`, where none is. REQUIRES: there is room for it.
  void admit(std::uint32_t place, std::uint64_t hash, std::uint64_t weight);

  // The entry has another weight now. It may be among the victims itself. REQUIRES: weight <= capacity
  void reweigh(std::uint32_t place, std::uint64_t weight, std::vector<std::uint32_t>& victims);

  // It was asked for.
  void touch(std::uint32_t place) noexcept {
    if (hits_[place] < kMostHits) ++hits_[place];
  }

  // It leaves by itself: deleted, expired.
  void remove(std::uint32_t place) noexcept;

  void clear() noexcept;

  std::uint64_t capacity() const noexcept { return capacity_; }
  std::uint64_t weight() const noexcept { return small_.weight + main_.weight; }
  std::size_t size() const noexcept { return small_.queue.size() + main_.queue.size(); }

 private:
  static constexpr std::uint8_t kMostHits = 3;
  static constexpr std::uint8_t kHitsForMain = 2;

  struct Node {
    std::uint64_t hash = 0;
    std::uint64_t weight = 0;
    std::uint32_t newer = kNowhere;
    std::uint32_t older = kNowhere;
    bool is_main = false;
  };
  struct Queue {
    Fifo<std::vector<Node>> queue;
    std::uint64_t weight = 0;
  };

  void push(Queue& queue, std::uint32_t place, std::uint8_t hits);
  void take_out(std::uint32_t place) noexcept;
  void evict_from_small(std::vector<std::uint32_t>& victims);
  void evict_from_main(std::vector<std::uint32_t>& victims);

  std::uint64_t capacity_;
  std::uint64_t small_share_;
  std::vector<Node> nodes_;
  std::vector<std::uint8_t> hits_;  // of each place, apart from the nodes: a hit touches nothing else
  Queue small_;
  Queue main_;
  Ghosts ghosts_;
};

}  // namespace wirespeed::cache
