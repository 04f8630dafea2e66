// How many connections the work is worth: it starts with a few, doubles them while more bring more, and goes back where
// they did not.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "wirespeed/base/stop.hpp"

namespace wirespeed::s3_client {

// What an engine has done so far.
struct Done {
  std::uint64_t exchanges = 0;
  std::uint64_t bytes = 0;
};

class Growth {
 public:
  explicit Growth(unsigned most) noexcept;

  // Connections that may be open now.
  unsigned allowed() const noexcept { return allowed_; }
  bool can_grow() const noexcept { return allowed_ < most_; }

  // Another call, maybe to another server: what calls before met counts less and less.
  void begin_call() noexcept { soonest_ = soonest_ < kNever / 2 ? 2 * soonest_ : kNever; }
  void took(std::chrono::nanoseconds exchange) noexcept { soonest_ = std::min(soonest_, std::max(exchange, kAtOnce)); }

  // For so long nothing came of any connection, while work was queued: the network is far, or the server slow, and each
  // connection waits by itself. Unless an exchange took less: then the server is near and has enough to do.
  static constexpr std::chrono::milliseconds kQuiet{2};
  void quiet(unsigned open, Clock::time_point now) noexcept;

  // Work is queued and all connections are busy; `slept`: since the loop was made, in waits for the network.
  // Compares what this many connections bring with what fewer brought: where that was as much, fewer are allowed.
  void look(unsigned open, const Done& done, std::chrono::nanoseconds slept, Clock::time_point now) noexcept;

  // No more than these came about, or the server has too much to do.
  void refused(unsigned open, Clock::time_point now) noexcept;

 private:
  struct Rate {
    double exchanges = 0;  // a second
    double bytes = 0;

    bool is_above(const Rate& other) const noexcept;
  };
  void begin_window(unsigned open, const Done& done, std::chrono::nanoseconds slept, Clock::time_point now) noexcept;
  void rest(Clock::time_point now) noexcept;
  void go_back(unsigned open, Clock::time_point now) noexcept;

  static constexpr std::chrono::nanoseconds kNever = std::chrono::nanoseconds::max();
  static constexpr std::chrono::nanoseconds kAtOnce = std::chrono::microseconds(100);  // what is sooner is no nearer

  unsigned most_;
  unsigned allowed_;
  unsigned open_ = 0;  // in this window
  Done begin_{};
  std::chrono::nanoseconds slept_at_begin_{};
  Clock::time_point began_{};
  Rate before_{};                              // with fewer
  std::chrono::nanoseconds soonest_ = kNever;  // of the exchanges so far
  Clock::time_point rest_until_{};
  Clock::time_point refused_until_{};
};

}  // namespace wirespeed::s3_client
