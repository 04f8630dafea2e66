// A vector that grows without moving what it holds, so that its peak is its size and not twice that.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace wirespeed::search {

template <typename T>
class PagedVector {
 public:
  void push_back(const T& value) {
    if (size_ % kPage == 0) pages_.push_back(std::make_unique_for_overwrite<T[]>(kPage));
    pages_.back()[size_++ % kPage] = value;
  }

  std::size_t size() const noexcept { return size_; }
  T& operator[](std::size_t i) noexcept { return pages_[i / kPage][i % kPage]; }
  const T& operator[](std::size_t i) const noexcept { return pages_[i / kPage][i % kPage]; }

  void clear() noexcept {
    pages_.clear();
    size_ = 0;
  }

 private:
  static constexpr std::size_t kPage = std::size_t{1} << 14;
  std::vector<std::unique_ptr<T[]>> pages_;
  std::size_t size_ = 0;
};

}  // namespace wirespeed::search
