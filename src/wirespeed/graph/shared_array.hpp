// An array that is kept by whoever shows it: a vector of its own, or a part of a mapped file.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace wirespeed::graph {

// Constant; copies show the same items. A std::span takes it as the range that it is.
template <typename T>
class SharedArray {
 public:
  SharedArray() = default;
  SharedArray(std::span<const T> items, std::shared_ptr<const void> owner) noexcept
      : items_(items), owner_(std::move(owner)) {}
  template <typename Allocator>
  SharedArray(std::vector<T, Allocator> items) {  // NOLINT(google-explicit-constructor): nothing is lost
    if (items.empty()) return;
    auto owned = std::make_shared<const std::vector<T, Allocator>>(std::move(items));
    items_ = *owned;
    owner_ = std::move(owned);
  }

  std::size_t size() const noexcept { return items_.size(); }
  bool empty() const noexcept { return items_.empty(); }
  const T* data() const noexcept { return items_.data(); }
  const T& operator[](std::size_t i) const noexcept { return items_[i]; }
  auto begin() const noexcept { return items_.begin(); }
  auto end() const noexcept { return items_.end(); }
  std::span<const T> span() const noexcept { return items_; }

 private:
  std::span<const T> items_;
  std::shared_ptr<const void> owner_;
};

}  // namespace wirespeed::graph
