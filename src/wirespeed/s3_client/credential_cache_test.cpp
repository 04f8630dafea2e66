#include "wirespeed/s3_client/credential_cache.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <latch>
#include <thread>

#include "wirespeed/s3_client/credential_error.hpp"
#include "wirespeed/s3_client/credential_fixture.hpp"

namespace wirespeed::s3_client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;

s3::Credentials numbered(unsigned n, std::optional<seconds> life) {
  s3::Credentials credentials{fmt::format("AKIA{}", n), "s3cr3t", "t-s3cr3t", {}};
  if (life) credentials.expires = system_clock::now() + *life;
  return credentials;
}

// Gives AKIA0, AKIA1, ... that live as long as the test says; fails, or waits, when it says so.
struct Source {
  std::atomic<unsigned> calls{0};
  std::atomic<unsigned> at_once{0};
  std::atomic<unsigned> most_at_once{0};
  std::atomic<bool> fails{false};
  std::atomic<bool> held{false};
  std::atomic<int> life_seconds{3600};

  Outcome<s3::Credentials> operator()(const Stop& stop) {
    const unsigned n = calls++;
    most_at_once = std::max(most_at_once.load(), ++at_once);
    while (held && !stop.requested()) std::this_thread::sleep_for(milliseconds(1));
    --at_once;
    if (auto going = stop.check("source"); !going) return std::unexpected(credential_error(going.error()));
    if (fails) return no_credentials(Errc::io, "source: try {} failed", n);
    return numbered(n, seconds(life_seconds));
  }
};

CredentialCache cache_of(Source& source, CredentialWindows windows = {}) {
  return CredentialCache([&source](const Stop& stop) { return source(stop); }, windows);
}

std::string key(const Outcome<CredentialCache::Pointer>& got) {
  EXPECT_TRUE(got.has_value()) << (got ? "" : got.error().message);
  return got ? (*got)->access_key_id : "";
}

std::string key(CredentialCache& cache) { return key(cache.get(soon())); }

void wait_until(const auto& holds) {
  while (!holds()) std::this_thread::sleep_for(milliseconds(1));
}

// Some threads that all do the same; joined when it goes out of scope.
class Crowd {
 public:
  Crowd(unsigned n, const std::function<void(unsigned)>& what) {
    threads_.reserve(n);
    for (unsigned i = 0; i < n; ++i) threads_.emplace_back(what, i);
  }

 private:
  std::vector<std::jthread> threads_;
};

TEST(CredentialCache, asks_once_for_what_lasts) {
  Source source;
  CredentialCache cache = cache_of(source);
  EXPECT_EQ(cache.current(), nullptr);
  EXPECT_TRUE(cache.is_due());
  EXPECT_EQ(key(cache), "AKIA0");
  EXPECT_EQ(key(cache), "AKIA0");
  EXPECT_EQ(cache.current()->access_key_id, "AKIA0");
  EXPECT_FALSE(cache.is_due());
  EXPECT_EQ(source.calls, 1U);
}

TEST(CredentialCache, keeps_for_ever_what_never_expires) {
  CredentialCache cache([](const Stop&) -> Outcome<s3::Credentials> { return numbered(7, std::nullopt); });
  EXPECT_EQ(key(cache), "AKIA7");
  EXPECT_FALSE(cache.is_due());
}

TEST(CredentialCache, what_has_expired_already_is_refused) {
  Source source;
  source.life_seconds = 0;
  CredentialCache cache = cache_of(source);
  EXPECT_NE(failure(cache.get(soon())).message.find("have expired"), std::string::npos);
}

TEST(CredentialCache, short_lives_are_not_renewed_at_each_call) {
  Source source;
  source.life_seconds = 60;
  CredentialCache cache = cache_of(source);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(key(cache), "AKIA0");
}

// Waits until credentials that live for two seconds have come to the second half of their life.
TEST(CredentialCache, in_the_advisory_window_one_renews_and_others_go_on) {
  Source source;
  source.life_seconds = 2;
  CredentialCache cache = cache_of(source, {.advisory = seconds(100), .mandatory = seconds(0)});
  EXPECT_EQ(key(cache), "AKIA0");
  wait_until([&] { return cache.is_due(); });
  source.held = true;
  source.life_seconds = 3600;
  {
    const Crowd one(1, [&](unsigned) { EXPECT_EQ(key(cache), "AKIA1"); });
    wait_until([&] { return source.at_once == 1; });
    EXPECT_EQ(key(cache), "AKIA0");
    EXPECT_FALSE(cache.is_due());
    source.held = false;
  }
  EXPECT_EQ(key(cache), "AKIA1");
  EXPECT_EQ(source.calls, 2U);
}

TEST(CredentialCache, in_the_mandatory_window_all_wait_for_new_ones) {
  Source source;
  source.life_seconds = 2;
  CredentialCache cache = cache_of(source);
  const auto first = cache.get(soon());
  ASSERT_TRUE(first);
  wait_until([&] { return system_clock::now() >= *(*first)->expires - milliseconds(490); });
  source.held = true;
  source.life_seconds = 3600;
  const Crowd crowd(3, [&](unsigned) { EXPECT_EQ(key(cache), "AKIA1"); });
  wait_until([&] { return source.at_once == 1; });
  source.held = false;
}

TEST(CredentialCache, a_renewal_that_fails_keeps_the_old_ones_for_a_while) {
  Source source;
  source.life_seconds = 2;
  CredentialCache cache = cache_of(source, {.pause = seconds(100)});
  EXPECT_EQ(key(cache), "AKIA0");
  wait_until([&] { return cache.is_due(); });
  source.fails = true;
  EXPECT_EQ(key(cache), "AKIA0");
  EXPECT_EQ(key(cache), "AKIA0");
  EXPECT_EQ(source.calls, 2U);
  wait_until([&] { return cache.is_due(); });  // they have expired: no pause counts
  EXPECT_NE(failure(cache.get(soon())).message.find("try 2 failed"), std::string::npos);
  source.fails = false;
  EXPECT_EQ(key(cache), "AKIA3");
}

TEST(CredentialCache, those_who_wait_for_the_first_get_the_same) {
  Source source;
  source.held = true;
  CredentialCache cache = cache_of(source);
  {
    const Crowd crowd(8, [&](unsigned) { EXPECT_EQ(key(cache), "AKIA0"); });
    wait_until([&] { return source.at_once == 1; });
    source.held = false;
  }
  EXPECT_EQ(source.calls, 1U);
}

TEST(CredentialCache, those_who_wait_hear_the_same_error) {
  Source source;
  source.held = true;
  source.fails = true;
  CredentialCache cache = cache_of(source);
  std::latch waiting(4);
  {
    const Crowd crowd(4, [&](unsigned) {
      waiting.count_down();
      EXPECT_NE(failure(cache.get(soon())).message.find("failed"), std::string::npos);
    });
    waiting.wait();
    wait_until([&] { return source.at_once == 1; });
    source.held = false;
  }
  EXPECT_EQ(source.most_at_once, 1U);
}

TEST(CredentialCache, one_who_gives_up_leaves_the_asking_to_others) {
  Source source;
  source.held = true;
  CredentialCache cache = cache_of(source);
  CancelToken impatient;
  const Crowd first(1,
                    [&](unsigned) { EXPECT_EQ(failure(cache.get({std::nullopt, &impatient})).code, Errc::cancelled); });
  wait_until([&] { return source.at_once == 1; });
  const Crowd second(1, [&](unsigned) { EXPECT_EQ(key(cache), "AKIA1"); });
  impatient.cancel();
  wait_until([&] { return source.calls == 2; });
  source.held = false;
}

TEST(CredentialCache, waiting_ends_with_the_callers_patience) {
  Source source;
  source.held = true;
  CredentialCache cache = cache_of(source);
  const Crowd first(1, [&](unsigned) { EXPECT_EQ(key(cache), "AKIA0"); });
  wait_until([&] { return source.at_once == 1; });
  EXPECT_EQ(failure(cache.get(Stop::after(milliseconds(10)))).code, Errc::deadline);
  source.held = false;
}

TEST(CredentialCache, what_the_server_refused_is_not_given_again) {
  Source source;
  CredentialCache cache = cache_of(source);
  const auto refused = cache.get(soon());
  ASSERT_TRUE(refused);
  cache.forget(**refused);
  EXPECT_EQ(cache.current(), nullptr);
  EXPECT_EQ(key(cache), "AKIA1");
  cache.forget(**refused);
  EXPECT_EQ(key(cache), "AKIA1");
}

TEST(CredentialCache, what_a_source_makes_up_is_checked) {
  CredentialCache cache(
      [](const Stop&) -> Outcome<s3::Credentials> { return s3::Credentials{"A\r\nX: 1", "s3cr3t", "", {}}; });
  EXPECT_EQ(failure(cache.get(soon())).code, Errc::invalid_argument);
  CredentialCache anonymous([](const Stop&) -> Outcome<s3::Credentials> { return s3::Credentials{}; });
  EXPECT_EQ(key(anonymous), "");
}

TEST(CredentialCache, many_threads_get_and_forget_at_once) {
  Source source;
  CredentialCache cache = cache_of(source);
  std::atomic<unsigned> got{0};
  {
    const Crowd crowd(4, [&](unsigned thread) {
      for (int i = 0; i < 200; ++i) {
        const auto credentials = cache.get(soon());
        if (credentials && (*credentials)->secret_access_key == "s3cr3t") ++got;
        if (credentials && i % 10 == static_cast<int>(thread)) cache.forget(**credentials);
      }
    });
  }
  EXPECT_EQ(got, 800U);
  EXPECT_EQ(source.most_at_once, 1U);
}

// Whether the child that runs `what` ends with it being true.
bool in_child(const std::function<bool()>& what) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(20);
    ::_exit(what() ? 0 : 1);
  }
  int status = -1;
  return child > 0 && ::waitpid(child, &status, 0) == child && status == 0;
}

TEST(CredentialCacheFork, a_child_has_what_its_parent_had) {
  Source source;
  CredentialCache cache = cache_of(source);
  EXPECT_EQ(key(cache), "AKIA0");
  EXPECT_TRUE(in_child([&] { return key(cache) == "AKIA0" && source.calls == 1; }));
}

TEST(CredentialCacheFork, a_child_does_not_wait_for_its_parents_thread) {
  Source source;
  source.held = true;
  CredentialCache cache = cache_of(source);
  const Crowd parent(2, [&](unsigned) { EXPECT_EQ(key(cache), "AKIA0"); });
  wait_until([&] { return source.at_once == 1; });
  EXPECT_TRUE(in_child([&] {
    source.held = false;
    return key(cache) == "AKIA1";
  }));
  source.held = false;
}

TEST(CredentialCacheFork, forks_amid_the_calls_of_others_find_it_whole) {
  Source source;
  CredentialCache cache = cache_of(source);
  std::atomic<bool> done{false};
  const Crowd busy(2, [&](unsigned) {
    while (!done) {
      if (const auto got = cache.get(soon()); got) cache.forget(**got);
    }
  });
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(in_child([&] { return cache.get(soon()).has_value(); }));
  done = true;
}

}  // namespace
}  // namespace wirespeed::s3_client
