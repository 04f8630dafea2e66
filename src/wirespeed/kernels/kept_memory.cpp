// What is taken begins with its size, which may be more than was asked for; the caller's memory is behind it.
#include "wirespeed/kernels/kept_memory.hpp"

#include <sys/mman.h>

#include <cstdint>
#include <cstring>
#include <new>

#include "wirespeed/base/large_memory.hpp"
#include "wirespeed/column/mapped_memory.hpp"

namespace wirespeed::kernels {
namespace {

using column::MappedMemory;

constexpr std::size_t kHeader = 64;

// A wish: without large pages the memory is as good, but slower.
void prefer_large_pages(const MappedMemory& memory) noexcept {
  if (memory.size >= kLargePage) (void)::madvise(memory.data, memory.size, MADV_HUGEPAGE);
}

}  // namespace

void* take_kept(std::size_t bytes) {
  if (bytes > SIZE_MAX - kHeader) throw std::bad_alloc();
  const MappedMemory memory = column::take_mapped(bytes + kHeader);
  prefer_large_pages(memory);
  std::memcpy(memory.data, &memory.size, sizeof memory.size);
  return memory.data + kHeader;
}

std::size_t kept_size(const void* memory) noexcept {
  std::size_t size = 0;
  std::memcpy(&size, static_cast<const std::uint8_t*>(memory) - kHeader, sizeof size);
  return size - kHeader;
}

void give_kept(void* memory) noexcept {
  column::lend_back({static_cast<std::uint8_t*>(memory) - kHeader, kept_size(memory) + kHeader});
}

}  // namespace wirespeed::kernels
