// A vector whose items are whatever the memory held until they are written: for what is filled in one pass.
#pragma once

#include <utility>

#include "wirespeed/base/large_memory.hpp"

namespace wirespeed::kernels {

template <typename T>
struct RawAllocator : LargeAllocator<T> {
  template <typename U>
  struct rebind {
    using other = RawAllocator<U>;
  };

  RawAllocator() = default;
  template <typename U>
  RawAllocator(const RawAllocator<U>&) noexcept {}

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
