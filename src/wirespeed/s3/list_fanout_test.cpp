#include "wirespeed/s3/list_fanout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace wirespeed::s3 {
namespace {

using Keys = std::set<std::string>;
using Random = std::mt19937_64;

std::string value_of(const std::vector<Request::Pair>& parameters, std::string_view name) {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return {};
}

struct Page {
  EntryList entries;
  ListPage page;
};

// What S3 answers: keys behind start-after or the token, those with the delimiter rolled up, max-keys of both kinds.
Page answer(const Keys& keys, const std::vector<Request::Pair>& parameters, std::size_t page_size) {
  const std::string prefix = value_of(parameters, "prefix");
  const std::string delimiter = value_of(parameters, "delimiter");
  const std::string token = value_of(parameters, "continuation-token");
  const std::string after = std::max(token, value_of(parameters, "start-after"));
  Page result;
  std::string last;
  auto at = keys.upper_bound(std::max(after, prefix.empty() ? prefix : prefix.substr(0, prefix.size() - 1)));
  for (std::size_t given = 0; at != keys.end(); ++at) {
    if (!at->starts_with(prefix)) {
      if (*at > prefix) break;
      continue;
    }
    const std::size_t cut = delimiter.empty() ? std::string::npos : at->find(delimiter, prefix.size());
    const std::string name = cut == std::string::npos ? *at : at->substr(0, cut + delimiter.size());
    if (cut != std::string::npos && (name == last || name == token)) continue;
    if (given++ == page_size) {
      result.page.truncated = true;
      result.page.next_token = last;
      break;
    }
    last = name;
    ListedEntry entry;
    entry.key = name;
    if (cut == std::string::npos) {
      result.entries.entry(entry);
    } else {
      result.entries.prefix(name);
    }
  }
  return result;
}

struct Listed {
  std::vector<std::string> keys;
  std::uint64_t requests = 0;
  std::uint64_t rounds = 0;  // of as many requests as may be under way
  std::size_t most_held = 0;
  std::string error;
};

void append(const EntryList& entries, std::vector<std::string>& keys) {
  for (std::size_t i = 0; i < entries.size(); ++i) keys.emplace_back(entries[i].key);
}

// Lists all of it: answers come together round by round, or one by one in any order where `random` is given.
Listed list(const Keys& keys, const FanoutOptions& options, std::size_t page_size, Random* random = nullptr) {
  Listed listed;
  ListFanout fanout(options);
  std::vector<ListFanout::Task> under_way;
  for (EntryList entries; !fanout.done(); ++listed.rounds) {
    while (auto task = fanout.next()) under_way.push_back(std::move(*task));
    if (under_way.empty()) return listed.error = "it waits for nothing", listed;
    if (under_way.size() > options.at_once) return listed.error = "too many requests at once", listed;
    if (random != nullptr) std::ranges::shuffle(under_way, *random);
    for (std::size_t answers = random != nullptr ? 1 : under_way.size(); answers > 0; --answers) {
      Page page = answer(keys, under_way.back().parameters, page_size);
      const auto taken = fanout.take(under_way.back().id, std::move(page.entries), page.page);
      under_way.pop_back();
      ++listed.requests;
      if (!taken) return listed.error = taken.error().message, listed;
      listed.most_held = std::max(listed.most_held, fanout.held());
    }
    while (fanout.ready(entries)) append(entries, listed.keys);
  }
  return listed;
}

std::vector<std::string> expected(const Keys& keys, const FanoutOptions& options) {
  std::vector<std::string> all;
  for (const std::string& key : keys) {
    if (key.starts_with(options.prefix) && key > options.start_after) all.push_back(key);
  }
  return all;
}

Keys numbered(const std::string& front, std::size_t count) {
  Keys keys;
  for (std::size_t i = 0; i < count; ++i) keys.insert(keys.end(), fmt::format("{}{:08}", front, i));
  return keys;
}

TEST(ListFanout, a_listing_of_one_page_is_one_request) {
  const Listed listed = list(numbered("k", 1000), {}, 1000);
  EXPECT_EQ(listed.requests, 1u);
  EXPECT_EQ(listed.keys.size(), 1000u);
  EXPECT_EQ(list({}, {}, 1000).requests, 1u);
}

TEST(ListFanout, directories_are_listed_side_by_side) {
  Keys keys;
  for (int i = 0; i < 100; ++i) keys.merge(numbered(fmt::format("data/year={}/", 1900 + i), 400));
  const Listed listed = list(keys, {}, 100);
  EXPECT_EQ(listed.keys, expected(keys, {}));
  EXPECT_LT(listed.rounds, 40u) << "of 400 pages";
  EXPECT_LT(listed.requests, 540u);
}

TEST(ListFanout, a_large_directory_is_split_at_what_is_in_it) {
  Keys keys = numbered("small/", 50);
  for (int i = 0; i < 50; ++i) keys.merge(numbered(fmt::format("large/a/b/part {}/", i), 400));
  const Listed listed = list(keys, {}, 100);
  EXPECT_EQ(listed.keys, expected(keys, {}));
  EXPECT_LT(listed.rounds, 40u) << "of 200 pages";
}

TEST(ListFanout, keys_without_directories_are_split_by_guess) {
  const Keys keys = numbered("img-", 20'000);
  const Listed listed = list(keys, {}, 100);
  EXPECT_EQ(listed.keys, expected(keys, {}));
  EXPECT_LT(listed.rounds, 40u) << "of 200 pages";
  EXPECT_LT(listed.requests, 400u);
}

TEST(ListFanout, hashes_are_split_by_guess) {
  Random random(3);
  Keys keys;
  while (keys.size() < 20'000) keys.insert(fmt::format("x/{:016x}", random()));
  const Listed listed = list(keys, {.prefix = "x/"}, 100);
  EXPECT_EQ(listed.keys, expected(keys, {}));
  EXPECT_LT(listed.rounds, 40u) << "of 200 pages";
  EXPECT_LT(listed.requests, 400u);
}

TEST(ListFanout, what_is_held_has_a_bound) {
  Keys keys;
  for (int i = 0; i < 20; ++i) keys.merge(numbered(fmt::format("{:02}/", i), 3000));
  const FanoutOptions options{.at_once = 8, .most_held = 2000};
  const Listed listed = list(keys, options, 100);
  EXPECT_EQ(listed.keys, expected(keys, options));
  EXPECT_LE(listed.most_held, options.most_held + 8u * 100u);
  EXPECT_LT(listed.rounds, 600u) << "of 600 pages";
}

TEST(ListFanout, begins_behind_start_after) {
  Keys keys = numbered("a/", 500);
  keys.merge(numbered("b/", 500));
  const FanoutOptions options{.start_after = "a/00000250"};
  EXPECT_EQ(list(keys, options, 50).keys, expected(keys, options));
}

// Keys of few pieces, so that they are prefixes of each other and branch in all ways.
Keys random_keys(Random& random) {
  static const std::vector<std::string> kPieces = {
      "a", "b", "/", "//",           "0", "1",    "9",   "z", "\xC3\xA4", "\xF0\x9F\x8E\xB5", "\x01", "\x7F",
      " ", "-", ".", "\xEF\xBF\xBD", "A", "dir/", "x/y/"};
  Keys keys;
  const std::size_t count = random() % 400;
  const std::size_t kinds = 1 + random() % kPieces.size();
  const std::size_t longest = 1 + random() % 8;
  for (std::size_t i = 0; i < count; ++i) {
    std::string key;
    for (std::size_t left = 1 + random() % longest; left > 0; --left)
      key += kPieces[(random() % kinds + i / 50) % kPieces.size()];
    keys.insert(std::move(key));
  }
  return keys;
}

TEST(ListFanout, any_keys_come_once_and_in_order_in_whatever_order_answers_come) {
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    Random random(seed);
    const Keys keys = random_keys(random);
    FanoutOptions options{.at_once = 1 + static_cast<unsigned>(random() % 12), .most_held = 1 + random() % 300};
    if (!keys.empty() && random() % 2 == 0) options.prefix = keys.begin()->substr(0, random() % 3);
    if (!keys.empty() && random() % 3 == 0)
      options.start_after = *std::next(keys.begin(), static_cast<std::ptrdiff_t>(random() % keys.size()));
    if (random() % 4 == 0) options.delimiter = random() % 2 == 0 ? "" : "//";
    const Listed listed = list(keys, options, 1 + random() % 20, &random);
    ASSERT_EQ(listed.error, "") << "seed " << seed;
    ASSERT_EQ(listed.keys, expected(keys, options)) << "seed " << seed;
  }
}

TEST(ListFanout, numbers_come_once_and_in_order_too) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    Keys keys;
    for (std::size_t i = random() % 2000; i > 0; --i)
      keys.insert(fmt::format("d{}/{:05x}", random() % 3, random() % 100'000));
    const FanoutOptions options{.at_once = 8};
    const Listed listed = list(keys, options, 7, &random);
    ASSERT_EQ(listed.error, "") << "seed " << seed;
    ASSERT_EQ(listed.keys, expected(keys, options)) << "seed " << seed;
  }
}

ListPage page_of(bool truncated, bool sorted = true) {
  ListPage page;
  page.truncated = truncated;
  page.sorted = sorted;
  page.next_token = truncated ? "t" : "";
  return page;
}

EntryList entries_of(const std::vector<std::string>& keys) {
  EntryList entries;
  for (const std::string& key : keys) {
    ListedEntry entry;
    entry.key = key;
    entries.entry(entry);
  }
  return entries;
}

TEST(ListFanout, keys_in_another_order_are_listed_one_page_after_the_other) {
  ListFanout fanout({});
  const auto first = fanout.next();
  ASSERT_TRUE(first);
  EXPECT_FALSE(fanout.next());
  ASSERT_TRUE(fanout.take(first->id, entries_of({"b", "a"}), page_of(true, false)));
  const auto second = fanout.next();
  ASSERT_TRUE(second);
  EXPECT_FALSE(fanout.next()) << "only one page at a time";
  ASSERT_TRUE(fanout.take(second->id, entries_of({"0"}), page_of(false)));
  std::vector<std::string> keys;
  for (EntryList entries; fanout.ready(entries);) append(entries, keys);
  EXPECT_EQ(keys, (std::vector<std::string>{"b", "a", "0"}));
  EXPECT_TRUE(fanout.done());
}

TEST(ListFanout, a_page_that_does_not_lead_on_is_an_error) {
  ListFanout fanout({});
  const auto task = fanout.next();
  ListPage page = page_of(true);
  page.next_token.clear();
  EXPECT_FALSE(fanout.take(task->id, entries_of({"a"}), page));
  EXPECT_FALSE(fanout.take(12345, {}, page_of(false))) << "nobody asked";
}

TEST(KeyRuler, measures_in_pages) {
  const auto ruler = KeyRuler::measure("img-00001000", "img-00001999");
  ASSERT_TRUE(ruler);
  EXPECT_NEAR(ruler->pages_between("img-00001999", "img-00005999"), 4, 0.1);
  EXPECT_EQ(ruler->pages_between("img-00005999", "img-00001999"), 0);
  const auto ahead = ruler->ahead("img-00001999", 4);
  ASSERT_TRUE(ahead);
  EXPECT_TRUE(ahead->starts_with("img-00005")) << *ahead;
  const auto middle = ruler->middle("img-00002000", "img-00004000");
  ASSERT_TRUE(middle);
  EXPECT_TRUE(middle->starts_with("img-00003")) << *middle;
  EXPECT_FALSE(KeyRuler::measure("1000", "1999")->ahead("9999", 4));
}

TEST(KeyRuler, takes_letters_of_hashes_for_digits) {
  const auto ruler = KeyRuler::measure("x/00ab34", "x/1f0934");
  ASSERT_TRUE(ruler);
  const auto middle = ruler->middle("x/90", "x/b0");
  ASSERT_TRUE(middle);
  EXPECT_TRUE(middle->starts_with("x/a0") || middle->starts_with("x/9f")) << *middle;
}

TEST(KeyRuler, measures_nothing_where_keys_do_not_ascend) {
  EXPECT_FALSE(KeyRuler::measure("b", "a"));
  EXPECT_FALSE(KeyRuler::measure("a", "a"));
}

}  // namespace
}  // namespace wirespeed::s3
