// How a loop over relationships asks its Stop: every few thousand of them, however long single rows are.
#pragma once

#include <cstdint>

#include "wirespeed/base/stop.hpp"

namespace wirespeed::graph_algorithms {

// One for each thread.
class Pace {
 public:
  static constexpr std::int64_t kStepsPerCheck = 1 << 13;

  Pace(const Stop& stop, const char* operation) noexcept : stop_(stop), operation_(operation) {}

  const char* operation() const noexcept { return operation_; }
  const Stop& stop() const noexcept { return stop_; }

  // Whether as many steps as these make it time to check().
  bool is_due(std::uint64_t steps) noexcept {
    left_ -= static_cast<std::int64_t>(steps);
    return left_ < 0;
  }
  Result<void> check() {
    left_ = kStepsPerCheck;
    return stop_.check(operation_);
  }

 private:
  Stop stop_;
  const char* operation_;
  std::int64_t left_ = 0;
};

}  // namespace wirespeed::graph_algorithms
