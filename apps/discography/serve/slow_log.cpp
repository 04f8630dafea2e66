#include "slow_log.hpp"

#include "wirespeed/base/stop.hpp"

namespace discography {
namespace {

constexpr std::size_t kShown = 512;  // bytes of a target

}  // namespace

// Two threads at the turn of a second may write a line too many: nobody is harmed.
bool SlowLog::may_write() noexcept {
  const auto since = wirespeed::Clock::now().time_since_epoch();
  const std::int64_t second = std::chrono::duration_cast<std::chrono::seconds>(since).count();
  if (second_.exchange(second, std::memory_order_relaxed) != second) written_.store(0, std::memory_order_relaxed);
  return written_.fetch_add(1, std::memory_order_relaxed) < kPerSecond;
}

void SlowLog::tell(std::string_view target, unsigned status, std::chrono::nanoseconds took) noexcept {
  if (!may_write()) {
    left_out_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  const double milliseconds = std::chrono::duration<double, std::milli>(took).count();
  log_.question({status >= 500 ? "error" : "warning", status >= 500 ? "question-failed" : "question-slow",
                 target.substr(0, kShown), status, milliseconds, left_out_.exchange(0, std::memory_order_relaxed)});
}

}  // namespace discography
