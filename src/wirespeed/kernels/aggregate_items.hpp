// Items of any view as the type that its source reads them as: inside aggregates only.
#pragma once

#include <cmath>
#include <limits>

#include "wirespeed/column/array_items.hpp"
#include "wirespeed/kernels/aggregate_source.hpp"

namespace wirespeed::kernels {

inline constexpr std::int64_t kNaT = std::numeric_limits<std::int64_t>::min();

template <typename Char>
std::basic_string_view<Char> trimmed_at(const column::ArrayView& view, std::int64_t i) noexcept {
  const auto* text = reinterpret_cast<const Char*>(view.data + i * view.stride);
  auto size = static_cast<std::size_t>(view.width) / sizeof(Char);
  while (size > 0 && text[size - 1] == 0) --size;
  return {text, size};
}

// Item i, there or not, of a column that is no dictionary's.
template <typename T>
T read_item(const column::ArrayView& view, std::int64_t i) noexcept {
  if constexpr (std::is_same_v<T, std::string_view>) {
    return view.item == column::Item::bytes ? trimmed_at<char>(view, i) : text_at(view, i);
  } else if constexpr (std::is_same_v<T, std::u32string_view>) {
    return trimmed_at<char32_t>(view, i);
  } else if constexpr (std::is_same_v<T, std::uint8_t>) {
    return view.item == column::Item::bit ? bit_at(view, i) : item_at<T>(view, i);
  } else {
    return item_at<T>(view, i);
  }
}

// Whether the item's own value says that it is none.
template <typename T>
bool is_none(T value, bool is_ticks) noexcept {
  if constexpr (std::is_floating_point_v<T>) {
    return std::isnan(value);
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return is_ticks && value == kNaT;
  } else if constexpr (std::is_same_v<T, std::string_view>) {
    return value.data() == nullptr;
  } else {
    return false;
  }
}

// The value of a row, which is there, through a dictionary or not.
template <typename T>
T value_at(const column::ArrayView& view, std::int64_t i) noexcept {
  if (view.dictionary != nullptr) return read_item<T>(*view.dictionary, place_at(view, i));
  return read_item<T>(view, i);
}

}  // namespace wirespeed::kernels
