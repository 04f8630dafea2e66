// Work on several threads that may fail: a lane is a part of the work with memory of its own.
#pragma once

#include <algorithm>
#include <vector>

#include "wirespeed/base/cpu.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/base/parallel.hpp"

namespace wirespeed::graph_algorithms {

// How many threads a caller means: 0 are as many as there are cores.
inline unsigned threads_of(unsigned threads) { return threads == 0 ? available_cores() : threads; }

// Of them, as many as there is work for.
inline std::size_t lanes_for(unsigned threads, std::size_t parts) {
  return std::clamp<std::size_t>(threads_of(threads), 1, std::max<std::size_t>(1, parts));
}

// Calls work(part) for each part, on so many threads; the error is that of the first part that has one.
template <typename Work>
Result<void> on_threads(std::size_t threads, std::size_t parts, const Work& work) {
  std::vector<Result<void>> results(parts);
  parallel_for(static_cast<unsigned>(threads), parts, [&](std::size_t part) { results[part] = work(part); });
  for (Result<void>& result : results) {
    if (!result) return std::move(result);
  }
  return {};
}

// The same with a thread for each part.
template <typename Work>
Result<void> on_lanes(std::size_t lanes, const Work& work) {
  return on_threads(lanes, lanes, work);
}

// What of `count` things belongs to a lane: [first, last).
struct Share {
  std::size_t first;
  std::size_t last;
};

constexpr Share share_of(std::size_t count, std::size_t lane, std::size_t lanes) noexcept {
  return {count * lane / lanes, count * (lane + 1) / lanes};
}

}  // namespace wirespeed::graph_algorithms
