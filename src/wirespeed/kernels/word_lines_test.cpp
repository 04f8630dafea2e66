#include "wirespeed/kernels/word_lines.hpp"

#include "wirespeed/kernels/found_groups_fixture.hpp"
#include "wirespeed/kernels/word_tables_fixture.hpp"

namespace wirespeed::kernels {
namespace {

template <typename T>
Found found_by_lines(const Values<T>& words, std::uint32_t part = 1'000'000) {
  return found_by_table<WordLines>(words, part);
}

using WordLinesTest = WithWordLines;

TEST_F(WordLinesTest, give_codes_in_the_order_of_first_rows_while_the_table_grows) {
  std::mt19937_64 random(7);
  for (const std::size_t groups : {1U, 2U, 16U, 17U, 64U, 65U, 640U, 20'000U}) {
    Values<std::uint64_t> words(groups);
    for (std::uint64_t& word : words) word = random();
    const auto rows = repeated(words, groups + 3'000, random);
    const Found expected = found_by_map(rows);
    for (const std::uint32_t part : {1'000'000U, 33U, 7U}) EXPECT_EQ(found_by_lines(rows, part), expected) << groups;
  }
}

TEST_F(WordLinesTest, tell_words_apart_that_all_belong_to_one_line) {
  std::mt19937_64 random(8);
  for (const std::uint64_t line : {std::uint64_t{0}, std::uint64_t{5} << 60, ~std::uint64_t{0} << 40}) {
    Values<std::uint64_t> words(400);
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = word_for(line + i);
    const auto rows = repeated(words, 3'000, random);
    EXPECT_EQ(found_by_lines(rows), found_by_map(rows)) << line;
  }
}

TEST_F(WordLinesTest, have_a_code_for_every_word) {
  Values<std::uint64_t> words{0, ~std::uint64_t{0}, 1, 0, std::uint64_t{1} << 63, ~std::uint64_t{0}};
  EXPECT_EQ(found_by_lines(words).codes, (Codes{0, 1, 2, 0, 3, 1}));
  for (std::uint64_t i = 0; i < 3'000; ++i) words.push_back(i % 1'100);
  EXPECT_EQ(found_by_lines(words), found_by_map(words));
}

TEST_F(WordLinesTest, hold_nothing_of_a_table_before) {
  EXPECT_EQ(found_by_lines(Values<std::uint64_t>{7, 8, 9}).codes, (Codes{0, 1, 2}));
  EXPECT_EQ(found_by_lines(Values<std::uint64_t>{9, 7, 8, 7}).codes, (Codes{0, 1, 2, 1}));
  EXPECT_EQ(found_by_lines(Values<std::uint64_t>{}).first, Codes{});
}

TEST_F(WordLinesTest, take_words_of_any_width) {
  std::mt19937_64 random(9);
  Values<std::uint8_t> bytes(2'000);
  Values<std::uint32_t> numbers(2'000);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  for (std::uint32_t& number : numbers) number = static_cast<std::uint32_t>(random() % 700) * 6'000'000;
  EXPECT_EQ(found_by_lines(bytes), found_by_map(bytes));
  EXPECT_EQ(found_by_lines(numbers), found_by_map(numbers));
}

}  // namespace
}  // namespace wirespeed::kernels
