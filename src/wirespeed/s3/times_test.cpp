#include "wirespeed/s3/times.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3 {
namespace {

using namespace std::chrono_literals;

MicroTime at(std::int64_t seconds, std::int64_t microseconds = 0) {
  return MicroTime(std::chrono::seconds(seconds) + std::chrono::microseconds(microseconds));
}

constexpr std::int64_t kNow = 1795358136;  // 2026-11-22T14:35:36Z

TEST(IsoTime, is_read_as_s3_writes_it) {
  EXPECT_EQ(parse_iso8601("2026-11-22T14:35:36.000Z"), at(kNow));
  EXPECT_EQ(parse_iso8601("2026-11-22T14:35:36Z"), at(kNow));
  EXPECT_EQ(parse_iso8601("2026-11-22T14:35:36.120Z"), at(kNow, 120'000));
  EXPECT_EQ(parse_iso8601("2026-11-22T14:35:36.123456789Z"), at(kNow, 123'456));
  EXPECT_EQ(parse_iso8601("1970-01-01T00:00:00Z"), at(0));
}

TEST(IsoTime, offsets_are_taken_off) {
  EXPECT_EQ(parse_iso8601("2026-11-22T15:35:36+01:00"), at(kNow));
  EXPECT_EQ(parse_iso8601("2026-11-22T09:05:36-0530"), at(kNow));
  EXPECT_EQ(parse_iso8601("2026-11-22T14:35:36"), at(kNow));
}

TEST(IsoTime, what_is_no_time_is_refused) {
  for (const char* text : {"", "2026", "2026-11-22", "2026-13-22T14:35:36Z", "2026-02-30T14:35:36Z",
                           "2026-11-22T24:35:36Z", "2026-11-22T14:61:36Z", "2026-11-22T14:35:36.Z",
                           "2026-11-22T14:35:36ZZ", "2026-11-22 14:35:36Z", "2026-11-22T14:35:36+1", "x026-11-22T14"}) {
    EXPECT_FALSE(parse_iso8601(text)) << text;
  }
}

TEST(IsoTime, cut_anywhere_it_is_refused_or_another_time) {
  const std::string_view whole = "2026-11-22T14:35:36.123Z";
  for (std::size_t size = 0; size < 19; ++size) EXPECT_FALSE(parse_iso8601(whole.substr(0, size)));
}

TEST(IsoTime, is_written_with_milliseconds) {
  EXPECT_EQ(to_iso8601(at(kNow, 123'999)), "2026-11-22T14:35:36.123Z");
  EXPECT_EQ(to_iso8601(at(-1)), "1969-12-31T23:59:59.000Z");
}

TEST(HttpDate, all_three_forms_are_read) {
  EXPECT_EQ(parse_http_date("Sun, 22 Nov 2026 14:35:36 GMT"), at(kNow));
  EXPECT_EQ(parse_http_date("Sunday, 22-Nov-26 14:35:36 GMT"), at(kNow));
  EXPECT_EQ(parse_http_date("Sun Nov 22 14:35:36 2026"), at(kNow));
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), at(784111777));
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), at(784111777));
}

TEST(HttpDate, what_is_no_time_is_refused) {
  for (const char* text : {"", "Sun", "Sun, ", "Sun, 22 Nov 2026 14:35:36", "Sun, 22 Nov 2026 14:35:36 UTC",
                           "Sun, 31 Feb 2026 14:35:36 GMT", "Sunday, 22-Nov-26", "Foo, 22 Nov 2026 14:35:36 GMT",
                           "Sun Nov 22 14:35:36 2026 GMT", "Sunday 22"}) {
    EXPECT_FALSE(parse_http_date(text)) << text;
  }
}

TEST(HttpDate, what_is_written_is_read_again) {
  EXPECT_EQ(to_http_date(at(kNow)), "Sun, 22 Nov 2026 14:35:36 GMT");
  for (std::int64_t day = 0; day < 1000; ++day) {
    const MicroTime time = at(kNow + day * 86'400 * 3 + day);
    EXPECT_EQ(parse_http_date(to_http_date(time)), time);
  }
}

TEST(SigningTime, has_the_day_in_front) {
  const SigningTime time = to_signing_time(to_system_time(at(kNow)) + 999ms);
  EXPECT_EQ(time.text(), "20261122T143536Z");
  EXPECT_EQ(time.day(), "20261122");
}

TEST(SystemTimes, hold_the_nearest_of_what_they_cannot_hold) {
  const auto far = parse_iso8601("9999-12-31T23:59:59Z");
  ASSERT_TRUE(far);
  EXPECT_GT(to_system_time(*far), to_system_time(at(kNow)));
  EXPECT_LT(to_system_time(*parse_iso8601("0001-01-01T00:00:00Z")), to_system_time(at(0)));
}

}  // namespace
}  // namespace wirespeed::s3
