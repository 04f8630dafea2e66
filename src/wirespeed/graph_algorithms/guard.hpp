// What every search asks while it goes: whether it should end, and whether it holds too much.
#pragma once

#include <cstdint>

#include "wirespeed/graph_algorithms/pace.hpp"

namespace wirespeed::graph_algorithms {

// What one call may take.
struct SearchLimits {
  std::uint64_t held = std::uint64_t{1} << 28;  // nodes, candidates and answers that it may hold: an error beyond
  Stop stop{};
};

class Guard {
 public:
  Guard(const char* operation, const SearchLimits& limits) noexcept
      : pace_(limits.stop, operation), most_held_(limits.held) {}

  // Relationships that were looked at, or a like work: whether check() is due.
  bool spend(std::uint64_t steps) noexcept { return pace_.is_due(steps); }

  Result<void> check(std::uint64_t held = 0) {
    if (auto ok = pace_.check(); !ok) return ok;
    if (held <= most_held_) return {};
    return fail(Errc::limit, "{}: expected to hold at most {} nodes, found {}; give a limit, max_depth or filters",
                operation(), most_held_, held);
  }

  const char* operation() const noexcept { return pace_.operation(); }
  const Stop& stop() const noexcept { return pace_.stop(); }

 private:
  Pace pace_;
  std::uint64_t most_held_;
};

}  // namespace wirespeed::graph_algorithms
