// Vectors in memory that is kept from call to call where it is large, and of items that are whatever it held until they
// are written: for what is filled in one pass.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "wirespeed/kernels/kept_memory.hpp"

namespace wirespeed::kernels {

// For std::vector, which sets its items.
template <typename T>
struct KeptAllocator {
  using value_type = T;

  KeptAllocator() = default;
  template <typename U>
  KeptAllocator(const KeptAllocator<U>&) noexcept {}

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    return static_cast<T*>(bytes < kWorthKeeping ? ::operator new(bytes) : take_kept(bytes));
  }
  void deallocate(T* memory, std::size_t count) noexcept {
    count * sizeof(T) < kWorthKeeping ? ::operator delete(memory) : give_kept(memory);
  }
  friend bool operator==(const KeptAllocator&, const KeptAllocator&) { return true; }
};

template <typename T>
using KeptVector = std::vector<T, KeptAllocator<T>>;

template <typename T>
struct RawAllocator : KeptAllocator<T> {
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
