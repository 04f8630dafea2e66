#include "wirespeed/cache/cache.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace wirespeed::cache {
namespace {

using namespace std::chrono_literals;

const Time kBegin{1000h};
constexpr Spread kNone{0, 0};

struct Texts : Cache<std::string> {
  explicit Texts(std::uint64_t capacity, unsigned shards = 1) : Cache({capacity, shards, 1, kNone}) {}

  std::string at(std::string_view key, Nanos passed = 0s) { return get(key, kBegin + passed).value_or("-"); }
  void set(std::string_view key, std::string value, const Lifetime& lifetime = {}, const TagSet& with = {}) {
    put(key, std::move(value), 1, lifetime, with, kBegin);
  }
  TagSet tagged(std::string_view name) { return tags(std::array{name}); }
};

TEST(Cache, gives_what_was_put_and_nothing_else) {
  Texts cache(10);
  cache.set("a", "1");
  EXPECT_EQ(cache.at("a"), "1");
  EXPECT_EQ(cache.at("b"), "-");
  cache.set("a", "2");
  EXPECT_EQ(cache.at("a"), "2");
  EXPECT_EQ(cache.counters().entries, 1U);
}

TEST(Cache, keys_are_any_bytes) {
  Texts cache(10);
  cache.set("", "empty");
  cache.set(std::string_view("\0", 1), "zero");
  EXPECT_EQ(cache.at(""), "empty");
  EXPECT_EQ(cache.at(std::string_view("\0", 1)), "zero");
}

TEST(Cache, an_entry_ends_with_its_ttl) {
  Texts cache(10);
  cache.set("a", "1", {.ttl = 10s});
  EXPECT_EQ(cache.at("a", 9s), "1");
  EXPECT_EQ(cache.at("a", 10s), "-");
  EXPECT_EQ(cache.counters().entries, 0U);
  EXPECT_EQ(cache.counters().expirations, 1U);
}

TEST(Cache, is_never_heavier_than_its_capacity) {
  for (const unsigned shards : {1U, 4U}) {
    Cache<std::string> cache({1000, shards, 1, kNone});
    for (int i = 0; i < 5000; ++i) {
      cache.put(std::to_string(i), "x", static_cast<std::uint64_t>(1 + i % 50));
      ASSERT_LE(cache.counters().weight, 1000U);
    }
    EXPECT_GT(cache.counters().weight, 800U);
    EXPECT_GT(cache.counters().evictions, 4000U);
  }
}

TEST(Cache, an_entry_that_changes_its_weight_counts_as_what_it_is) {
  Cache<std::string> cache({100, 1, 1, kNone});
  cache.put("a", "x", 10);
  cache.put("a", "y", 90);
  EXPECT_EQ(cache.counters().weight, 90U);
  cache.put("a", "z", 101);
  EXPECT_FALSE(cache.get("a").has_value());
  EXPECT_EQ(cache.counters().too_large, 1U);
  EXPECT_EQ(cache.counters().weight, 0U);
}

TEST(Cache, what_is_erased_or_cleared_is_gone) {
  Texts cache(10);
  cache.set("a", "1");
  cache.set("b", "2");
  EXPECT_TRUE(cache.erase("a"));
  EXPECT_FALSE(cache.erase("a"));
  cache.clear();
  EXPECT_EQ(cache.at("b"), "-");
  EXPECT_EQ(cache.counters().entries, 0U);
}

TEST(Cache, an_invalidation_ends_all_that_was_there) {
  Texts cache(10);
  cache.set("a", "old");
  cache.invalidate();
  EXPECT_EQ(cache.at("a"), "-");
  cache.set("a", "new");
  EXPECT_EQ(cache.at("a"), "new");
}

TEST(Cache, a_tag_ends_what_has_it) {
  Texts cache(10);
  cache.set("a", "1", {}, cache.tagged("x"));
  cache.set("b", "2", {}, cache.tagged("y"));
  cache.invalidate("x");
  EXPECT_EQ(cache.at("a"), "-");
  EXPECT_EQ(cache.at("b"), "2");
}

TEST(Cache, pruning_removes_what_nobody_asked_for) {
  Texts cache(10);
  cache.set("short", "1", {.ttl = 1s});
  cache.set("tagged", "2", {}, cache.tagged("x"));
  cache.set("long", "3", {.ttl = 1h});
  cache.invalidate("x");
  EXPECT_EQ(cache.prune(kBegin + 2s), 2U);
  EXPECT_EQ(cache.counters().entries, 1U);
}

TEST(Cache, a_stale_value_is_served_while_one_loads_it_anew) {
  Texts cache(10);
  cache.set("a", "old", {.ttl = 1s, .stale = 10s});
  auto first = cache.begin("a", kBegin + 2s);
  EXPECT_EQ(first.value, "old");
  ASSERT_TRUE(first.lead);
  auto second = cache.begin("a", kBegin + 2s);
  EXPECT_EQ(second.value, "old");
  EXPECT_FALSE(second.lead);
  first.lead->finish("new", 1, {.ttl = 1s}, kBegin + 2s);
  EXPECT_EQ(cache.at("a", 2s), "new");
  const Counters counters = cache.counters();
  EXPECT_EQ(counters.refreshes, 1U);
  EXPECT_EQ(counters.stale_served, 2U);
}

TEST(Cache, a_refresh_that_failed_is_not_tried_again_at_once) {
  Texts cache(10);
  cache.set("a", "old", {.ttl = 1s, .stale = 1h});
  auto first = cache.begin("a", kBegin + 2s);
  first.lead->fail({Errc::io, "no"}, kBegin + 2s, kBegin + 4s);
  EXPECT_FALSE(cache.begin("a", kBegin + 3s).lead);
  EXPECT_TRUE(cache.begin("a", kBegin + 5s).lead);
}

TEST(Cache, an_entry_that_took_long_to_load_is_refreshed_early_by_one) {
  Cache<std::string> cache({10, 1, 1, {0, 1}});
  cache.put("a", "1", 1, {.ttl = 100s, .delta = 1h}, {}, kBegin);
  std::optional<Lead<std::string, Error>> lead;
  for (int i = 0; i < 1000 && !lead; ++i) lead = std::move(cache.begin("a", kBegin + 99s).lead);
  ASSERT_TRUE(lead);
  for (int i = 0; i < 1000; ++i) ASSERT_FALSE(cache.begin("a", kBegin + 99s).lead);
}

struct Caller {
  Cache<std::shared_ptr<Caller>>* cache = nullptr;
  ~Caller() {
    if (cache == nullptr) return;
    cache->put("from a destructor", nullptr);
    cache->get("a");
  }
};

TEST(Cache, a_value_s_destructor_may_call_the_cache) {
  Cache<std::shared_ptr<Caller>> cache({4, 1, 1, kNone});
  const auto caller = [&] { return std::make_shared<Caller>(Caller{&cache}); };
  for (int i = 0; i < 20; ++i) cache.put(std::to_string(i), caller());
  cache.put("a", caller());
  cache.put("a", caller());
  cache.erase("a");
  cache.put("a", caller());
  cache.clear();
  cache.put("a", caller(), 1, {.ttl = 0s});
  EXPECT_EQ(cache.get("a"), std::nullopt);
  cache.put("a", nullptr);
  EXPECT_EQ(cache.get("from a destructor"), std::shared_ptr<Caller>());
}

TEST(ShardsFor, a_small_cache_has_one_and_a_large_one_enough) {
  EXPECT_EQ(shards_for(100, 1024), 1U);
  EXPECT_GE(shards_for(1 << 20, 1024), 4U);
  EXPECT_EQ(shards_for(4096, 1024), std::min(4U, shards_for(1 << 20, 1024)));
  EXPECT_EQ(shards_for(0, 0), 1U);
}

}  // namespace
}  // namespace wirespeed::cache
