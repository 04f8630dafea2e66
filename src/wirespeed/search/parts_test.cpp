// The parts of an index, each against the obvious way.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>

#include "wirespeed/search/bundle.hpp"
#include "wirespeed/search/byte_sort.hpp"
#include "wirespeed/search/minimum_tree.hpp"
#include "wirespeed/search/monotone_list.hpp"
#include "wirespeed/search/packed_column.hpp"
#include "wirespeed/search/postings.hpp"
#include "wirespeed/search/word_table.hpp"

namespace wirespeed::search {
namespace {

using Numbers = std::vector<std::uint32_t>;

class Parts : public testing::Test {
 protected:
  Parts() { record_.emplace(__FILE__, __LINE__, fmt::format("seed {}", seed_)); }

  std::uint32_t below(std::uint32_t n) { return std::uniform_int_distribution<std::uint32_t>(0, n - 1)(random_); }

  // Rising numbers below `universe`, about one in `gap`, in clumps.
  Numbers rising(std::uint32_t universe, std::uint32_t gap, bool repeats) {
    Numbers numbers;
    for (std::uint64_t at = below(gap * 2); at < universe; at += repeats ? below(gap * 2) : 1 + below(gap * 2)) {
      numbers.push_back(static_cast<std::uint32_t>(at));
      if (below(200) == 0) at += std::uint64_t{gap} * below(500);
    }
    return numbers;
  }

  unsigned seed_ = std::random_device()();
  std::mt19937 random_{seed_};
  std::optional<testing::ScopedTrace> record_;
};

std::vector<std::uint8_t> write_list(const Numbers& numbers, std::uint32_t universe) {
  const MonotoneShape shape(static_cast<std::uint32_t>(numbers.size()), universe);
  std::vector<std::uint8_t> bytes(shape.bytes() + kSpareBytes);
  MonotoneWriter writer(shape, bytes.data());
  for (const std::uint32_t number : numbers) writer.push(number);
  writer.finish();
  return bytes;
}

TEST_F(Parts, a_monotone_list_gives_back_its_values) {
  for (const std::uint32_t gap : {1u, 3u, 40u, 1000u, 100000u}) {
    const Numbers numbers = rising(300000, gap, true);
    const auto bytes = write_list(numbers, 300000);
    MonotoneCursor cursor(MonotoneShape(static_cast<std::uint32_t>(numbers.size()), 300000), bytes.data());
    for (std::uint32_t i = 0; i < numbers.size(); ++i, cursor.next()) {
      ASSERT_EQ(cursor.value(), numbers[i]);
      ASSERT_EQ(cursor.index(), i);
    }
    ASSERT_EQ(cursor.value(), kNoRank);
  }
}

TEST_F(Parts, a_monotone_list_leaps_to_the_first_value_that_is_not_below) {
  for (const std::uint32_t gap : {1u, 3u, 40u, 1000u, 100000u}) {
    const Numbers numbers = rising(300000, gap, true);
    const auto bytes = write_list(numbers, 300000);
    for (const std::uint32_t stride : {2u, 60u, 5000u, 200000u}) {
      MonotoneCursor cursor(MonotoneShape(static_cast<std::uint32_t>(numbers.size()), 300000), bytes.data());
      for (std::uint32_t least = below(stride); least < 300000; least += 1 + below(stride)) {
        cursor.seek(least);
        const auto expected = std::ranges::lower_bound(numbers, least);
        ASSERT_EQ(cursor.value(), expected == numbers.end() ? kNoRank : *expected) << least;
        if (expected == numbers.end()) break;
        ASSERT_EQ(cursor.index(), expected - numbers.begin()) << least;
      }
    }
  }
}

// Walks, leaps, fills windows and bitmaps of 200000 names.
void expect_ranks(const Postings& postings, const Numbers& ranks) {
  ASSERT_EQ(postings.count, ranks.size());
  Numbers walked;
  for (PostingCursor at(postings); at.value() != kNoRank; at.next()) walked.push_back(at.value());
  ASSERT_EQ(walked, ranks);

  for (const std::uint32_t stride : {1u, 3000u}) {
    PostingCursor leaping(postings);
    for (std::uint32_t least = 0; least < postings.names; least += stride + least % 7) {
      leaping.seek(least);
      const auto expected = std::ranges::lower_bound(ranks, least);
      ASSERT_EQ(leaping.value(), expected == ranks.end() ? kNoRank : *expected);
    }
  }

  Numbers kept;
  PostingCursor windowed(postings);
  for (std::uint32_t begin = 0; begin < postings.names; begin += kWindowRanks) {
    RankWindow window;
    window.fill(~std::uint64_t{0});
    windowed.keep_in(begin, window);
    for (std::uint32_t i = 0; i < kWindowRanks; ++i) {
      if ((window[i / 64] >> (i % 64)) & 1) kept.push_back(begin + i);
    }
  }
  ASSERT_EQ(kept, ranks);

  std::vector<std::uint64_t> bitmap((postings.names + 63) / 64);
  PostingCursor(postings).add_to(bitmap);
  std::size_t ones = 0;
  for (const std::uint64_t word : bitmap) ones += count_ones(word);
  ASSERT_EQ(ones, ranks.size());
}

TEST_F(Parts, a_bundle_gives_the_postings_of_each_of_its_words) {
  constexpr std::uint32_t kNames = 200000;
  std::vector<Numbers> words;
  for (const std::uint32_t gap : {2u, 40000u, 10u, 14u, 70000u, 100u, 1000u, 3500u, 150000u}) {
    words.push_back(rising(kNames, gap, false));
    if (words.back().empty()) words.back().push_back(7);
  }
  std::vector<std::span<const std::uint32_t>> ranks(words.begin(), words.end());
  Numbers counts;
  for (const Numbers& word : words) counts.push_back(static_cast<std::uint32_t>(word.size()));
  const std::size_t before = 5;
  std::vector<std::uint8_t> bytes(before + bundle_bytes(counts, kNames) + kSpareBytes);
  write_bundle(ranks, kNames, bytes.data() + before);

  const Bundle bundle(ByteView(bytes), before, kNames);
  for (std::uint32_t place = 0; place < words.size(); ++place) {
    const auto postings = bundle.of_word(place);
    ASSERT_TRUE(postings);
    expect_ranks(*postings, words[place]);
  }
  EXPECT_FALSE(bundle.of_word(static_cast<std::uint32_t>(words.size())));
}

TEST_F(Parts, a_bundle_gives_the_rare_words_of_a_range_as_one) {
  const std::vector<Numbers> words = {{3, 9}, {3, 5}, {0}, {9}};
  const std::vector<std::span<const std::uint32_t>> ranks(words.begin(), words.end());
  const Numbers counts = {2, 2, 1, 1};
  std::vector<std::uint8_t> bytes(bundle_bytes(counts, 10) + kSpareBytes);
  write_bundle(ranks, 10, bytes.data());
  Numbers walked;
  Bundle(ByteView(bytes), 0, 10).for_each({0, 2}, [&](const Postings& postings) {
    for (PostingCursor at(postings); at.value() != kNoRank; at.next()) walked.push_back(at.value());
    return true;
  });
  EXPECT_EQ(walked, (Numbers{3, 3, 5, 9}));
}

TEST_F(Parts, a_leap_in_altered_postings_never_ends_before_its_aim) {
  constexpr std::uint32_t kNames = 200000;
  const std::vector<Numbers> words = {{100, 300}, {200}};
  const std::vector<std::span<const std::uint32_t>> ranks(words.begin(), words.end());
  const Numbers counts = {2, 1};
  std::vector<std::uint8_t> bytes(bundle_bytes(counts, kNames) + kSpareBytes);
  write_bundle(ranks, kNames, bytes.data());
  std::uint8_t* third = bytes.data() + 3 + MonotoneShape(3, kNames).low_at() + 2 * sizeof(std::uint16_t);
  ASSERT_EQ(load_le<std::uint16_t>(third), 300);
  store_le(third, std::uint16_t{50});
  PostingCursor cursor(*Bundle(ByteView(bytes), 0, kNames).of_word(0));
  cursor.seek(150);
  EXPECT_EQ(cursor.value(), kNoRank);
}

TEST_F(Parts, a_packed_column_gives_back_its_values) {
  for (const std::uint32_t count : {1u, 127u, 128u, 129u, 5000u}) {
    Numbers values(count);
    for (std::uint32_t& value : values) value = below(3) == 0 ? below(0xFFFFFFFF) : 7;
    const auto bytes = pack_column(values);
    const auto column = value_or_throw(PackedColumn::open({bytes.data(), bytes.size()}, count, "test"));
    for (std::uint32_t i = 0; i < count; ++i) ASSERT_EQ(column[i], values[i]);
  }
}

TEST_F(Parts, a_minimum_tree_finds_the_first_of_the_lowest) {
  for (const std::uint32_t words : {1u, 64u, 65u, 5000u, 300000u}) {
    Numbers first(words);
    for (std::uint32_t& rank : first) rank = below(words);
    const Numbers minima = build_minima(first);
    const auto as_bytes = [](const Numbers& numbers) {
      return ByteView(reinterpret_cast<const std::uint8_t*>(numbers.data()), numbers.size() * 4);
    };
    const auto tree = value_or_throw(MinimumTree::open(NumberView(as_bytes(first)), words, as_bytes(minima)));
    for (int i = 0; i < 200; ++i) {
      const std::uint32_t begin = below(words);
      const std::uint32_t end = begin + 1 + below(std::min(words - begin, i % 2 == 0 ? 100u : words));
      const auto least = std::min_element(first.begin() + begin, first.begin() + end);
      ASSERT_EQ(tree.best({begin, end}), least - first.begin()) << begin << ".." << end;
    }
  }
}

TEST_F(Parts, sorting_by_bytes_is_stable) {
  std::vector<std::pair<std::uint32_t, int>> values(20000);
  for (int i = 0; auto& value : values) value = {below(70000), i++};
  auto sorted = values;
  auto other = values;
  std::ranges::sort(values);  // the second numbers are in the order of the list
  sort_by_bytes(sorted, other, [](const auto& value) { return value.first; });
  EXPECT_EQ(sorted, values);
}

TEST_F(Parts, a_word_table_gives_equal_words_one_number_and_counts_them) {
  WordTable table;
  std::vector<std::string> words;
  for (int i = 0; i < 20000; ++i)
    words.push_back(std::string(below(12), 'x') + fmt::format("{}", below(3000)) + std::string(8, '\0'));
  std::map<std::string_view, std::uint32_t> counts;
  for (const std::string& padded : words) {
    const auto word = std::string_view(padded).substr(0, padded.size() - 8);
    const std::uint32_t number = table.count(WordKey::of(word));
    ++counts[word];
    ASSERT_EQ(table.word(number), word);
    ASSERT_EQ(table.count_of(number), counts[word]);
  }
  EXPECT_EQ(table.size(), counts.size());
}

}  // namespace
}  // namespace wirespeed::search
