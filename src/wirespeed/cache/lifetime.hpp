// How long a value is good: until when it is fresh, until when it may still be served, and when to load it anew.
#pragma once

#include <cstdint>

#include "wirespeed/base/stop.hpp"

namespace wirespeed::cache {

using Time = Clock::time_point;
using Nanos = std::chrono::nanoseconds;

inline constexpr Nanos kForever = Nanos::max();

// The time, at most a tick of the system's timer (4 ms) ago; asking costs a fifth of what the exact one costs.
Time coarse_now() noexcept;

// What a caller says of a value that it brings.
struct Lifetime {
  Nanos ttl = kForever;  // how long it is fresh
  Nanos stale{0};        // how long after that it is served while somebody loads it anew
  Nanos delta{0};        // how long loading it took
};

// What becomes of a Lifetime when it begins.
struct Expiry {
  Time sure_until = Time::max();  // until then it is fresh, and nothing else need be asked
  Time fresh_until = Time::max();
  Time gone_at = Time::max();
  Nanos early{0};  // delta times beta: the larger, the earlier before its end it is loaded anew
};

// A generator of numbers that nobody needs to guess wrong: jitter, early refresh. Not thread-safe.
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

  double unit() noexcept;  // in (0, 1]

 private:
  std::uint64_t state_;
};

struct Spread {
  double jitter = 0.1;  // a ttl is shortened by up to this part of itself, so that what came together does not end so
  double beta = 1.0;    // of early refresh; 0: none
};

Expiry expiry_of(const Lifetime& lifetime, const Spread& spread, Random& random, Time now) noexcept;

enum class Freshness : std::uint8_t {
  fresh,
  due,    // fresh, but better loaded anew now (XFetch: Vattani, Chierichetti, Lowenstein, VLDB 2015)
  stale,  // to be served while it is loaded anew
  gone,
};

Freshness freshness_near_end(const Expiry& expiry, Time now, Random& random) noexcept;

inline Freshness freshness(const Expiry& expiry, Time now, Random& random) noexcept {
  return now < expiry.sure_until ? Freshness::fresh : freshness_near_end(expiry, now, random);
}

}  // namespace wirespeed::cache
