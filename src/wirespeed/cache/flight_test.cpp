// One load for all who miss: threads, failures, loaders that give up, what happens meanwhile, forks.
#include "wirespeed/cache/flight.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <latch>
#include <string>
#include <thread>

#include "wirespeed/cache/cache.hpp"

namespace wirespeed::cache {
namespace {

using namespace std::chrono_literals;

using Texts = Cache<std::string>;
using LoadedText = std::expected<Loaded<std::string>, Error>;
using Text = std::expected<std::string, Error>;

const Options kSmall{100, 1, 1, {0, 0}};

LoadedText text(std::string value) { return Loaded<std::string>{std::move(value), 1, {.ttl = 1h}}; }
LoadedText failure() { return std::unexpected(Error{Errc::io, "no"}); }

void wait_for_waiting(const Texts& cache, std::uint64_t count) {
  while (cache.counters().waiting < count) std::this_thread::sleep_for(1ms);
}

// Threads that ask for "a" and are all there, waiting for the lead that the caller has.
class Crowd {
 public:
  template <typename Load>
  Crowd(Texts& cache, std::size_t count, const Load& load, const Stop& stop = {}) : answers_(count) {
    threads_.reserve(count);
    for (Text& answer : answers_) {
      threads_.emplace_back([&cache, &answer, load, stop] { answer = cache.get_or_load("a", load, stop); });
    }
    wait_for_waiting(cache, count);
  }

  const std::vector<Text>& answers() {
    for (std::jthread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
    return answers_;
  }

 private:
  std::vector<Text> answers_;
  std::vector<std::jthread> threads_;
};

TEST(SingleFlight, many_threads_that_miss_load_once) {
  Texts cache(kSmall);
  std::atomic<int> loads{0};
  std::latch here(64);
  std::vector<std::jthread> threads;
  std::atomic<int> right{0};
  for (int i = 0; i < 64; ++i) {
    threads.emplace_back([&] {
      here.arrive_and_wait();
      const auto got = cache.get_or_load("a", [&] {
        ++loads;
        std::this_thread::sleep_for(20ms);
        return text("1");
      });
      right += got && *got == "1" ? 1 : 0;
    });
  }
  threads.clear();
  EXPECT_EQ(right, 64);
  EXPECT_EQ(loads, 1);
  const Counters counters = cache.counters();
  EXPECT_EQ(counters.loads, 1U);
  EXPECT_EQ(counters.hits + counters.misses, 64U);
  EXPECT_EQ(counters.loading + counters.waiting, 0U);
}

TEST(SingleFlight, a_failure_goes_to_all_who_wait_and_is_held_briefly) {
  Texts cache(kSmall);
  auto begun = cache.begin("a", Clock::now());
  Crowd crowd(cache, 8, [] { return text("never"); });
  begun.lead->fail({Errc::io, "no"}, Clock::now(), Clock::now() + 1h);
  for (const Text& answer : crowd.answers()) EXPECT_EQ(answer.error().message, "no");
  EXPECT_EQ(cache.get_or_load("a", [] { return text("never"); }).error().message, "no");
  EXPECT_EQ(cache.begin("a", Clock::now() + 2h).failure, std::nullopt);
  EXPECT_EQ(cache.counters().errors_served, 1U);
}

TEST(SingleFlight, without_holding_the_next_one_tries_again) {
  Texts cache(kSmall);
  EXPECT_FALSE(cache.get_or_load("a", failure, {}, 0s));
  EXPECT_EQ(cache.get_or_load("a", [] { return text("1"); }), "1");
}

TEST(SingleFlight, many_failing_keys_do_not_pile_up) {
  Texts cache(kSmall);
  for (int i = 0; i < 3000; ++i) std::ignore = cache.get_or_load(std::to_string(i), failure, {}, 1h);
  EXPECT_TRUE(cache.begin("0", Clock::now()).lead);
  EXPECT_TRUE(cache.begin("2999", Clock::now()).failure);
}

TEST(SingleFlight, a_lead_that_is_dropped_goes_to_one_who_waits) {
  Texts cache(kSmall);
  auto begun = cache.begin("a", Clock::now());
  std::atomic<int> loads{0};
  Crowd crowd(cache, 8, [&] {
    ++loads;
    return text("by another");
  });
  begun.lead.reset();
  for (const Text& answer : crowd.answers()) EXPECT_EQ(answer, "by another");
  EXPECT_EQ(loads, 1);
  EXPECT_EQ(cache.counters().handovers, 1U);
}

TEST(SingleFlight, a_lead_that_nobody_waits_for_is_forgotten) {
  Texts cache(kSmall);
  cache.begin("a", Clock::now()).lead.reset();
  EXPECT_TRUE(cache.begin("a", Clock::now()).lead);
  EXPECT_EQ(cache.counters().loading, 0U);
}

TEST(SingleFlight, one_who_stops_waiting_ends_nothing_for_others) {
  Texts cache(kSmall);
  auto begun = cache.begin("a", Clock::now());
  CancelToken token;
  Crowd stopped(cache, 2, [] { return text("never"); }, Stop{std::nullopt, &token});
  Crowd late(cache, 2, [] { return text("never"); }, Stop::after(1ms));
  token.cancel();
  for (const Text& answer : stopped.answers()) EXPECT_EQ(answer.error().code, Errc::cancelled);
  for (const Text& answer : late.answers()) EXPECT_EQ(answer.error().code, Errc::deadline);
  EXPECT_EQ(cache.counters().waiting, 0U);
  begun.lead->finish("1", 1, {}, Clock::now());
  EXPECT_EQ(cache.get("a"), "1");
}

// It could only wait for itself.
TEST(SingleFlight, a_loader_that_asks_for_its_own_key_loads_by_itself) {
  Texts cache(kSmall);
  const auto outer =
      cache.get_or_load("a", [&] { return text("outer of " + *cache.get_or_load("a", [] { return text("inner"); })); });
  EXPECT_EQ(outer, "outer of inner");
  EXPECT_EQ(cache.get("a"), "outer of inner");
}

TEST(SingleFlight, loads_of_different_keys_do_not_wait_for_each_other) {
  Texts cache(kSmall);
  auto begun = cache.begin("a", Clock::now());
  EXPECT_EQ(cache.get_or_load("b", [] { return text("2"); }), "2");
}

TEST(SingleFlight, a_stale_value_stands_in_for_a_load_that_fails) {
  Texts cache(kSmall);
  cache.put("a", "old", 1, {.ttl = 0s, .stale = 1h});
  EXPECT_EQ(cache.get_or_load("a", failure), "old");
}

TEST(SingleFlight, a_load_s_own_time_is_its_delta_and_its_weight_counts) {
  Texts cache(kSmall);
  std::ignore = cache.get_or_load("a", [] { return LoadedText(Loaded<std::string>{"1", 7, {}}); });
  EXPECT_EQ(cache.counters().weight, 7U);
}

struct Meanwhile {
  const char* name;
  void (*happens)(Texts&);
};

class WhileLoading : public testing::TestWithParam<Meanwhile> {};
INSTANTIATE_TEST_SUITE_P(SingleFlight, WhileLoading,
                         testing::Values(Meanwhile{"erase", [](Texts& cache) { cache.erase("a"); }},
                                         Meanwhile{"clear", [](Texts& cache) { cache.clear(); }},
                                         Meanwhile{"invalidate", [](Texts& cache) { cache.invalidate(); }},
                                         Meanwhile{"invalidate_tag", [](Texts& cache) { cache.invalidate("tag"); }}),
                         [](const auto& of) { return std::string(of.param.name); });

TEST_P(WhileLoading, what_was_invalidated_is_not_kept_and_who_asks_later_loads_anew) {
  Texts cache(kSmall);
  auto begun = cache.begin("a", Clock::now());
  begun.lead->tag(cache.tags(std::array{std::string_view("tag")}));
  Crowd crowd(cache, 4, [] { return text("never"); });
  GetParam().happens(cache);
  auto later = cache.begin("a", Clock::now());
  EXPECT_TRUE(later.lead);
  begun.lead->finish("old", 1, {}, Clock::now());
  for (const Text& answer : crowd.answers()) EXPECT_EQ(answer, "old");
  EXPECT_EQ(cache.get("a"), std::nullopt);
  later.lead->finish("new", 1, {}, Clock::now());
  EXPECT_EQ(cache.get("a"), "new");
}

TEST(SingleFlight, what_is_put_meanwhile_stays) {
  Texts cache(kSmall);
  auto begun = cache.begin("a", Clock::now());
  cache.put("a", "put");
  begun.lead->finish("loaded", 1, {}, Clock::now());
  EXPECT_EQ(cache.get("a"), "put");
}

TEST(SingleFlight, threads_that_load_put_erase_and_invalidate_at_once_agree) {
  Texts cache({50, 2, 1, {0.1, 1}});
  std::atomic<int> wrong{0};
  std::vector<std::jthread> threads;
  for (unsigned t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (unsigned i = 0; i < 3000; ++i) {
        const std::string key = std::to_string((i * 7 + t) % 90);
        const auto got = cache.get_or_load(
            key,
            [&]() -> LoadedText {
              if (i % 50 == 0) return failure();
              return Loaded<std::string>{key, 1 + i % 3, {.ttl = 1ms, .stale = 1ms}};
            },
            {}, 0s);
        wrong += got && *got != key ? 1 : 0;
        if (i % 11 == 0) cache.erase(key);
        if (i % 13 == 0) cache.put(key, key);
        if (i % 501 == 0) cache.invalidate();
        if (i % 17 == 0) cache.begin(key, Clock::now());
        if (i % 999 == 0) cache.prune();
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(cache.counters().loading + cache.counters().waiting, 0U);
}

// Threads that hold locks and load do not exist in the child.
TEST(Fork, the_child_has_the_entries_and_none_of_the_loads) {
  Texts cache(kSmall);
  cache.put("kept", "1");
  std::atomic<bool> stop{false};
  std::jthread busy([&] {
    while (!stop) cache.put("busy", "x");
  });
  auto begun = cache.begin("a", Clock::now());
  Crowd crowd(cache, 2, [] { return text("never"); });
  for (int i = 0; i < 20; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      const bool is_right =
          cache.get("kept") == "1" && cache.get_or_load("a", [] { return text("child's"); }) == "child's";
      ::_exit(is_right ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_EQ(status, 0);
  }
  stop = true;
  begun.lead->finish("parent's", 1, {}, Clock::now());
  for (const Text& answer : crowd.answers()) EXPECT_EQ(answer, "parent's");
}

}  // namespace
}  // namespace wirespeed::cache
