#include "wirespeed/s3_client/buffers.hpp"

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::s3_client {

Buffer Arena::take(std::size_t bytes) {
  if (bytes == 0) return {};
  if (slab_ != nullptr && slab_->size() - used_ < bytes) slab_ = nullptr;
  if (slab_ == nullptr && bytes > next_slab_ / 4) {
    next_slab_ = std::min(next_slab_ * 2, kLargestSlab);
    auto own = std::make_shared<const Slab>(bytes);
    const std::span<std::uint8_t> whole(own->data(), bytes);
    return {std::move(own), whole};
  }
  if (slab_ == nullptr) {
    slab_ = std::make_shared<const Slab>(next_slab_);
    next_slab_ = std::min(next_slab_ * 2, kLargestSlab);
    used_ = 0;
  }
  const std::span<std::uint8_t> piece(slab_->data() + used_, bytes);
  used_ = std::min(align_up(used_ + bytes, 16), slab_->size());
  return {slab_, piece};
}

}  // namespace wirespeed::s3_client
