// Hashes of what was evicted lately.
#pragma once

#include <cstdint>
#include <vector>

#include "wirespeed/cache/fifo.hpp"
#include "wirespeed/cache/hash_index.hpp"

namespace wirespeed::cache {

// First in, first out, each hash once. Two keys of one upper half of a hash are taken for each other. Not thread-safe.
class Ghosts {
 public:
  // The newest from now on; those beyond `most` are forgotten, the oldest first.
  void add(std::uint64_t hash, std::size_t most);

  // Whether it was there; it is not from now on.
  bool take(std::uint64_t hash) noexcept;

  std::size_t size() const noexcept { return queue_.size(); }
  void clear() noexcept;

 private:
  struct Node {
    std::uint64_t hash;
    std::uint32_t newer;
    std::uint32_t older;
  };

  std::uint32_t find(std::uint64_t hash) const noexcept;
  std::uint32_t free_place();
  void forget(std::uint32_t place) noexcept;

  std::vector<Node> nodes_;
  std::vector<std::uint32_t> free_;  // as much room as nodes_, so that giving back never allocates
  Fifo<std::vector<Node>> queue_;
  HashIndex index_;
};

}  // namespace wirespeed::cache
