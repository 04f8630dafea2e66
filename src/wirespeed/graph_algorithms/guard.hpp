// What every search asks while it goes: whether it should end, and whether it holds too much.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "wirespeed/base/stop.hpp"

namespace wirespeed::graph_algorithms {

// What one call may take.
struct SearchLimits {
  std::uint64_t held = std::uint64_t{1} << 28;  // nodes, candidates and answers that it may hold: an error beyond
  Stop stop{};
};

class Guard {
 public:
  Guard(const char* operation, const SearchLimits& limits) noexcept : operation_(operation), limits_(limits) {}

  // Relationships that were looked at, or a like work: true every few thousand of them, and then check() is due.
  bool spend(std::uint64_t steps) noexcept {
    if (steps < left_) {
      left_ -= static_cast<std::uint32_t>(steps);
      return false;
    }
    left_ = kStepsPerCheck;
    return true;
  }

  Result<void> check(std::uint64_t held = 0) const {
    if (auto ok = limits_.stop.check(operation_); !ok) return ok;
    if (held <= limits_.held) return {};
    return fail(Errc::limit, "{}: expected to hold at most {} nodes, found {}; give a limit, max_depth or filters",
                operation_, limits_.held, held);
  }

  const char* operation() const noexcept { return operation_; }
  const Stop& stop() const noexcept { return limits_.stop; }

 private:
  static constexpr std::uint32_t kStepsPerCheck = 1 << 12;

  const char* operation_;
  SearchLimits limits_;
  std::uint32_t left_ = kStepsPerCheck;
};

}  // namespace wirespeed::graph_algorithms
