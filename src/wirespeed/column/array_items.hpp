// One item of a view at a time, for what is not worth a loop for each type.
#pragma once

#include <cstring>
#include <string_view>

#include "wirespeed/column/array_view.hpp"

namespace wirespeed::column {

inline bool bit_at(const ArrayView& view, std::int64_t i) noexcept {
  if (view.item == Item::boolean) return view.data[i * view.stride] != 0;
  return (view.data[(view.first + i) / 8] >> ((view.first + i) % 8) & 1) != 0;
}

// REQUIRES: there are as many bits
inline void set_bit(std::uint8_t* bits, std::int64_t i) noexcept {
  bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | 1U << (i % 8));
}

template <typename T>
T item_at(const ArrayView& view, std::int64_t i) noexcept {
  T value;
  std::memcpy(&value, view.data + i * view.stride, sizeof value);
  return value;
}

// REQUIRES: items are integers
inline std::int64_t place_at(const ArrayView& view, std::int64_t i) noexcept {
  switch (view.item) {
    case Item::int8:
      return item_at<std::int8_t>(view, i);
    case Item::int16:
      return item_at<std::int16_t>(view, i);
    case Item::int32:
      return item_at<std::int32_t>(view, i);
    case Item::uint8:
      return item_at<std::uint8_t>(view, i);
    case Item::uint16:
      return item_at<std::uint16_t>(view, i);
    case Item::uint32:
      return item_at<std::uint32_t>(view, i);
    default:
      return item_at<std::int64_t>(view, i);
  }
}

template <typename Offset>
std::string_view text_between(const ArrayView& view, std::int64_t i) noexcept {
  const auto* offsets = static_cast<const Offset*>(view.offsets);
  return {reinterpret_cast<const char*>(view.data) + offsets[i], static_cast<std::size_t>(offsets[i + 1] - offsets[i])};
}

// 4 bytes of length, then up to 12 of text, or 4 of its beginning, which buffer, where in it.
inline std::string_view text_in_view(const ArrayView& view, std::int64_t i) noexcept {
  const std::uint8_t* at = view.data + i * view.stride;
  std::int32_t words[4];
  std::memcpy(words, at, sizeof words);
  const auto size = static_cast<std::size_t>(words[0]);
  if (size <= 12) return {reinterpret_cast<const char*>(at) + 4, size};
  return {static_cast<const char*>(view.buffers[words[2]]) + words[3], size};
}

// REQUIRES: items are text, and none of S or U; the item is there
inline std::string_view text_at(const ArrayView& view, std::int64_t i) noexcept {
  switch (view.item) {
    case Item::text:
      return text_between<std::int32_t>(view, i);
    case Item::large_text:
      return text_between<std::int64_t>(view, i);
    case Item::text_view:
      return text_in_view(view, i);
    default:
      return item_at<std::string_view>(view, i);
  }
}

// The bytes of any text; of S and U the whole width, zeros and all.
inline std::string_view whole_text_at(const ArrayView& view, std::int64_t i) noexcept {
  if (view.item != Item::bytes && view.item != Item::ucs4) return text_at(view, i);
  return {reinterpret_cast<const char*>(view.data) + i * view.stride, static_cast<std::size_t>(view.width)};
}

}  // namespace wirespeed::column
