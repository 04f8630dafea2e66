#include "wirespeed/graph_remote/node_cache.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace wirespeed::graph_remote {
namespace {

using Places = std::vector<std::uint32_t>;

std::vector<RemoteId> ids(RemoteId begin, RemoteId end) {
  std::vector<RemoteId> all(static_cast<std::size_t>(end - begin));
  std::iota(all.begin(), all.end(), begin);
  return all;
}

using Pages = std::vector<LabelPage>;

const Pages kFirst{0};

Places missing_labels(NodeCache& cache, const std::vector<RemoteId>& nodes, const Pages& pages = kFirst) {
  std::vector<LabelMask> masks(nodes.size() * pages.size());
  Places missing;
  cache.find_labels(nodes, pages, masks, missing);
  return missing;
}

void keep(NodeCache& cache, const std::vector<RemoteId>& nodes, LabelMask mask, const Pages& pages = kFirst) {
  std::vector<LabelMask> masks(nodes.size() * pages.size());
  Places missing;
  const auto ticket = cache.find_labels(nodes, pages, masks, missing);
  cache.keep_labels(ticket, nodes, pages, std::vector(masks.size(), mask));
}

RemoteCondition named(std::string name) { return RemoteCondition({"name", graph::Comparison::equal, std::move(name)}); }

TEST(NodeCache, what_was_kept_is_found_and_the_rest_is_listed) {
  NodeCache cache({});
  keep(cache, {3, 5}, kPresent | 1);
  std::vector<LabelMask> masks(3);
  Places missing;
  cache.find_labels(std::vector<RemoteId>{5, 4, 3}, kFirst, masks, missing);
  EXPECT_EQ(missing, Places{1});
  EXPECT_EQ(masks, (std::vector<LabelMask>{kPresent | 1, 0, kPresent | 1}));
  const CacheReport report = cache.report();
  EXPECT_EQ(report.labels.hits, 2U);
  EXPECT_EQ(report.labels.misses, 3U);
  EXPECT_EQ(report.labels.entries, 2U);
  EXPECT_GT(report.labels.bytes, 0U);
}

TEST(NodeCache, pages_of_labels_are_kept_each_by_itself) {
  NodeCache cache({});
  keep(cache, {3, 5}, kPresent | 1, {0});
  keep(cache, {5, 7}, kPresent | 2, {4});
  EXPECT_EQ(missing_labels(cache, {3, 5, 7}, {0, 4}), (Places{0, 2}));
  EXPECT_EQ(missing_labels(cache, {3, 5, 7}, {4}), Places{0});
  std::vector<LabelMask> masks(2);
  Places missing;
  cache.find_labels(std::vector<RemoteId>{5}, Pages{4, 0}, masks, missing);
  EXPECT_EQ(masks, (std::vector<LabelMask>{kPresent | 2, kPresent | 1}));
  EXPECT_EQ(cache.report().labels.entries, 4U);
  cache.invalidate(std::vector<RemoteId>{5});
  EXPECT_EQ(cache.report().invalidated, 2U);
  EXPECT_EQ(missing_labels(cache, {5}, {0, 4}), Places{0});
}

TEST(NodeCache, values_are_kept_by_property_with_their_texts) {
  NodeCache cache({});
  std::vector<std::uint8_t> verdicts(2);
  Places missing;
  const std::vector<RemoteId> nodes{1, 2};
  const auto ticket = cache.find_verdicts(named("Ann"), nodes, verdicts, missing);
  EXPECT_EQ(missing, (Places{0, 1}));
  Values values;
  values.add_text("Bob");
  values.add_text("Ann");
  cache.keep_values(ticket, "name", nodes, values);
  cache.find_verdicts(named("Ann"), nodes, verdicts, missing);
  EXPECT_TRUE(missing.empty());
  EXPECT_EQ(verdicts, (std::vector<std::uint8_t>{0, 1}));
  cache.find_verdicts(RemoteCondition({"other", graph::Comparison::equal, true}), nodes, verdicts, missing);
  EXPECT_EQ(missing.size(), 2U);
}

TEST(NodeCache, what_was_invalidated_is_asked_for_again) {
  NodeCache cache({});
  keep(cache, ids(0, 10), kPresent);
  cache.invalidate(std::vector<RemoteId>{4, 77});
  EXPECT_EQ(missing_labels(cache, ids(0, 10)), Places{4});
  EXPECT_EQ(cache.report().invalidated, 1U);
  cache.clear();
  EXPECT_EQ(missing_labels(cache, ids(0, 10)).size(), 10U);
}

TEST(NodeCache, what_was_read_before_an_invalidation_is_not_kept_after_it) {
  NodeCache cache({});
  std::vector<LabelMask> masks(1);
  Places missing;
  const std::vector<RemoteId> nodes{1};
  const auto ticket = cache.find_labels(nodes, kFirst, masks, missing);
  cache.invalidate(nodes);
  cache.keep_labels(ticket, nodes, kFirst, std::vector{kPresent});
  EXPECT_EQ(missing_labels(cache, nodes).size(), 1U);
}

TEST(NodeCache, a_full_one_stays_within_its_bound_and_keeps_what_was_asked_for_lately) {
  constexpr std::size_t kBound = 1 << 16;
  NodeCache cache({.max_bytes = kBound});
  for (RemoteId i = 0; i < 100'000; i += 100) {
    keep(cache, ids(i, i + 100), kPresent);
    ASSERT_LE(cache.report().labels.bytes, kBound);
  }
  EXPECT_GT(cache.report().evicted, 0U);
  EXPECT_TRUE(missing_labels(cache, ids(99'900, 100'000)).empty());
  EXPECT_EQ(missing_labels(cache, ids(0, 100)).size(), 100U);
}

// A node for each, with a text of that length.
void keep_texts(NodeCache& cache, const std::vector<RemoteId>& nodes, std::size_t length) {
  std::vector<std::uint8_t> verdicts(nodes.size());
  Places missing;
  const auto ticket = cache.find_verdicts(named("x"), nodes, verdicts, missing);
  Values values;
  std::vector<RemoteId> unknown;
  for (const std::uint32_t place : missing) {
    unknown.push_back(nodes[place]);
    values.add_text(std::string(length, 'x'));
  }
  cache.keep_values(ticket, "name", unknown, values);
}

TEST(NodeCache, texts_count_towards_the_bound_however_often_they_are_asked_for) {
  constexpr std::size_t kBound = 1 << 16;
  NodeCache cache({.max_bytes = kBound});
  for (RemoteId i = 0; i < 9; ++i) keep_texts(cache, {i}, 3000);  // eight fill half of it
  keep_texts(cache, ids(0, 9), 3000);
  EXPECT_EQ(cache.report().properties.hits, 9U);
  EXPECT_LE(cache.report().properties.bytes, kBound);
}

TEST(NodeCache, a_text_that_is_too_large_is_not_kept_and_pushes_nobody_out) {
  NodeCache cache({.max_bytes = 4096});
  keep_texts(cache, {1}, 10);
  keep_texts(cache, {2}, 3000);
  EXPECT_LE(cache.report().properties.bytes, 4096U);
  EXPECT_EQ(cache.report().properties.entries, 1U);
  EXPECT_EQ(cache.report().evicted, 0U);
}

}  // namespace
}  // namespace wirespeed::graph_remote
