#include "wirespeed/perftest/compare.hpp"

#include <gtest/gtest.h>

namespace wirespeed::perftest {
namespace {

using Rounds = std::vector<double>;

Run run_of(const Rounds& rounds, double yardstick = 400) {
  Run run{"", "", "", "", yardstick, {}};
  run.timings.push_back({{"a", "/a"}, 1, "", {}, {rounds.size(), median(rounds), 0, 0, 0}, rounds});
  return run;
}

Verdict verdict(const Run& before, const Run& now) {
  const auto changes = compare(before, now, {});
  return changes.size() == 1 ? changes.front().verdict : Verdict::failed;
}

TEST(Comparisons, call_equal_runs_the_same) {
  EXPECT_EQ(verdict(run_of({100, 110, 105}), run_of({100, 110, 105})), Verdict::same);
}

TEST(Comparisons, call_it_noise_as_long_as_rounds_overlap) {
  EXPECT_EQ(verdict(run_of({100, 500, 105}), run_of({400, 450, 420})), Verdict::same);
  EXPECT_EQ(verdict(run_of({100, 101, 102}), run_of({300, 301, 102})), Verdict::same);
}

TEST(Comparisons, call_slower_what_is_slower_in_every_round_by_more_than_the_margin) {
  EXPECT_EQ(verdict(run_of({300, 310, 305}), run_of({400, 410, 405})), Verdict::slower);
  EXPECT_EQ(verdict(run_of({300, 310, 305}), run_of({320, 321, 322})), Verdict::same);
}

TEST(Comparisons, do_not_count_a_few_microseconds) {
  EXPECT_EQ(verdict(run_of({5, 6, 5}), run_of({15, 16, 17})), Verdict::same);
}

TEST(Comparisons, forgive_a_machine_that_is_slower_but_do_not_punish_a_faster_one) {
  EXPECT_EQ(verdict(run_of({300, 310, 305}, 400), run_of({400, 410, 405}, 600)), Verdict::same);
  EXPECT_EQ(verdict(run_of({300, 310, 305}, 400), run_of({300, 310, 305}, 100)), Verdict::same);
}

TEST(Comparisons, know_what_became_faster) {
  EXPECT_EQ(verdict(run_of({400, 410, 405}), run_of({300, 310, 305})), Verdict::faster);
  EXPECT_FALSE(regressed(compare(run_of({400, 410, 405}), run_of({300, 310, 305}), {})));
}

TEST(Comparisons, fail_where_a_case_is_not_answered_any_more) {
  auto failing = run_of({100});
  failing.timings.front().failure = "GET /a answered 500";
  EXPECT_EQ(verdict(run_of({100}), failing), Verdict::failed);
  EXPECT_EQ(verdict(failing, failing), Verdict::same);
  EXPECT_TRUE(regressed(compare(run_of({100}), failing, {})));
}

TEST(Comparisons, leave_out_cases_that_only_one_run_has) {
  auto other = run_of({900});
  other.timings.front().connections = 4;
  EXPECT_TRUE(compare(run_of({100}), other, {}).empty());
}

}  // namespace
}  // namespace wirespeed::perftest
