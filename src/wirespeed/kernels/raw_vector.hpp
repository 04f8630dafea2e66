// A vector whose items are whatever the memory held until they are written: for what is filled in one pass. Where it is
// large its memory is kept from call to call.
#pragma once

#include <algorithm>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "wirespeed/kernels/kept_memory.hpp"

namespace wirespeed::kernels {

template <typename T>
struct RawAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{std::max<std::size_t>(alignof(T), __STDCPP_DEFAULT_NEW_ALIGNMENT__)};

  RawAllocator() = default;
  template <typename U>
  RawAllocator(const RawAllocator<U>&) noexcept {}

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    return static_cast<T*>(bytes < kWorthKeeping ? ::operator new(bytes, kAlignment) : take_kept(bytes));
  }
  void deallocate(T* memory, std::size_t count) noexcept {
    count * sizeof(T) < kWorthKeeping ? ::operator delete(memory, kAlignment) : give_kept(memory);
  }
  friend bool operator==(const RawAllocator&, const RawAllocator&) { return true; }

  template <typename U>
  void construct(U* place) noexcept {
    ::new (static_cast<void*>(place)) U;
  }
  template <typename U, typename... Args>
  void construct(U* place, Args&&... args) {
    ::new (static_cast<void*>(place)) U(std::forward<Args>(args)...);
  }
};

// REQUIRES of T: trivial.
template <typename T>
using RawVector = std::vector<T, RawAllocator<T>>;

}  // namespace wirespeed::kernels
