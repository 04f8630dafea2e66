// Arrays of u32 stored in 1, 2 or 4 bytes each, whatever their greatest value needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::graph {

// The narrowest of 1, 2 and 4 that holds `greatest`.
constexpr unsigned packed_width(std::uint32_t greatest) noexcept {
  return greatest <= 0xFF ? 1 : greatest <= 0xFFFF ? 2 : 4;
}

// A borrowed packed array.
class PackedView {
 public:
  PackedView() = default;
  // REQUIRES: `bytes` aligned to `width`, which is 1, 2 or 4.
  PackedView(ByteView bytes, unsigned width) : at_(bytes.data()), size_(bytes.size() / width), width_(width) {}

  std::size_t size() const noexcept { return size_; }
  unsigned width() const noexcept { return width_; }
  const std::uint8_t* data() const noexcept { return at_; }

  // REQUIRES: i < size()
  std::uint32_t operator[](std::size_t i) const noexcept {
    if (width_ == 4) return load_le<std::uint32_t>(at_ + 4 * i);
    if (width_ == 2) return load_le<std::uint16_t>(at_ + 2 * i);
    return at_[i];
  }

  // REQUIRES: offset + count <= size()
  PackedView subrange(std::size_t offset, std::size_t count) const noexcept {
    PackedView part = *this;
    part.at_ += offset * width_;
    part.size_ = count;
    return part;
  }

 private:
  const std::uint8_t* at_ = nullptr;
  std::size_t size_ = 0;
  unsigned width_ = 4;
};

// Value i of a packed array at `bytes`. REQUIRES: width holds it.
inline void store_packed(std::uint8_t* bytes, std::size_t i, std::uint32_t value, unsigned width) noexcept {
  if (width == 4) return store_le(bytes + 4 * i, value);
  if (width == 2) return store_le(bytes + 2 * i, static_cast<std::uint16_t>(value));
  bytes[i] = static_cast<std::uint8_t>(value);
}

// `values` in `width` bytes each. REQUIRES: width holds the greatest of them.
std::vector<std::uint8_t> pack(std::span<const std::uint32_t> values, unsigned width);

}  // namespace wirespeed::graph
