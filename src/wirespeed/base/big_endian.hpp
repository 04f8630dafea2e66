// Numbers in network order, at any alignment.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>

namespace wirespeed {

template <std::integral T>
T swap_bytes(T value) noexcept {
  if constexpr (sizeof(T) == 1) return value;
  if constexpr (sizeof(T) == 2) return static_cast<T>(__builtin_bswap16(static_cast<std::uint16_t>(value)));
  if constexpr (sizeof(T) == 4) return static_cast<T>(__builtin_bswap32(static_cast<std::uint32_t>(value)));
  if constexpr (sizeof(T) == 8) return static_cast<T>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
}

// REQUIRES: sizeof(T) readable bytes at `at`.
template <std::integral T>
T load_be(const std::uint8_t* at) noexcept {
  T value;
  std::memcpy(&value, at, sizeof value);
  return swap_bytes(value);
}

// REQUIRES: sizeof(T) writable bytes at `at`. Returns the byte behind them.
template <std::integral T>
std::uint8_t* store_be(std::uint8_t* at, T value) noexcept {
  const T swapped = swap_bytes(value);
  std::memcpy(at, &swapped, sizeof swapped);
  return at + sizeof swapped;
}

}  // namespace wirespeed
