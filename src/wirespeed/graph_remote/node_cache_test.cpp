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

// --- relationships ---------------------------------------------------------------------------------------------------

const std::vector<RemoteWay> kOut{{"S", Direction::out}};
const std::vector<RemoteWay> kIn{{"S", Direction::in}};
const RelationshipNeeds kAll{.ids = true, .properties = {"role", "since"}};

// Node i has i relationships: to 100 * i and those behind it; the relationship has the negative number of its end, the
// role of its end in words, and is since its end.
Neighbors rows_of(const std::vector<RemoteId>& nodes, const RelationshipNeeds& needs) {
  Neighbors all;
  all.begin(needs.properties.size());
  for (const RemoteId node : nodes) {
    for (RemoteId target = 100 * node; target < 101 * node; ++target) {
      all.targets.push_back(target);
      if (needs.ids) all.relationships.push_back(-target);
      if (needs.properties.empty()) continue;
      all.properties[0].add_text("role " + std::to_string(target));
      all.properties[1].cells.push_back(number_cell(target));
    }
    all.offsets.push_back(all.targets.size());
  }
  return all;
}

struct FoundRows {
  Places missing;
  Neighbors rows;
};

FoundRows find_rows(NodeCache& cache, const std::vector<RemoteId>& nodes, const std::vector<RemoteWay>& ways = kOut,
                    const RelationshipNeeds& needs = {}) {
  FoundRows found;
  found.rows.begin(needs.properties.size());
  cache.find_neighbors(cache.question(ways, needs), nodes, found.rows, found.missing);
  return found;
}

// Those that it does not have.
void keep_rows(NodeCache& cache, const std::vector<RemoteId>& nodes, const std::vector<RemoteWay>& ways = kOut,
               const RelationshipNeeds& needs = {}) {
  Neighbors known;
  known.begin(needs.properties.size());
  Places missing;
  const auto question = cache.question(ways, needs);
  const auto ticket = cache.find_neighbors(question, nodes, known, missing);
  std::vector<RemoteId> unknown;
  for (const std::uint32_t place : missing) unknown.push_back(nodes[place]);
  cache.keep_neighbors(ticket, question, unknown, rows_of(unknown, needs));
}

std::string role_at(const Neighbors& rows, std::size_t i) {
  return std::string(rows.properties[0].cells[i].text(rows.properties[0].texts));
}

TEST(NodeCacheRelationships, rows_are_told_as_they_were_kept_and_the_rest_is_listed) {
  NodeCache cache({.relationships = true});
  keep_rows(cache, {2, 0, 3});
  const FoundRows found = find_rows(cache, {3, 7, 0, 2});
  EXPECT_EQ(found.missing, Places{1});
  EXPECT_EQ(found.rows.targets, (std::vector<RemoteId>{300, 301, 302, 200, 201}));
  EXPECT_EQ(found.rows.offsets, (std::vector<std::size_t>{0, 3, 3, 3, 5}));
  const CacheCounts counts = cache.report().relationships;
  EXPECT_EQ(counts.hits, 3U);
  EXPECT_EQ(counts.misses, 4U);
  EXPECT_EQ(counts.entries, 3U);
  EXPECT_GE(counts.bytes, 5 * sizeof(RemoteId));
}

TEST(NodeCacheRelationships, who_they_are_and_what_they_have_stays_with_them) {
  NodeCache cache({.relationships = true});
  keep_rows(cache, {1, 2}, kOut, kAll);
  keep_rows(cache, {0, 3}, kOut, kAll);
  const FoundRows found = find_rows(cache, {3, 0, 1}, kOut, kAll);
  EXPECT_TRUE(found.missing.empty());
  EXPECT_EQ(found.rows.targets, (std::vector<RemoteId>{300, 301, 302, 100}));
  EXPECT_EQ(found.rows.relationships, (std::vector<RemoteId>{-300, -301, -302, -100}));
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(role_at(found.rows, i), "role " + std::to_string(found.rows.targets[i]));
    EXPECT_EQ(found.rows.properties[1].cells[i].integer(), found.rows.targets[i]);
  }
}

TEST(NodeCacheRelationships, each_question_has_rows_of_its_own) {
  NodeCache cache({.relationships = true});
  keep_rows(cache, {1});
  EXPECT_EQ(find_rows(cache, {1}, kIn).missing, Places{0});
  EXPECT_EQ(find_rows(cache, {1}, {{"T", Direction::out}}).missing, Places{0});
  EXPECT_EQ(find_rows(cache, {1}, {{"S", Direction::out, true}}).missing, Places{0});
  EXPECT_EQ(find_rows(cache, {1}, {kOut[0], kIn[0]}).missing, Places{0});
  EXPECT_EQ(find_rows(cache, {1}, kOut, {.ids = true}).missing, Places{0});
  EXPECT_EQ(find_rows(cache, {1}, kOut, kAll).missing, Places{0});
  EXPECT_TRUE(find_rows(cache, {1}).missing.empty());
}

TEST(NodeCacheRelationships, what_was_invalidated_is_asked_for_again_by_every_question) {
  NodeCache cache({.relationships = true});
  for (const auto& ways : {kOut, kIn}) keep_rows(cache, {1, 2, 3}, ways);
  cache.invalidate(std::vector<RemoteId>{2, 77});
  for (const auto& ways : {kOut, kIn}) EXPECT_EQ(find_rows(cache, {1, 2, 3}, ways).missing, Places{1});
  EXPECT_EQ(cache.report().invalidated, 2U);
  cache.clear();
  EXPECT_EQ(find_rows(cache, {1, 2, 3}).missing.size(), 3U);
  EXPECT_EQ(cache.report().relationships.bytes, 0U);
  EXPECT_EQ(cache.report().invalidated, 6U);
}

TEST(NodeCacheRelationships, what_was_read_before_an_invalidation_is_not_kept_after_it) {
  NodeCache cache({.relationships = true});
  Neighbors known;
  Places missing;
  const std::vector<RemoteId> nodes{1};
  const auto question = cache.question(kOut, {});
  const auto ticket = cache.find_neighbors(question, nodes, known, missing);
  cache.invalidate(std::vector<RemoteId>{5});
  cache.keep_neighbors(ticket, question, nodes, rows_of(nodes, {}));
  EXPECT_EQ(find_rows(cache, nodes).missing, Places{0});
}

TEST(NodeCacheRelationships, a_full_one_stays_within_its_bound_and_keeps_what_was_asked_for_lately) {
  constexpr std::size_t kBound = 1 << 16;
  for (const RelationshipNeeds& needs : {RelationshipNeeds(), kAll}) {
    NodeCache cache({.relationships = true, .max_bytes = kBound});
    for (RemoteId i = 0; i < 5000; ++i) {
      keep(cache, {i}, kPresent);
      for (const RemoteId node : {20 + i % 31, i % 20}) keep_rows(cache, {node}, kOut, needs);
      const CacheReport report = cache.report();
      ASSERT_LE(report.labels.bytes + report.relationships.bytes, kBound);
      const FoundRows found = find_rows(cache, {i % 20}, kOut, needs);
      ASSERT_TRUE(found.missing.empty());
      ASSERT_EQ(found.rows.targets, rows_of({i % 20}, needs).targets);
      if (!needs.ids || i % 20 == 0) continue;
      ASSERT_EQ(role_at(found.rows, 0), "role " + std::to_string(i % 20 * 100));
    }
    EXPECT_GT(cache.report().evicted, 0U);
  }
}

TEST(NodeCacheRelationships, a_row_that_is_too_large_is_not_kept_and_pushes_nobody_out) {
  NodeCache cache({.relationships = true, .max_bytes = 4096});
  keep_rows(cache, {1});
  keep_rows(cache, {1000});
  EXPECT_EQ(find_rows(cache, {1, 1000}).missing, Places{1});
  EXPECT_EQ(cache.report().evicted, 0U);
}

TEST(RowHeap, has_no_room_for_a_row_whose_size_does_not_fit_its_bits) {
  const std::vector<std::int64_t> words(KeptRow::kMost + 1);
  RowView row;
  row.size = words.size();
  row.words = words;
  EXPECT_GT(RowHeap().bytes_next(row), std::numeric_limits<std::size_t>::max() / 4);
}

}  // namespace
}  // namespace wirespeed::graph_remote
