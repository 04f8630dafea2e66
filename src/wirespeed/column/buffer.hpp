// Memory of one column: 64-byte aligned, as Arrow asks for, and growing.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

namespace wirespeed::column {

inline constexpr std::size_t kBufferAlignment = 64;

// Move-only. Its bytes are not set when they are reserved.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept { swap(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    Buffer(std::move(other)).swap(*this);
    return *this;
  }
  ~Buffer();

  std::uint8_t* data() noexcept { return data_; }
  const std::uint8_t* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }  // what set_size() said: bytes that mean something
  std::size_t capacity() const noexcept { return capacity_; }

  template <typename T>
  T* as() noexcept {
    return reinterpret_cast<T*>(data_);
  }
  template <typename T>
  std::span<const T> values() const noexcept {
    return {reinterpret_cast<const T*>(data_), size_ / sizeof(T)};
  }

  // At least `bytes`; what stood in the old capacity is kept.
  void reserve(std::size_t bytes);

  // REQUIRES: bytes <= capacity()
  void set_size(std::size_t bytes) noexcept { size_ = bytes; }

 private:
  void swap(Buffer& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace wirespeed::column
