// Room for decoded text that lives as long as one record.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace wirespeed::discogs {

// Blocks that grow and are kept: after a few records nothing is allocated any more. Not thread-safe.
class Arena {
 public:
  // Uninitialised bytes, valid until reset(). give_back() returns the unused end of the latest piece.
  char* allocate(std::size_t bytes);
  void give_back(std::size_t bytes) noexcept { used_ -= bytes; }
  void reset() noexcept;

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };
  std::vector<Block> blocks_;
  std::size_t block_ = 0;  // the one in use
  std::size_t used_ = 0;   // of it
};

}  // namespace wirespeed::discogs
