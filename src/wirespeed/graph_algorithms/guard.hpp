// What every search asks while it goes: whether it should end, and whether it holds too much.
#pragma once

#include <cstdint>

#include "wirespeed/graph/walk_limits.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"

namespace wirespeed::graph_algorithms {

// What one call may take.
struct SearchLimits {
  std::uint64_t max_rows = graph::kUnlimited;  // paths, or nodes where they are the rows: it fails when there are more
  std::uint64_t memory = graph::kUsualMemory;  // bytes that search and answer may hold: it fails when it needs more
  Stop stop{};

  // Of a search that ends after `limit` rows: what it looks for, so that it is seen whether there are too many.
  std::uint64_t rows_to_find(std::uint64_t limit) const noexcept { return max_rows < limit ? max_rows + 1 : limit; }
};

class Guard {
 public:
  Guard(const char* operation, const SearchLimits& limits) noexcept
      : pace_(limits.stop, operation), memory_(limits.memory) {}

  // Relationships that were looked at, or a like work: whether check() is due.
  bool spend(std::uint64_t steps) noexcept { return pace_.is_due(steps); }

  // `held` are bytes.
  Result<void> check(std::uint64_t held = 0) {
    if (auto ok = pace_.check(); !ok) return ok;
    return graph::check_memory(operation(), held, memory_);
  }

  const char* operation() const noexcept { return pace_.operation(); }
  const Stop& stop() const noexcept { return pace_.stop(); }

 private:
  Pace pace_;
  std::uint64_t memory_;
};

}  // namespace wirespeed::graph_algorithms
