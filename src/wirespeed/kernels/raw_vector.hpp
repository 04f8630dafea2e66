// A vector whose items are whatever the memory held until they are written: for what is filled in one pass. Where it is
// large its memory is kept from call to call.
#pragma once

#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "wirespeed/kernels/kept_memory.hpp"

namespace wirespeed::kernels {

template <typename T>
struct RawAllocator {
  using value_type = T;

  RawAllocator() = default;
  template <typename U>
  RawAllocator(const RawAllocator<U>&) noexcept {}

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    return static_cast<T*>(bytes < kWorthKeeping ? from_heap(bytes) : take_kept(bytes));
  }
  void deallocate(T* memory, std::size_t count) noexcept {
    count * sizeof(T) < kWorthKeeping ? to_heap(memory) : give_kept(memory);
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

 private:
  // To say an alignment that the heap has anyway takes a slower way through it.
  static constexpr bool kIsUsual = alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__;

  static void* from_heap(std::size_t bytes) {
    return kIsUsual ? ::operator new(bytes) : ::operator new(bytes, std::align_val_t{alignof(T)});
  }
  static void to_heap(T* memory) noexcept {
    kIsUsual ? ::operator delete(memory) : ::operator delete(memory, std::align_val_t{alignof(T)});
  }
};

// REQUIRES of T: trivial.
template <typename T>
using RawVector = std::vector<T, RawAllocator<T>>;

}  // namespace wirespeed::kernels
