#include "wirespeed/perftest/timing.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace wirespeed::perftest {
namespace {

TEST(Summaries, name_figures_that_were_measured) {
  std::vector<double> hundred(100);
  std::iota(hundred.rbegin(), hundred.rend(), 1.0);
  const Summary summary = summarize(hundred);
  EXPECT_EQ(summary.count, 100);
  EXPECT_EQ(summary.p50, 50);
  EXPECT_EQ(summary.p95, 95);
  EXPECT_EQ(summary.p99, 99);
  EXPECT_EQ(summary.max, 100);
}

TEST(Summaries, of_one_or_none_are_that) {
  std::vector<double> one = {4.5};
  EXPECT_EQ(summarize(one).p99, 4.5);
  std::vector<double> none;
  EXPECT_EQ(summarize(none).count, 0);
}

Run example() {
  Run run{"2026-11-22T23:10:00Z", "1.2.3", "music \"dir\"", "ab12", 410.2, {}};
  run.timings.push_back(
      {{"trends", "/api/trends/genre/Rock"}, 4, "", {30.5}, {100, 10.1, 20.2, 30.3, 40.4}, {9.5, 11}});
  run.timings.push_back({{"bad", "/x"}, 1, "GET /x answered 404: \"no\"", {}, {}, {}});
  return run;
}

TEST(Histories, give_back_their_last_run) {
  auto earlier = example();
  earlier.when = "2025-01-01T00:00:00Z";
  const auto read = last_run(to_json(earlier) + to_json(example()), "history");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->when, "2026-11-22T23:10:00Z");
  EXPECT_EQ(to_json(*read), to_json(example()));
  EXPECT_TRUE(read->failed());
}

TEST(Histories, that_are_empty_or_broken_are_errors) {
  EXPECT_FALSE(last_run("", "h"));
  EXPECT_FALSE(last_run("{\"when\": 1", "h"));
  const auto read = last_run("{\"when\": \"x\"}", "h");
  ASSERT_FALSE(read);
  EXPECT_TRUE(read.error().message.starts_with("h: ")) << read.error().message;
}

}  // namespace
}  // namespace wirespeed::perftest
