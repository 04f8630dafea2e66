#include "wirespeed/graph/times.hpp"

#include <gtest/gtest.h>

namespace wirespeed::graph {
namespace {

TimeType moments(TimeUnit unit, bool is_zoned = false) { return {TimeKind::moment, unit, is_zoned}; }

// A moment in another unit: the tick, and whether it is later than that.
std::pair<std::int64_t, bool> moved(std::int64_t ticks, TimeUnit from, TimeUnit to) {
  const WholeTicks whole = value_or_throw(ticks_in({moments(from), ticks}, moments(to)));
  return {whole.ticks, whole.has_rest};
}

using Whole = std::pair<std::int64_t, bool>;

TEST(Times, types_of_arrow_and_numpy_are_read) {
  EXPECT_EQ(time_type_of("tdD"), moments(TimeUnit::day));
  EXPECT_EQ(time_type_of("tdm"), moments(TimeUnit::milli));
  EXPECT_EQ(time_type_of("tsn:"), moments(TimeUnit::nano));
  EXPECT_EQ(time_type_of("tsu:Europe/Paris"), moments(TimeUnit::micro, true));
  EXPECT_EQ(time_type_of("tDs"), (TimeType{TimeKind::duration, TimeUnit::second}));
  EXPECT_EQ(time_type_of("ttm"), (TimeType{TimeKind::time_of_day, TimeUnit::milli}));
  EXPECT_EQ(time_type_of("M8[h]"), moments(TimeUnit::hour));
  EXPECT_EQ(time_type_of("m8[Y]"), (TimeType{TimeKind::duration, TimeUnit::year}));
  for (const char* other : {"", "l", "tiM", "td", "M8", "M8[25s]", "m8[as]", "txu"}) EXPECT_FALSE(time_type_of(other));
}

TEST(Times, types_are_written_as_they_are_read) {
  for (const char* type : {"tdD", "tsu:", "tsn:UTC", "tDm", "ttn"}) EXPECT_EQ(arrow_format(*time_type_of(type)), type);
}

TEST(Times, units_are_rounded_down) {
  EXPECT_EQ(moved(86'400, TimeUnit::second, TimeUnit::day), Whole(1, false));
  EXPECT_EQ(moved(86'401, TimeUnit::second, TimeUnit::day), Whole(1, true));
  EXPECT_EQ(moved(-1, TimeUnit::second, TimeUnit::day), Whole(-1, true));
  EXPECT_EQ(moved(2, TimeUnit::week, TimeUnit::nano), Whole(1'209'600'000'000'000, false));
}

TEST(Times, months_are_those_of_the_calendar) {
  EXPECT_EQ(moved(30, TimeUnit::year, TimeUnit::day), Whole(10'957, false));
  EXPECT_EQ(moved(361, TimeUnit::month, TimeUnit::day), Whole(10'988, false));
  EXPECT_EQ(moved(11'016, TimeUnit::day, TimeUnit::month), Whole(361, true));  // 2000-02-29
  EXPECT_EQ(moved(11'017, TimeUnit::day, TimeUnit::month), Whole(362, false));
  EXPECT_EQ(moved(-1, TimeUnit::day, TimeUnit::year), Whole(-1, true));
  EXPECT_EQ(moved(13, TimeUnit::month, TimeUnit::year), Whole(1, true));
  for (std::int64_t month = -30'000; month < 30'000; ++month) {
    const auto [day, rest] = moved(month, TimeUnit::month, TimeUnit::day);
    EXPECT_EQ(moved(day, TimeUnit::day, TimeUnit::month), Whole(month, false));
    EXPECT_EQ(moved(day - 1, TimeUnit::day, TimeUnit::month), Whole(month - 1, true));
  }
}

TEST(Times, what_is_beyond_64_bits_is_beyond_all) {
  EXPECT_EQ(moved(INT64_MAX, TimeUnit::second, TimeUnit::nano), Whole(INT64_MAX, true));
  EXPECT_EQ(moved(INT64_MIN, TimeUnit::second, TimeUnit::nano), Whole(INT64_MIN, false));
  for (const std::int64_t far : {INT64_MAX, INT64_MIN}) {
    for (int from = 0; from < 10; ++from) {
      for (int to = 0; to < 10; ++to) (void)moved(far, static_cast<TimeUnit>(from), static_cast<TimeUnit>(to));
    }
  }
}

TEST(Times, what_has_no_order_is_refused) {
  const TimeValue naive{moments(TimeUnit::second), 5};
  EXPECT_EQ(ticks_in(naive, moments(TimeUnit::second, true)).error().message,
            "expected a moment in a time zone, found a moment without a time zone");
  EXPECT_FALSE(ticks_in(naive, {TimeKind::duration, TimeUnit::second}));
  const TimeValue months{{TimeKind::duration, TimeUnit::month}, 5};
  EXPECT_FALSE(ticks_in(months, {TimeKind::duration, TimeUnit::day}));
  EXPECT_EQ(value_or_throw(ticks_in(months, {TimeKind::duration, TimeUnit::year})).ticks, 0);
}

}  // namespace
}  // namespace wirespeed::graph
