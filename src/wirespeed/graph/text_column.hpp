// Texts behind one another in a heap, with offsets: a text property, or the texts of a dictionary.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace wirespeed::graph {

// Borrowed. Empty for a row that is not there, and where offsets were altered so that they leave the heap.
class TextColumn {
 public:
  TextColumn() = default;
  TextColumn(std::string_view heap, std::span<const std::uint32_t> offsets) noexcept : heap_(heap), offsets_(offsets) {}

  std::size_t size() const noexcept { return offsets_.empty() ? 0 : offsets_.size() - 1; }

  std::string_view operator[](std::size_t i) const noexcept {
    if (i >= size()) return {};
    const std::uint32_t begin = offsets_[i];
    const std::uint32_t end = offsets_[i + 1];
    if (begin > end || end > heap_.size()) return {};
    return heap_.substr(begin, end - begin);
  }

  std::string_view heap() const noexcept { return heap_; }
  std::span<const std::uint32_t> offsets() const noexcept { return offsets_; }

 private:
  std::string_view heap_;
  std::span<const std::uint32_t> offsets_;
};

}  // namespace wirespeed::graph
