// Places that stay where they are while more are added.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace wirespeed::cache {

template <typename T>
class Slab {
 public:
  T& operator[](std::uint32_t place) noexcept { return chunks_[place / kChunk][place % kChunk]; }
  const T& operator[](std::uint32_t place) const noexcept { return chunks_[place / kChunk][place % kChunk]; }

  // The new one.
  std::uint32_t add() {
    if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<T[]>(kChunk));
    return size_++;
  }

  std::uint32_t size() const noexcept { return size_; }

  void clear() noexcept {
    chunks_.clear();
    size_ = 0;
  }

 private:
  static constexpr std::uint32_t kChunk = 64;

  std::vector<std::unique_ptr<T[]>> chunks_;
  std::uint32_t size_ = 0;
};

}  // namespace wirespeed::cache
