// Work split over threads that live as long as the call.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace wirespeed {

// Calls work(i) once for each i in [0, count), on at most `threads` threads (the caller's is one of them), and returns
// when all are done. Which thread does what is not fixed: results must not depend on it. REQUIRES: work does not throw.
template <typename Work>
void parallel_for(unsigned threads, std::size_t count, const Work& work) {
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (std::size_t i = next.fetch_add(1, std::memory_order_relaxed); i < count;
         i = next.fetch_add(1, std::memory_order_relaxed)) {
      work(i);
    }
  };
  const std::size_t helpers = std::min<std::size_t>(std::max(1u, threads), std::max<std::size_t>(1, count)) - 1;
  std::vector<std::jthread> pool;
  pool.reserve(helpers);
  for (std::size_t i = 0; i < helpers; ++i) pool.emplace_back(run);
  run();
}

}  // namespace wirespeed
