// What one call of a walk may take, and the errors that say it took more.
#pragma once

#include <cstdint>
#include <limits>

#include "wirespeed/base/stop.hpp"

namespace wirespeed::graph {

inline constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();
inline constexpr std::uint64_t kUsualMemory = std::uint64_t{4} << 30;

struct WalkLimits {
  std::uint64_t rows = kUnlimited;      // it ends when it has so many
  std::uint64_t max_rows = kUnlimited;  // it fails when there are more
  std::uint64_t memory = kUsualMemory;  // bytes that walk and answer may hold: it fails when it needs more
  Stop stop{};
};

// Fail with Errc::limit. `advice` is what to give so that less is held.
Result<void> check_rows(const char* operation, std::uint64_t rows, std::uint64_t max_rows);
Result<void> check_memory(const char* operation, std::uint64_t held, std::uint64_t memory,
                          const char* advice = "max_depth, filters or a limit");

}  // namespace wirespeed::graph
