#include "wirespeed/perftest/measure.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

namespace wirespeed::perftest {
namespace {

// Counts questions over all connections; "/bad" is not answered.
class Counting final : public Asker {
 public:
  explicit Counting(std::atomic<std::size_t>& asked) : asked_(asked) {}
  Result<Answer> ask(const std::string& target) override {
    ++asked_;
    return target == "/bad" ? Answer{404, "nobody"} : Answer{200, "{}"};
  }

 private:
  std::atomic<std::size_t>& asked_;
};

class Measuring : public ::testing::Test {
 protected:
  Askers askers() {
    return {[this]() -> Result<std::unique_ptr<Asker>> { return std::make_unique<Counting>(warm_); },
            [this]() -> Result<std::unique_ptr<Asker>> { return std::make_unique<Counting>(cold_); }};
  }
  Result<std::vector<Timing>> run(const std::vector<Case>& cases) {
    return measure(cases, askers(), settings_, [this](double share) { shares_.push_back(share); });
  }

  Settings settings_{
      .runs = 12, .rounds = 3, .cold_runs = 2, .seconds_per_case = 60, .connections = {1, 3}, .stop = {}};
  std::atomic<std::size_t> warm_{0};
  std::atomic<std::size_t> cold_{0};
  std::vector<double> shares_;
};

TEST_F(Measuring, asks_each_case_as_often_as_it_was_told_on_each_connection) {
  const auto timings = run({{"a", "/a"}, {"b", "/b"}});
  ASSERT_TRUE(timings) << timings.error().message;
  ASSERT_EQ(timings->size(), 4);
  EXPECT_EQ(warm_, 2 * (12 + 3 * 12));
  EXPECT_EQ(cold_, 2 * 2);
  EXPECT_EQ((*timings)[0].warm.count, 12);
  EXPECT_EQ((*timings)[1].warm.count, 36);
  for (const Timing& timing : *timings) {
    EXPECT_EQ(timing.rounds.size(), 3);
    EXPECT_EQ(timing.cold.size(), 2);
    EXPECT_LE(timing.warm.p50, timing.warm.p99);
  }
}

TEST_F(Measuring, a_case_that_is_not_answered_fails_alone) {
  const auto timings = run({{"bad", "/bad"}, {"b", "/b"}});
  ASSERT_TRUE(timings) << timings.error().message;
  EXPECT_EQ((*timings)[0].failure, "GET /bad answered 404: nobody");
  EXPECT_EQ((*timings)[1].failure, "GET /bad answered 404: nobody");
  EXPECT_TRUE((*timings)[2].failure.empty());
}

TEST_F(Measuring, a_slow_case_is_asked_less_often) {
  settings_.seconds_per_case = 0;
  const auto timings = run({{"a", "/a"}});
  ASSERT_TRUE(timings) << timings.error().message;
  EXPECT_EQ((*timings)[0].warm.count, 3 * 3);
}

TEST_F(Measuring, progress_ends_at_one) {
  ASSERT_TRUE(run({{"a", "/a"}}));
  EXPECT_TRUE(std::ranges::is_sorted(shares_));
  EXPECT_EQ(shares_.back(), 1);
}

TEST_F(Measuring, ends_when_it_is_told_to) {
  CancelToken token;
  token.cancel();
  settings_.stop.cancel = &token;
  const auto timings = run({{"a", "/a"}});
  ASSERT_FALSE(timings);
  EXPECT_EQ(timings.error().code, Errc::cancelled);
}

TEST_F(Measuring, nobody_to_ask_is_an_error) {
  const Askers none{[]() -> Result<std::unique_ptr<Asker>> { return fail(Errc::io, "nobody"); }, askers().cold};
  const std::vector<Case> cases = {{"a", "/a"}};
  EXPECT_FALSE(measure(cases, none, settings_, [](double) {}));
}

TEST(Yardsticks, take_some_time) { EXPECT_GT(measure_yardstick(), 0); }

}  // namespace
}  // namespace wirespeed::perftest
