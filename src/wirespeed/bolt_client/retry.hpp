// When work that failed is tried again.
#pragma once

#include <optional>
#include <random>

#include "wirespeed/bolt/error.hpp"
#include "wirespeed/bolt_client/options.hpp"

namespace wirespeed::bolt_client {

// The tries of one piece of work: delays that double from 1 s, each 20 % longer or shorter by chance, until `timeout`
// has passed since the first try.
class Retry {
 public:
  explicit Retry(Duration timeout, unsigned seed = std::random_device{}())
      : ends_(Clock::now() + std::chrono::duration_cast<Clock::duration>(timeout)), random_(seed) {}

  // How long to wait before the next try; nothing when `error` is final or time is up.
  std::optional<Duration> delay_after(const bolt::Error& error) { return delay_after(error.is_retryable()); }
  std::optional<Duration> delay_after(bool is_retryable);

 private:
  Clock::time_point ends_;
  std::minstd_rand random_;
  Duration next_ = 1s;
};

// Waits, unless the stop comes first.
Result<void> sleep_for(Duration duration, const Stop& stop);

}  // namespace wirespeed::bolt_client
