#include "wirespeed/column/buffer.hpp"

#include <cstdlib>
#include <cstring>
#include <new>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/column/mapped_memory.hpp"

namespace wirespeed::column {
namespace {

// From here on a buffer is pages of its own, which grow without being copied or touched.
constexpr std::size_t kMappedBytes = std::size_t{128} << 10;

bool is_mapped(std::size_t capacity) noexcept { return capacity >= kMappedBytes; }

std::uint8_t* allocate(std::size_t bytes) {
  auto* memory = static_cast<std::uint8_t*>(std::aligned_alloc(kBufferAlignment, bytes));
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

Buffer::~Buffer() { is_mapped(capacity_) ? give_back({data_, capacity_}) : std::free(data_); }

void Buffer::reserve(std::size_t bytes) {
  if (bytes <= capacity_) return;
  if (is_mapped(capacity_)) {
    const MappedMemory grown = grow_mapped({data_, capacity_}, bytes);
    data_ = grown.data;
    capacity_ = grown.size;
    return;
  }
  MappedMemory fresh{nullptr, align_up(bytes, kBufferAlignment)};
  is_mapped(fresh.size) ? void(fresh = take_mapped(bytes)) : void(fresh.data = allocate(fresh.size));
  if (capacity_ != 0) std::memcpy(fresh.data, data_, capacity_);
  std::free(data_);
  data_ = fresh.data;
  capacity_ = fresh.size;
}

}  // namespace wirespeed::column
