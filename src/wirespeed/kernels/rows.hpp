// Rows by number, and how work over them is cut.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "wirespeed/base/cpu.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/base/parallel.hpp"

namespace wirespeed::kernels {

using Row = std::uint32_t;
inline constexpr Row kNoRow = 0xffffffff;
inline constexpr std::int64_t kNoIndex = -1;  // the same in what callers see

// From here on a second thread is worth its start: some 20 us against 1 ns a row and more.
inline constexpr std::size_t kThreadedRows = 200'000;
inline constexpr std::size_t kTile =
    1024;  // rows that are looked at together: their words fill a fourth of an L1 cache

// Rows are numbered in 32 bits.
inline Result<void> check_rows(std::int64_t rows, const char* operation) {
  if (rows < kNoRow) return {};
  return fail(Errc::limit, "{}: expected less than 2^32 - 1 rows, found {}; do it in parts", operation, rows);
}

// How many threads are worth starting for so many rows.
inline unsigned threads_for(std::size_t rows) noexcept {
  static const unsigned cores = std::min(available_cores(), 16u);
  return rows < kThreadedRows ? 1 : cores;
}

// Calls work(begin, count) for parts of [0, rows), each a multiple of 64 rows but the last, on threads where that pays.
template <typename Work>
void for_parts(std::size_t rows, Work&& work) {
  const unsigned threads = threads_for(rows);
  if (threads == 1) return work(std::size_t{0}, rows);
  const std::size_t part = (rows / (threads * 4) + 63) / 64 * 64;
  parallel_for(threads, (rows + part - 1) / part,
               [&](std::size_t i) { work(i * part, std::min(part, rows - i * part)); });
}

// Calls work(begin, count) for tiles of [first, last), in order.
template <typename Work>
void for_tiles(std::size_t first, std::size_t last, Work&& work) {
  for (std::size_t begin = first; begin < last; begin += kTile) work(begin, std::min(kTile, last - begin));
}

}  // namespace wirespeed::kernels
