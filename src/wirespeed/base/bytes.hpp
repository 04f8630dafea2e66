// Views on bytes that somebody else owns, and loads that do not care for alignment.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

namespace wirespeed {

static_assert(std::endian::native == std::endian::little, "snapshot files and fast loads assume little endian");

// Borrowed bytes; dies with their owner. Text is std::string_view under the same rule.
using ByteView = std::span<const std::uint8_t>;

inline ByteView bytes_of(std::string_view text) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view text_of(ByteView bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// REQUIRES: sizeof(T) readable bytes at `at`.
template <typename T>
  requires std::is_trivially_copyable_v<T>
T load_le(const void* at) noexcept {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

template <typename T>
  requires std::is_trivially_copyable_v<T>
void store_le(void* at, T value) noexcept {
  std::memcpy(at, &value, sizeof value);
}

constexpr std::size_t align_up(std::size_t n, std::size_t alignment) noexcept {
  return (n + alignment - 1) & ~(alignment - 1);
}

}  // namespace wirespeed
