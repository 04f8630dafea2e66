// Memory of one call: small pieces from the stack, big ones from the system, all given back together.
//
// What lies in it is never destroyed, so it must need no destructor.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "wirespeed/kernels/raw_vector.hpp"

namespace wirespeed::kernels {

class AggregateMemory {
 public:
  AggregateMemory() = default;
  AggregateMemory(const AggregateMemory&) = delete;
  AggregateMemory& operator=(const AggregateMemory&) = delete;

  // Not set. Throws std::bad_alloc. Not for several threads at once.
  template <typename T>
  std::span<T> array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= alignof(std::max_align_t));
    return {static_cast<T*>(take(count * sizeof(T))), count};
  }

  template <typename T, typename... Args>
  T& make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= alignof(std::max_align_t));
    return *::new (take(sizeof(T))) T(std::forward<Args>(args)...);
  }

 private:
  static constexpr std::size_t kInline = 12 << 10;

  void* take(std::size_t bytes) {
    bytes = (bytes + alignof(std::max_align_t) - 1) / alignof(std::max_align_t) * alignof(std::max_align_t);
    if (bytes > kInline - used_) return large_.emplace_back(bytes).data();
    return inline_ + std::exchange(used_, used_ + bytes);
  }

  std::size_t used_ = 0;
  std::vector<RawVector<std::byte>> large_;
  alignas(std::max_align_t) std::byte inline_[kInline];
};

// A list in such memory.
template <typename T>
class AggregateList {
 public:
  void push(AggregateMemory& memory, T item) {
    if (size_ == room_.size()) grow(memory);
    room_[size_++] = item;
  }
  T* begin() const noexcept { return room_.data(); }
  T* end() const noexcept { return room_.data() + size_; }

 private:
  void grow(AggregateMemory& memory) {
    const std::span<T> room = memory.array<T>(std::max<std::size_t>(4, room_.size() * 2));
    std::copy(begin(), end(), room.begin());
    room_ = room;
  }

  std::span<T> room_;
  std::size_t size_ = 0;
};

}  // namespace wirespeed::kernels
