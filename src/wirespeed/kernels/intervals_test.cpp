// Overlaps, against each interval held to each other.
#include "wirespeed/kernels/intervals.hpp"

#include <cmath>
#include <limits>

#include "wirespeed/kernels/view_fixture.hpp"

namespace wirespeed::kernels {
namespace {

Numbers overlaps(const Numbers& starts, const Numbers& ends, const Numbers& offsets, Overlap kind) {
  return listed(value_or_throw(interval_overlaps(view_of(starts), view_of(ends), view_of(offsets), kind)).whole);
}

Numbers obvious_sums(const Numbers& starts, const Numbers& ends, const Numbers& offsets) {
  Numbers sums(starts.size(), 0);
  for (std::size_t group = 1; group < offsets.size(); ++group) {
    const auto begin = static_cast<std::size_t>(offsets[group - 1]);
    const auto end = static_cast<std::size_t>(offsets[group]);
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t j = begin; j < end; ++j) {
        const auto common = std::min(ends[i], ends[j]) - std::max(starts[i], starts[j]);
        if (i != j) sums[i] += std::max<std::int64_t>(0, common);
      }
    }
  }
  return sums;
}

// By each unit of time.
Numbers obvious_times(const Numbers& starts, const Numbers& ends) {
  Numbers times(starts.size(), 0);
  for (std::size_t i = 0; i < starts.size(); ++i) {
    for (std::int64_t t = starts[i]; t < ends[i]; ++t) {
      bool other = false;
      for (std::size_t j = 0; j < starts.size(); ++j) other |= j != i && starts[j] <= t && t < ends[j];
      times[i] += other ? 1 : 0;
    }
  }
  return times;
}

TEST(Intervals, are_those_of_the_obvious_way) {
  Random random;
  SCOPED_TRACE(random.seed());
  for (const std::size_t rows : {1u, 2u, 30u, 400u}) {
    const Numbers starts = random.numbers<std::int64_t>(rows, 200, -100);
    Numbers ends = starts;
    for (auto& end : ends) end += static_cast<std::int64_t>(random(20));
    const auto all = static_cast<std::int64_t>(rows);
    EXPECT_EQ(overlaps(starts, ends, {0, all}, Overlap::sum), obvious_sums(starts, ends, {0, all}));
    EXPECT_EQ(overlaps(starts, ends, {0, all / 3, all / 2, all}, Overlap::sum),
              obvious_sums(starts, ends, {0, all / 3, all / 2, all}));
    EXPECT_EQ(overlaps(starts, ends, {0, all}, Overlap::time), obvious_times(starts, ends));
  }
}

TEST(Intervals, of_floats_are_floats) {
  const std::vector<double> starts{0, 0.5, std::nan("")};
  const std::vector<double> ends{1, 2, 9};
  const Numbers offsets{0, 3};
  const Overlaps found =
      value_or_throw(interval_overlaps(view_of(starts), view_of(ends), view_of(offsets), Overlap::sum));
  EXPECT_EQ((std::vector<double>(found.real.begin(), found.real.end())), (std::vector<double>{0.5, 0.5, 0}));
}

TEST(Intervals, may_span_all_of_a_type_but_not_sum_beyond_it) {
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(overlaps({kLeast, 0}, {kMost, 5}, {0, 2}, Overlap::sum), (Numbers{5, 5}));
  const Numbers starts{kLeast, kLeast};
  const Numbers ends{kMost, kMost};
  const Numbers offsets{0, 2};
  EXPECT_FALSE(interval_overlaps(view_of(starts), view_of(ends), view_of(offsets), Overlap::sum));
}

TEST(Intervals, refuses_ends_before_starts_and_offsets_that_lie) {
  EXPECT_THROW(overlaps({2}, {1}, {0, 1}, Overlap::sum), Exception);
  EXPECT_THROW(overlaps({1}, {2}, {0, 2}, Overlap::sum), Exception);
  EXPECT_THROW(overlaps({1}, {2}, {1, 0}, Overlap::sum), Exception);
  EXPECT_THROW(overlaps({1}, {2}, {-1, 1}, Overlap::sum), Exception);
  EXPECT_THROW(overlaps({1, 2}, {2}, {0, 1}, Overlap::sum), Exception);
}

}  // namespace
}  // namespace wirespeed::kernels
