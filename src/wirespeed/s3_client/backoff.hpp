// How long to wait before the next attempt.
#pragma once

#include <random>

#include "wirespeed/s3_client/engine.hpp"

namespace wirespeed::s3_client {

// Full jitter: random below the bound, so that those who failed together do not come back together.
class Backoff {
 public:
  explicit Backoff(const RetryOptions& options) : options_(options), random_(std::random_device{}()) {}

  // `failures` attempts have failed, the last one by `why`. What the server asks for by Retry-After is heeded, up to
  // the longest wait.
  std::chrono::nanoseconds wait(unsigned failures, const s3::Error& why);
  // The bound below which it is random.
  std::chrono::nanoseconds bound(unsigned failures, s3::Retry why) const;

 private:
  RetryOptions options_;
  std::minstd_rand random_;
};

}  // namespace wirespeed::s3_client
