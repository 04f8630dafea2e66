// Values of 0..32 bits, packed least significant bit first.
#pragma once

#include <cstdint>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::search {

// A section of packed bits ends with so many spare bytes: a load of eight may begin at any byte that holds a value.
inline constexpr std::size_t kSpareBytes = 8;

constexpr std::uint64_t bytes_for_bits(std::uint64_t bits) noexcept { return (bits + 7) / 8; }

// REQUIRES: width <= 32; eight readable bytes at the byte of `bit`.
inline std::uint32_t load_bits(const std::uint8_t* base, std::uint64_t bit, unsigned width) noexcept {
  const std::uint64_t window = load_le<std::uint64_t>(base + bit / 8) >> (bit % 8);
  return static_cast<std::uint32_t>(window & ((std::uint64_t{1} << width) - 1));
}

// REQUIRES: as load_bits, the bits are zero, and value < 2^width.
inline void store_bits(std::uint8_t* base, std::uint64_t bit, std::uint32_t value) noexcept {
  std::uint8_t* at = base + bit / 8;
  store_le(at, load_le<std::uint64_t>(at) | (std::uint64_t{value} << (bit % 8)));
}

// The bits 1 of each byte, in its place.
constexpr std::uint64_t ones_of_bytes(std::uint64_t word) noexcept {
  word -= (word >> 1) & 0x5555555555555555u;
  word = (word & 0x3333333333333333u) + ((word >> 2) & 0x3333333333333333u);
  return (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
}

// Without the instruction, which plain x86-64 does not have, std::popcount is a call.
constexpr unsigned count_ones(std::uint64_t word) noexcept {
  return static_cast<unsigned>((ones_of_bytes(word) * 0x0101010101010101u) >> 56);
}

// An array of u32 at any address; the caller keeps to its size.
class NumberView {
 public:
  NumberView() = default;
  explicit NumberView(ByteView bytes) noexcept : bytes_(bytes) {}

  std::size_t size() const noexcept { return bytes_.size() / 4; }
  std::uint32_t operator[](std::size_t i) const noexcept { return load_le<std::uint32_t>(bytes_.data() + 4 * i); }

 private:
  ByteView bytes_;
};

}  // namespace wirespeed::search
