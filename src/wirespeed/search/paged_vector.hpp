// A vector that grows without moving what it holds, so that its peak is its size and not twice that.
#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>
#include <vector>

#include "wirespeed/base/large_memory.hpp"

namespace wirespeed::search {

template <typename T>
  requires std::is_trivially_copyable_v<T>
class PagedVector {
 public:
  void push_back(const T& value) {
    if (size_ % kPage == 0) add_page();
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
  static constexpr std::size_t kPage = kLargePage / sizeof(T);
  static_assert(kPage * sizeof(T) == kLargePage);
  struct Unmap {
    void operator()(T* page) const noexcept { unmap_memory(page, kLargePage); }
  };

  // The first page is taken bit by bit: most labels have few names.
  void add_page() { pages_.emplace_back(static_cast<T*>(map_memory(kLargePage, !pages_.empty()))); }

  std::vector<std::unique_ptr<T[], Unmap>> pages_;
  std::size_t size_ = 0;
};

}  // namespace wirespeed::search
