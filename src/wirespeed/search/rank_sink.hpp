// Where the ranks go that match, and when there are enough of them.
#pragma once

#include <cstdint>
#include <vector>

#include "wirespeed/base/stop.hpp"

namespace wirespeed::search {

// Looks at the Stop every few thousand steps.
class Pace {
 public:
  explicit Pace(const Stop& stop) : stop_(stop) {}

  bool stopped() const noexcept { return stopped_; }

  // True when the work should end. A step is some nanoseconds of work.
  bool step(std::uint32_t steps = 1) noexcept {
    done_ += steps;
    if (done_ < kSteps) return stopped_;
    done_ = 0;
    stopped_ = stopped_ || stop_.requested();
    return stopped_;
  }

 private:
  static constexpr std::uint32_t kSteps = 4096;
  Stop stop_;
  std::uint32_t done_ = 0;
  bool stopped_ = false;
};

// Takes ranks in rising order. It wants the first `wanted` below `end`, and when it counts the number of all.
class RankSink {
 public:
  RankSink(std::uint64_t wanted, std::uint32_t end, bool counts) : wanted_(wanted), end_(end), counts_(counts) {}

  // False when no rank is needed any more.
  bool take(std::uint32_t rank) {
    if (rank >= end_) return false;
    ++total_;
    if (ranks_.size() < wanted_) ranks_.push_back(rank);
    return counts_ || ranks_.size() < wanted_;
  }

  // As many more, without their ranks. REQUIRES: wants_ranks() is false
  void add(std::uint64_t count) noexcept { total_ += count; }
  bool wants_ranks() const noexcept { return ranks_.size() < wanted_; }

  std::uint64_t wanted() const noexcept { return wanted_; }
  std::uint32_t end() const noexcept { return end_; }
  bool counts() const noexcept { return counts_; }
  const std::vector<std::uint32_t>& ranks() const noexcept { return ranks_; }
  std::uint64_t total() const noexcept { return total_; }

 private:
  std::uint64_t wanted_;
  std::uint32_t end_;
  bool counts_;
  std::uint64_t total_ = 0;
  std::vector<std::uint32_t> ranks_;
};

}  // namespace wirespeed::search
