#include "wirespeed/s3/part_tuner.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3 {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kMega = std::uint64_t{1} << 20;
constexpr std::uint64_t kMuch = 10'000 * kMega;

// What it makes of a network where an answer begins after `latency` and then brings `rate` bytes a microsecond.
PartTuner after(std::chrono::microseconds latency, std::uint64_t rate, PartSizes sizes = {}) {
  PartTuner tuner(sizes);
  for (int i = 0; i < 40; ++i) {
    const std::uint64_t bytes = tuner.next_part(kMuch, 7);
    tuner.part_came(bytes, latency, latency + std::chrono::microseconds(bytes / rate));
  }
  return tuner;
}

TEST(PartTuner, begins_with_the_first_size_whatever_comes) {
  EXPECT_EQ(PartTuner().next_part(kMuch, 0), 8 * kMega);
  EXPECT_EQ(PartTuner().next_part(24 * kMega, 3), 8 * kMega);
}

TEST(PartTuner, stays_with_it_on_a_network_that_costs_nothing) {
  EXPECT_EQ(after(500us, 400).next_part(kMuch, 7), 8 * kMega);
}

TEST(PartTuner, is_larger_where_answers_are_long_in_coming) {
  EXPECT_EQ(after(30ms, 90).next_part(kMuch, 7), 21 * kMega);
  EXPECT_EQ(after(100ms, 400).next_part(kMuch, 7), 32 * kMega);
}

TEST(PartTuner, is_smaller_where_a_connection_brings_little) {
  EXPECT_EQ(after(20ms, 2).next_part(kMuch, 7), 4 * kMega);
  EXPECT_EQ(PartTuner(after(1ms, 1, {.first = kMega})).next_part(kMuch, 7), kMega);
}

TEST(PartTuner, lets_all_connections_finish_together) {
  const PartTuner tuner = after(10ms, 90);
  EXPECT_EQ(tuner.next_part(kMuch, 7), 8 * kMega);
  EXPECT_EQ(tuner.next_part(32 * kMega, 7), 4 * kMega);
  EXPECT_EQ(tuner.next_part(8 * kMega, 7), kMega);
}

TEST(PartTuner, spares_requests_that_take_no_time) { EXPECT_EQ(after(500us, 800).next_part(16 * kMega, 7), 8 * kMega); }

TEST(PartTuner, leaves_no_crumbs) {
  EXPECT_EQ(PartTuner().next_part(8 * kMega + 1, 0), 8 * kMega + 1);
  EXPECT_EQ(PartTuner().next_part(5, 0), 5U);
}

TEST(PartTuner, a_size_that_was_asked_for_is_kept) {
  PartTuner tuner = after(100ms, 1, PartSizes::fixed(10));
  EXPECT_EQ(tuner.next_part(kMuch, 7), 10U);
  EXPECT_EQ(tuner.next_part(11, 7), 10U);
  EXPECT_EQ(tuner.next_part(1, 7), 1U);
}

TEST(PartTuner, what_is_too_small_to_tell_a_rate_tells_nothing) {
  PartTuner tuner;
  tuner.part_came(1000, 1s, 2s);
  EXPECT_EQ(tuner.next_part(kMuch, 7), 8 * kMega);
}

}  // namespace
}  // namespace wirespeed::s3
