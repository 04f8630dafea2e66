// A queue of places of a slab, linked through the slab's nodes, so that any of them can leave.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wirespeed/cache/hash_index.hpp"

namespace wirespeed::cache {

// Nodes is a container whose elements have newer and older, places of their neighbours, for one queue at a time.
template <typename Nodes>
class Fifo {
 public:
  std::uint32_t oldest() const noexcept { return oldest_; }
  std::size_t size() const noexcept { return size_; }

  void push(Nodes& nodes, std::uint32_t place) noexcept {
    nodes[place].newer = kNowhere;
    nodes[place].older = newest_;
    (newest_ == kNowhere ? oldest_ : nodes[newest_].newer) = place;
    newest_ = place;
    ++size_;
  }

  // REQUIRES: it is in this queue.
  void remove(Nodes& nodes, std::uint32_t place) noexcept {
    const auto& node = nodes[place];
    (node.newer == kNowhere ? newest_ : nodes[node.newer].older) = node.older;
    (node.older == kNowhere ? oldest_ : nodes[node.older].newer) = node.newer;
    --size_;
  }

 private:
  std::uint32_t newest_ = kNowhere;
  std::uint32_t oldest_ = kNowhere;
  std::size_t size_ = 0;
};

}  // namespace wirespeed::cache
