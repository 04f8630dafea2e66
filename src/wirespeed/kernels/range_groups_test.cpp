#include "wirespeed/kernels/range_groups.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "wirespeed/kernels/factorize.hpp"
#include "wirespeed/kernels/found_groups_fixture.hpp"
#include "wirespeed/kernels/view_fixture.hpp"
#include "wirespeed/kernels/word_groups.hpp"

namespace wirespeed::kernels {
namespace {

using Values = std::vector<std::uint64_t>;

constexpr std::size_t kRows = (std::size_t{1} << 18) + 777;  // shared out to threads

template <typename T>
Found grouped(const Values& words, unsigned threads, T flip = 0) {
  std::vector<T> items;
  for (const std::uint64_t word : words) items.push_back(static_cast<T>(static_cast<T>(word) ^ flip));
  Found found{Codes(words.size()), Codes(words.size())};
  found.first.resize(
      group_words(Words<T>{items.data(), items.size(), flip}, found.codes.data(), found.first.data(), threads));
  return found;
}

Values made(const std::function<std::uint64_t(std::size_t)>& word) {
  Values words;
  for (std::size_t i = 0; i < kRows; ++i) words.push_back(word(i));
  return words;
}

void expect_same_by_threads(const Values& words) {
  const Found expected = found_by_map(words);
  for (const unsigned threads : {1U, 2U, 3U, 8U}) {
    EXPECT_EQ(grouped<std::uint64_t>(words, threads), expected) << threads;
    EXPECT_EQ((grouped<std::uint32_t>(words, threads, 0x80000000U)), expected) << threads;
  }
}

TEST(RangeGroups, few_words_are_named_alike_by_all_threads) {
  expect_same_by_threads(made([](std::size_t i) { return 7 + i * 7919 % 100; }));
}

TEST(RangeGroups, words_that_come_late_are_named_as_they_are_seen) {
  const auto is_late = [](std::size_t i) { return i == kRows / 3 || i == kRows / 2 + 9 || i == kRows - 1; };
  expect_same_by_threads(made([&](std::size_t i) { return is_late(i) ? 500 + i % 3 : is_late(i + 1) ? 99 : i % 90; }));
}

TEST(RangeGroups, words_that_are_their_own_codes_stay_so_until_they_are_not) {
  expect_same_by_threads(made([](std::size_t i) { return std::min<std::uint64_t>(i, i * 31 % 1'000); }));
  expect_same_by_threads(made([](std::size_t i) { return i == kRows - 5 ? 2'000 : i % 1'000; }));
  expect_same_by_threads(made([](std::size_t i) { return i % 1'000 + (i > kRows / 2 ? 500 : 0); }));
}

TEST(RangeGroups, each_word_may_be_a_group) {
  expect_same_by_threads(made([](std::size_t i) { return kRows - i; }));
}

TEST(RangeGroups, a_wide_range_is_shared_out_too) {
  expect_same_by_threads(made([](std::size_t i) { return 1'000 + i * 104'729 % 300'007; }));
}

TEST(RangeGroups, several_keys_are_grouped_as_they_are_packed) {
  std::vector<std::int64_t> tens;
  std::vector<std::int32_t> ones;
  Values words;
  for (std::size_t i = 0; i < kRows; ++i) {
    tens.push_back(static_cast<std::int64_t>(i * 7919 % 50) - 25);
    ones.push_back(static_cast<std::int32_t>(i % 9) - 4);
    words.push_back(static_cast<std::uint64_t>((tens.back() + 25) * 10 + ones.back() + 4));
  }
  const Found expected = found_by_map(words);
  const std::vector<Key> keys{{view_of(tens)}, {view_of(ones)}};
  for (const unsigned threads : {1U, 2U, 3U}) {
    const auto found = factorize(keys, Nulls::group, threads).value();
    EXPECT_TRUE(std::ranges::equal(found.codes, expected.codes)) << threads;
    EXPECT_TRUE(std::ranges::equal(found.first, expected.first)) << threads;
  }
}

}  // namespace
}  // namespace wirespeed::kernels
