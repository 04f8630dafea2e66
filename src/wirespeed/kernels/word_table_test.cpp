#include "wirespeed/kernels/word_table.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "wirespeed/kernels/found_groups_fixture.hpp"
#include "wirespeed/kernels/word_groups.hpp"

namespace wirespeed::kernels {
namespace {

using Values = std::vector<std::uint64_t>;

// By a table that begins with room for `groups` and is given the rows in parts.
Found found_by_table(const Values& words, std::size_t groups, std::uint32_t part) {
  Found found{Codes(words.size()), Codes(words.size())};
  WordTable table(Scratch::mine(), Words<std::uint64_t>{words.data(), words.size()}, found.first.data(), groups);
  const auto rows = static_cast<std::uint32_t>(words.size());
  for (std::uint32_t row = 0; row < rows; row += part) {
    table.put(row, std::min(row + part, rows), found.codes.data());
  }
  found.first.resize(table.groups());
  return found;
}

TEST(WordTable, gives_codes_in_the_order_of_first_rows_while_it_grows) {
  std::mt19937_64 random(7);
  for (const std::size_t groups : {1U, 2U, 9U, 10U, 11U, 640U, 641U, 20'000U}) {
    Values words(groups);
    for (std::uint64_t& word : words) word = random();
    for (std::size_t i = 0; i < 3'000; ++i) words.push_back(words[random() % groups]);
    const Found expected = found_by_map(words);
    for (const std::size_t room : {std::size_t{1}, std::size_t{512}, groups}) {
      EXPECT_EQ(found_by_table(words, room, 1'000'000), expected) << groups;
      EXPECT_EQ(found_by_table(words, room, 7), expected) << groups;
    }
  }
}

TEST(WordTable, what_a_table_before_it_held_is_none_of_its_words) {
  EXPECT_EQ(found_by_table({7, 8, 9}, 3, 3).codes, (Codes{0, 1, 2}));
  EXPECT_EQ(found_by_table({9, 7, 8, 7}, 4, 4).codes, (Codes{0, 1, 2, 1}));
  EXPECT_EQ(found_by_table({7}, 1, 1).first, (Codes{0}));
  EXPECT_EQ(found_by_table({}, 1, 1).first, Codes{});
}

TEST(WordTable, all_words_are_possible) {
  const Values words{0, ~std::uint64_t{0}, 1, 0, std::uint64_t{1} << 63, ~std::uint64_t{0}};
  EXPECT_EQ(found_by_table(words, 1, 6).codes, (Codes{0, 1, 2, 0, 3, 1}));
}

}  // namespace
}  // namespace wirespeed::kernels
