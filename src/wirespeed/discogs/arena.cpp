#include "wirespeed/discogs/arena.hpp"

#include <algorithm>

namespace wirespeed::discogs {

char* Arena::allocate(std::size_t bytes) {
  constexpr std::size_t kBlockBytes = std::size_t{1} << 16;
  while (block_ < blocks_.size() && blocks_[block_].size - used_ < bytes) {
    ++block_;
    used_ = 0;
  }
  if (block_ == blocks_.size()) {
    const std::size_t size = std::max(bytes, kBlockBytes);
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
  }
  char* const at = blocks_[block_].bytes.get() + used_;
  used_ += bytes;
  return at;
}

void Arena::reset() noexcept { block_ = used_ = 0; }

}  // namespace wirespeed::discogs
