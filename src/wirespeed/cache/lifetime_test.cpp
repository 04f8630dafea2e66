#include "wirespeed/cache/lifetime.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wirespeed::cache {
namespace {

using namespace std::chrono_literals;

const Time kBegin{1000h};
const Spread kNone{0, 0};

Expiry begun(const Lifetime& lifetime, const Spread& spread = kNone) {
  Random random(1);
  return expiry_of(lifetime, spread, random, kBegin);
}

Freshness after(const Expiry& expiry, Nanos passed) {
  Random random(2);
  return freshness(expiry, kBegin + passed, random);
}

TEST(Lifetime, without_a_ttl_a_value_never_ends) {
  EXPECT_EQ(after(begun({}), 100'000h), Freshness::fresh);
  EXPECT_EQ(after(begun({.ttl = kForever, .stale = kForever}), 100'000h), Freshness::fresh);
}

TEST(Lifetime, a_value_is_fresh_then_stale_then_gone) {
  const Expiry expiry = begun({.ttl = 10s, .stale = 5s});
  EXPECT_EQ(after(expiry, 9999ms), Freshness::fresh);
  EXPECT_EQ(after(expiry, 10s), Freshness::stale);
  EXPECT_EQ(after(expiry, 14999ms), Freshness::stale);
  EXPECT_EQ(after(expiry, 15s), Freshness::gone);
}

TEST(Lifetime, what_never_gets_stale_for_good_is_served_for_ever) {
  EXPECT_EQ(after(begun({.ttl = 1s, .stale = kForever}), 100'000h), Freshness::stale);
}

TEST(Lifetime, jitter_shortens_a_ttl_by_at_most_its_part) {
  Random random(3);
  Nanos shortest = kForever;
  Nanos longest{0};
  for (int i = 0; i < 1000; ++i) {
    const Nanos ttl = expiry_of({.ttl = 100s}, {.jitter = 0.2, .beta = 0}, random, kBegin).fresh_until - kBegin;
    shortest = std::min(shortest, ttl);
    longest = std::max(longest, ttl);
  }
  EXPECT_GE(shortest, 80s);
  EXPECT_LT(shortest, 81s);
  EXPECT_LE(longest, 100s);
  EXPECT_GT(longest, 99s);
}

// The part of askers who are to load early is P(delta * beta * -ln u >= left) = exp(-left / (delta * beta)).
TEST(Lifetime, early_refresh_is_as_likely_as_xfetch_has_it) {
  const Expiry expiry = begun({.ttl = 100s, .delta = 2s}, {.jitter = 0, .beta = 1.5});
  Random random(4);
  for (const double left : {1.0, 3.0, 6.0}) {
    const Time now = kBegin + 100s - std::chrono::duration_cast<Nanos>(std::chrono::duration<double>(left));
    int due = 0;
    for (int i = 0; i < 20'000; ++i) due += freshness(expiry, now, random) == Freshness::due ? 1 : 0;
    EXPECT_NEAR(due / 20'000.0, std::exp(-left / 3.0), 0.01) << left;
  }
}

TEST(Lifetime, nothing_is_due_long_before_its_end_or_without_beta) {
  Random random(5);
  const Expiry with = begun({.ttl = 1000s, .delta = 1s}, {.jitter = 0, .beta = 1});
  const Expiry without = begun({.ttl = 1000s, .delta = 1s}, kNone);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(freshness(with, kBegin + 900s, random), Freshness::fresh);
    EXPECT_EQ(freshness(without, kBegin + 999s, random), Freshness::fresh);
  }
}

TEST(Lifetime, absurd_numbers_end_nothing) {
  const Lifetime absurd{.ttl = 1h, .stale = kForever, .delta = kForever};
  const Expiry expiry = begun(absurd, {.jitter = 0.5, .beta = 1e300});
  EXPECT_NE(after(expiry, 1s), Freshness::gone);
}

TEST(Random, is_in_its_range_and_even) {
  Random random(6);
  double sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double u = random.unit();
    ASSERT_GT(u, 0);
    ASSERT_LE(u, 1);
    sum += u;
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 0.02);
}

TEST(CoarseNow, is_close_to_the_exact_time) {
  const Nanos behind = Clock::now() - coarse_now();
  EXPECT_GE(behind, 0ns);
}

}  // namespace
}  // namespace wirespeed::cache
