#include "wirespeed/cache/lifetime.hpp"

#include <time.h>

#include <algorithm>
#include <cmath>

namespace wirespeed::cache {
namespace {

constexpr Nanos kLongest = std::chrono::hours(24 * 365 * 100);  // what is longer has no end
constexpr std::int64_t kMostEarly = 40;                         // -ln u is beyond it once in 10^17 draws
constexpr Nanos kLongestLoad = std::chrono::hours(24);          // so that kMostEarly of it can be added up
constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;           // of splitmix64
constexpr double kOneOf53Bits = 1.0 / static_cast<double>(1ULL << 53);

Nanos scaled(Nanos duration, double factor) noexcept {
  return Nanos(static_cast<std::int64_t>(static_cast<double>(duration.count()) * factor));
}

}  // namespace

Time coarse_now() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return Time(std::chrono::seconds(now.tv_sec) + Nanos(now.tv_nsec));
}

double Random::unit() noexcept {
  std::uint64_t z = (state_ += kGolden);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return static_cast<double>(((z ^ (z >> 31)) >> 11) + 1) * kOneOf53Bits;
}

Expiry expiry_of(const Lifetime& lifetime, const Spread& spread, Random& random, Time now) noexcept {
  if (lifetime.ttl >= kLongest) return {};
  const Nanos ttl = scaled(lifetime.ttl, 1.0 - (spread.jitter > 0 ? spread.jitter * random.unit() : 0));
  const Nanos stale = std::min(lifetime.stale, kLongest);
  const Nanos early = scaled(std::min(lifetime.delta, kLongestLoad), std::min(spread.beta, 1e3));
  return {now + ttl - early * kMostEarly, now + ttl, now + ttl + stale, early};
}

Freshness freshness_near_end(const Expiry& expiry, Time now, Random& random) noexcept {
  if (now >= expiry.gone_at) return Freshness::gone;
  if (now >= expiry.fresh_until) return Freshness::stale;
  if (expiry.early.count() == 0 || expiry.fresh_until == Time::max()) return Freshness::fresh;
  const Nanos left = expiry.fresh_until - now;
  return scaled(expiry.early, -std::log(random.unit())) >= left ? Freshness::due : Freshness::fresh;
}

}  // namespace wirespeed::cache
