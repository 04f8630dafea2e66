// Questions that took long, or that the server could not answer, as lines of the log: a few a second at most, since a
// server in trouble must not write more than it answers.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "log.hpp"

namespace discography {

// Thread-safe.
class SlowLog {
 public:
  static constexpr std::uint64_t kPerSecond = 10;

  // `slow`: from how long on a question is told; 0: never for that. The log is borrowed.
  SlowLog(const Log& log, std::chrono::nanoseconds slow) noexcept : log_(log), slow_(slow) {}

  // Called once for each answer: what is neither slow nor a failure of ours (status 5xx) costs two comparisons.
  void see(std::string_view target, unsigned status, std::chrono::nanoseconds took) noexcept {
    const bool slow = slow_.count() > 0 && took >= slow_;
    if (slow || status >= 500) [[unlikely]]
      tell(target, status, took);
  }

 private:
  void tell(std::string_view target, unsigned status, std::chrono::nanoseconds took) noexcept;
  bool may_write() noexcept;

  const Log& log_;
  const std::chrono::nanoseconds slow_;
  std::atomic<std::int64_t> second_{0};  // of the steady clock, that `written_` counts
  std::atomic<std::uint64_t> written_{0};
  std::atomic<std::uint64_t> left_out_{0};  // since the last line
};

}  // namespace discography
