// How a long call learns that it should end: a deadline, and a token that another thread may set.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "wirespeed/base/error.hpp"

namespace wirespeed {

using Clock = std::chrono::steady_clock;

// Set once, from any thread or a signal handler; never cleared.
class CancelToken {
 public:
  void cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const noexcept { return cancelled_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> cancelled_{false};
};

// Passed by value into every call that can take long. A default Stop never stops. The token is borrowed.
struct Stop {
  std::optional<Clock::time_point> deadline = std::nullopt;
  const CancelToken* cancel = nullptr;

  static Stop after(std::chrono::nanoseconds timeout) { return {Clock::now() + timeout, nullptr}; }

  bool requested() const noexcept {
    return (cancel != nullptr && cancel->cancelled()) || (deadline && Clock::now() >= *deadline);
  }

  // An error of code cancelled or deadline that names the operation; call it every few thousand steps.
  Result<void> check(const char* operation) const {
    if (cancel != nullptr && cancel->cancelled()) return fail(Errc::cancelled, "{}: cancelled", operation);
    if (deadline && Clock::now() >= *deadline) {
      return fail(Errc::deadline, "{}: deadline passed; give it more time or narrow the question", operation);
    }
    return {};
  }
};

}  // namespace wirespeed
