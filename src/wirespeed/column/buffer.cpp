#include "wirespeed/column/buffer.hpp"

#include <cstdlib>
#include <cstring>
#include <new>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::column {

Buffer::~Buffer() { std::free(data_); }

void Buffer::reserve(std::size_t bytes) {
  if (bytes <= capacity_) return;
  const std::size_t capacity = align_up(bytes, kBufferAlignment);
  auto* grown = static_cast<std::uint8_t*>(std::aligned_alloc(kBufferAlignment, capacity));
  if (grown == nullptr) throw std::bad_alloc();
  if (capacity_ != 0) std::memcpy(grown, data_, capacity_);
  std::free(data_);
  data_ = grown;
  capacity_ = capacity;
}

}  // namespace wirespeed::column
