#include "wirespeed/bolt_client/retry.hpp"

#include <gtest/gtest.h>

namespace wirespeed::bolt_client {
namespace {

double seconds(const std::optional<Duration>& delay) {
  return std::chrono::duration<double>(delay.value_or(0s)).count();
}

TEST(Retry, delays_double_within_a_fifth) {
  Retry retry(1h, 1);
  for (const double expected : {1.0, 2.0, 4.0, 8.0}) {
    const double delay = seconds(retry.delay_after(true));
    EXPECT_GE(delay, 0.8 * expected);
    EXPECT_LE(delay, 1.2 * expected);
  }
}

TEST(Retry, what_is_final_or_too_late_is_not_tried_again) {
  EXPECT_FALSE(Retry(1h, 1).delay_after(false));
  EXPECT_FALSE(Retry(0s, 1).delay_after(true));
}

TEST(Retry, a_wait_ends_with_its_stop) {
  EXPECT_TRUE(sleep_for(1ms, {}));
  EXPECT_EQ(sleep_for(1h, Stop::after(5ms)).error().code, Errc::deadline);
}

}  // namespace
}  // namespace wirespeed::bolt_client
