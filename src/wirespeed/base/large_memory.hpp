// Memory for big arrays that are read all over the place: in pages of 2 MiB where the system grants them, which spares
// the processor most of its page walks, and given back to the system at once when it is freed.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace wirespeed {

inline constexpr std::size_t kLargePage = std::size_t{2} << 20;

// Zeroed, aligned to kLargePage. Throws std::bad_alloc. `prefer_large` asks for large pages; without it a page of the
// usual size is taken only when it is touched.
void* map_memory(std::size_t bytes, bool prefer_large);
void unmap_memory(void* memory, std::size_t bytes) noexcept;

// For std::vector: large memory from kLargePage on, the usual heap below.
template <typename T>
struct LargeAllocator {
  using value_type = T;

  LargeAllocator() = default;
  template <typename U>
  LargeAllocator(const LargeAllocator<U>&) noexcept {}

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    return static_cast<T*>(bytes < kLargePage ? ::operator new(bytes) : map_memory(bytes, true));
  }
  void deallocate(T* memory, std::size_t count) noexcept {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < kLargePage) return ::operator delete(memory);
    unmap_memory(memory, bytes);
  }
  friend bool operator==(const LargeAllocator&, const LargeAllocator&) { return true; }
};

template <typename T>
using LargeVector = std::vector<T, LargeAllocator<T>>;

}  // namespace wirespeed
