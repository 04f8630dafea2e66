#include "wirespeed/base/large_memory.hpp"

#include <sys/mman.h>

#include <cstdint>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed {

// Maps up to a large page too much and gives back what lies around the aligned part.
void* map_memory(std::size_t bytes, bool prefer_large) {
  const std::size_t size = align_up(bytes, kLargePage);
  void* mapped = ::mmap(nullptr, size + kLargePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  auto* const begin = static_cast<std::uint8_t*>(mapped);
  auto* const aligned =
      begin + (align_up(reinterpret_cast<std::uintptr_t>(begin), kLargePage) - reinterpret_cast<std::uintptr_t>(begin));
  if (aligned != begin) ::munmap(begin, static_cast<std::size_t>(aligned - begin));
  if (aligned != begin + kLargePage) ::munmap(aligned + size, static_cast<std::size_t>(begin + kLargePage - aligned));
  if (prefer_large) ::madvise(aligned, size, MADV_HUGEPAGE);  // a wish: without it the memory is as good, but slower
  return aligned;
}

void unmap_memory(void* memory, std::size_t bytes) noexcept { ::munmap(memory, align_up(bytes, kLargePage)); }

}  // namespace wirespeed
