// The parts of an engine that need no network.
#include <gtest/gtest.h>

#include <set>

#include "wirespeed/s3_client/backoff.hpp"
#include "wirespeed/s3_client/growth.hpp"
#include "wirespeed/s3_client/hedging.hpp"
#include "wirespeed/s3_client/proxy.hpp"

namespace wirespeed::s3_client {
namespace {

using namespace std::chrono_literals;

constexpr RetryOptions kRetry{.attempts = 5, .base = 50ms, .longest = 1s};

TEST(Backoff, the_bound_doubles_up_to_the_longest) {
  const Backoff backoff(kRetry);
  EXPECT_EQ(backoff.bound(1, s3::Retry::soon), 50ms);
  EXPECT_EQ(backoff.bound(2, s3::Retry::soon), 100ms);
  EXPECT_EQ(backoff.bound(4, s3::Retry::soon), 400ms);
  EXPECT_EQ(backoff.bound(40, s3::Retry::soon), 1s);
}

TEST(Backoff, a_throttled_server_is_left_alone_for_longer) {
  const Backoff backoff(kRetry);
  EXPECT_GT(backoff.bound(1, s3::Retry::throttled), backoff.bound(2, s3::Retry::soon));
}

TEST(Backoff, what_is_known_to_be_mended_waits_for_nothing_once) {
  const Backoff backoff(kRetry);
  EXPECT_EQ(backoff.bound(1, s3::Retry::elsewhere), 0ms);
  EXPECT_EQ(backoff.bound(1, s3::Retry::refresh), 0ms);
  EXPECT_GT(backoff.bound(2, s3::Retry::refresh), 0ms);
}

s3::Error failure(s3::Retry why, std::chrono::seconds retry_after = 0s) {
  s3::Error made(wirespeed::Error{Errc::io, "failed"}, s3::Error::Kind::server, why);
  made.retry_after = retry_after;
  return made;
}

TEST(Backoff, waits_as_long_as_the_server_asks_within_what_is_allowed) {
  Backoff backoff({.attempts = 5, .base = 50ms, .longest = 5s});
  EXPECT_GE(backoff.wait(1, failure(s3::Retry::throttled, 3s)), 3s);
  EXPECT_LE(backoff.wait(1, failure(s3::Retry::soon, 3s)), 3s + 50ms);
  EXPECT_EQ(backoff.wait(1, failure(s3::Retry::throttled, 600s)), 5s);
}

TEST(Backoff, waits_are_random_below_the_bound) {
  Backoff backoff(kRetry);
  std::set<std::chrono::nanoseconds> waits;
  for (int i = 0; i < 200; ++i) waits.insert(backoff.wait(1, failure(s3::Retry::soon)));
  EXPECT_GT(waits.size(), 100U);
  EXPECT_GE(*waits.begin(), 0ns);
  EXPECT_LE(*waits.rbegin(), 50ms);
  EXPECT_LT(*waits.begin(), 10ms);
  EXPECT_GT(*waits.rbegin(), 40ms);
}

TEST(Growth, doubles_when_nothing_is_heard) {
  Growth growth(40);
  const unsigned first = growth.allowed();
  EXPECT_LT(first, 40U);
  const auto now = Clock::now();
  growth.quiet(first - 1, now);
  EXPECT_EQ(growth.allowed(), first);
  growth.quiet(first, now);
  EXPECT_EQ(growth.allowed(), 2 * first);
  growth.quiet(2 * first, now);
  growth.quiet(40, now);
  EXPECT_EQ(growth.allowed(), 40U);
  EXPECT_FALSE(growth.can_grow());
}

// Looks at rates of so many exchanges a second with each number of connections.
unsigned grown(unsigned most, double asleep, const std::function<double(unsigned)>& rate) {
  Growth growth(most);
  Clock::time_point now = Clock::time_point() + 1h;
  Done done;
  std::chrono::duration<double> slept{};
  for (int i = 0; i < 100; ++i) {
    growth.look(growth.allowed(), done, std::chrono::duration_cast<std::chrono::nanoseconds>(slept), now);
    now += 20ms;
    slept += asleep * 0.02s;
    done.exchanges += static_cast<std::uint64_t>(rate(growth.allowed()) * 0.02);
  }
  return growth.allowed();
}

TEST(Growth, goes_on_while_more_bring_more) {
  EXPECT_EQ(grown(64, 0.5, [](unsigned open) { return 5000.0 * open; }), 64U);
}

TEST(Growth, goes_back_where_more_bring_nothing) {
  EXPECT_EQ(grown(64, 0.5, [](unsigned) { return 100'000.0; }), Growth(64).allowed());
  EXPECT_EQ(grown(64, 0.5, [](unsigned open) { return 5000.0 * std::min(open, 16U); }), 16U);
}

TEST(Growth, is_not_misled_by_pauses_of_a_server_that_is_near) {
  Growth growth(40);
  const unsigned first = growth.allowed();
  const auto now = Clock::now();
  growth.took(20ms);
  growth.took(500us);
  growth.quiet(first, now);
  EXPECT_EQ(growth.allowed(), first);
  growth.begin_call();
  growth.quiet(first, now);
  EXPECT_EQ(growth.allowed(), first);
  growth.begin_call();
  growth.took(20ms);
  growth.quiet(first, now);
  EXPECT_EQ(growth.allowed(), 2 * first);
}

TEST(Growth, stays_where_the_loop_itself_is_busy) {
  EXPECT_EQ(grown(64, 0.01, [](unsigned open) { return 5000.0 * open; }), Growth(64).allowed());
}

TEST(Growth, asks_for_no_more_than_was_refused_for_a_while) {
  Growth growth(64);
  const auto now = Clock::now();
  growth.refused(5, now);
  EXPECT_EQ(growth.allowed(), 5U);
  growth.quiet(5, now + 1s);
  EXPECT_EQ(growth.allowed(), 5U);
  growth.quiet(5, now + 10s);
  EXPECT_EQ(growth.allowed(), 10U);
}

TEST(UsualTime, says_what_is_slow_once_it_knows_what_is_usual) {
  UsualTime usual;
  EXPECT_EQ(usual.slow(), 2s);
  for (int i = 0; i < 50; ++i) usual.note(100ms);
  EXPECT_GT(usual.slow(), 150ms);
  EXPECT_LT(usual.slow(), 300ms);
}

TEST(Proxy, the_url_has_the_host_that_the_request_names) {
  const Target target{{"10.0.0.1", 80, {}}, false, {}};
  std::string head = "PUT /a b HTTP/1.1\r\nX: host: no\r\nhost:  bucket.example:81 \r\n\r\n";
  address_through_proxy({{}, ""}, target, head);
  EXPECT_EQ(head, "PUT http://bucket.example:81/a b HTTP/1.1\r\nX: host: no\r\nhost:  bucket.example:81 \r\n\r\n");
  head = "GET / HTTP/1.1\r\n\r\n";
  address_through_proxy({{}, ""}, target, head);
  EXPECT_EQ(head, "GET http://10.0.0.1:80/ HTTP/1.1\r\n\r\n");
}

}  // namespace
}  // namespace wirespeed::s3_client
