// Rows cut into parts by the hash of their keys, so that what is done to one part stays within a cache.
#pragma once

#include <array>
#include <vector>

#include "wirespeed/kernels/match_table.hpp"

namespace wirespeed::kernels {

// Rows with their keys, sorted into parts by the highest bits of their hash; within a part in their order.
struct KeyParts {
  RawVector<std::uint64_t> keys;
  RawVector<Row> rows;
  std::vector<std::size_t> begins;  // of each part, and the end of the last
};

inline constexpr std::size_t kKeyParts = 64;

template <typename Keys>
std::size_t part_of(const Keys& keys, std::uint64_t key) noexcept {
  // The table within a part takes the bits from the highest downwards: these are the lowest, which are mixed as well.
  return keys.spread(key) & (kKeyParts - 1);
}

template <typename Keys, typename Work>
void for_keys(const Keys& source, std::size_t first, std::size_t rows, Work&& work) {
  const bool can_miss = source.presence().can_miss();
  for_tiles(first, first + rows, [&](std::size_t begin, std::size_t count) {
    std::uint64_t keys[kTile];
    source.read(begin, count, keys);
    for (std::size_t i = 0; i < count; ++i) {
      if (!can_miss || source.presence().is_there(begin + i)) work(keys[i], static_cast<Row>(begin + i));
    }
  });
}

using PartPlaces = std::array<std::size_t, kKeyParts>;

// Counts of each slice and part to where they begin: part by part, slice by slice.
inline std::vector<std::size_t> places_of(std::vector<PartPlaces>& counts) {
  std::vector<std::size_t> begins;
  begins.reserve(kKeyParts + 1);
  std::size_t sum = 0;
  for (std::size_t part = 0; part < kKeyParts; ++part) {
    begins.push_back(sum);
    for (PartPlaces& slice : counts) sum += std::exchange(slice[part], sum);
  }
  begins.push_back(sum);
  return begins;
}

template <typename Keys>
KeyParts parts_of(const Keys& source) {
  const unsigned threads = threads_for(source.size());
  const std::size_t slice = source.size() / threads + 1;
  std::vector<PartPlaces> places(threads, PartPlaces{});
  const auto rows_of = [&](std::size_t i) {
    return std::min(slice, source.size() - std::min(source.size(), i * slice));
  };
  parallel_for(threads, threads, [&](std::size_t i) {
    for_keys(source, i * slice, rows_of(i), [&](std::uint64_t key, Row) { ++places[i][part_of(source, key)]; });
  });
  KeyParts parts{{}, {}, places_of(places)};
  parts.keys.resize(parts.begins.back());
  parts.rows.resize(parts.begins.back());
  parallel_for(threads, threads, [&](std::size_t i) {
    PartPlaces at = places[i];
    for_keys(source, i * slice, rows_of(i), [&](std::uint64_t key, Row row) {
      const std::size_t place = at[part_of(source, key)]++;
      parts.keys[place] = key;
      parts.rows[place] = row;
    });
  });
  return parts;
}

}  // namespace wirespeed::kernels
