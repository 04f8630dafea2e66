// Where one way of grouping keys becomes dearer than another, for words and texts alike.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "wirespeed/base/cpu.hpp"

namespace wirespeed::kernels {

// Beyond this a table and its misses cost more than parting the rows, if there are many.
inline constexpr std::uint32_t kGroupsInCache = 1U << 16;
inline constexpr std::size_t kRowsToPart = std::size_t{1} << 18;
// Starting threads takes 5-20 us each, and their parts are put together afterwards.
inline constexpr std::size_t kRowsForThreads = std::size_t{1} << 18;

// A table of places costs its memory: up to 4 for each row, and as many as the cache near the core holds anyway. A
// range of fewer places than these has one.
inline std::uint64_t places_for(std::size_t rows) noexcept {
  constexpr std::uint64_t kAlways = 1024;
  constexpr std::uint64_t kMost = std::uint64_t{1} << 22;
  return std::min(kMost, std::max(kAlways, std::uint64_t{rows} * 4));
}

// Of those that a caller allows, 0 being all cores, as many as so many keys are worth. It asks the kernel only then.
inline unsigned threads_for_keys(std::size_t rows, unsigned threads) noexcept {
  if (rows < kRowsForThreads) return 1;
  return threads == 0 ? available_cores() : threads;
}

}  // namespace wirespeed::kernels
