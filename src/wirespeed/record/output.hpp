// Bytes that grow, the first few of them without an allocation.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>

#include "wirespeed/record/layout.hpp"

namespace wirespeed::record {

// Not thread-safe. Nothing throws but std::bad_alloc.
class Output {
 public:
  Output() noexcept : data_(inline_) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() = default;

  std::uint8_t* data() noexcept { return data_; }
  const std::uint8_t* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }

  void assign(ByteView bytes) {
    size_ = 0;
    std::memcpy(extend(bytes.size()), bytes.data(), bytes.size());
  }

  // `n` more bytes, which are not set.
  std::uint8_t* extend(std::size_t n) {
    if (n > capacity_ - size_) [[unlikely]]
      grow(n);
    std::uint8_t* at = data_ + size_;
    size_ += n;
    return at;
  }

  void append(ByteView bytes) {
    if (!bytes.empty()) std::memcpy(extend(bytes.size()), bytes.data(), bytes.size());
  }

  // Zeros up to a multiple of the alignment.
  void align(std::size_t alignment) {
    const std::size_t n = align_up(size_, alignment) - size_;
    if (n != 0) std::memset(extend(n), 0, n);
  }

 private:
  static constexpr std::size_t kInlineBytes = 512;

  void grow(std::size_t n) {
    const std::size_t capacity = std::max(capacity_ * 2, size_ + n);
    std::unique_ptr<std::uint8_t[]> bigger(new std::uint8_t[capacity]);
    std::memcpy(bigger.get(), data_, size_);
    allocated_ = std::move(bigger);
    data_ = allocated_.get();
    capacity_ = capacity;
  }

  std::uint8_t* data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = kInlineBytes;
  std::unique_ptr<std::uint8_t[]> allocated_;
  std::uint8_t inline_[kInlineBytes];
};

}  // namespace wirespeed::record
