#include "wirespeed/bolt_client/retry.hpp"

#include <algorithm>
#include <thread>

namespace wirespeed::bolt_client {
namespace {

constexpr double kJitter = 0.2;
constexpr std::chrono::milliseconds kSlice{20};

}  // namespace

std::optional<Duration> Retry::delay_after(bool is_retryable) {
  if (!is_retryable || Clock::now() >= ends_) return std::nullopt;
  std::uniform_real_distribution<double> factor(1 - kJitter, 1 + kJitter);
  const auto delay = std::chrono::duration_cast<Duration>(next_ * factor(random_));
  next_ *= 2;
  return delay;
}

Result<void> sleep_for(Duration duration, const Stop& stop) {
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(duration);
  for (auto now = Clock::now(); now < end; now = Clock::now()) {
    if (auto go_on = stop.check("wait before another try"); !go_on) return go_on;
    std::this_thread::sleep_for(std::min<Clock::duration>(kSlice, end - now));
  }
  return {};
}

}  // namespace wirespeed::bolt_client
