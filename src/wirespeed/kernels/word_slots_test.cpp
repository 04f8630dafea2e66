#include "wirespeed/kernels/word_slots.hpp"

#include <numeric>

#include "wirespeed/kernels/found_groups_fixture.hpp"
#include "wirespeed/kernels/word_tables_fixture.hpp"

namespace wirespeed::kernels {
namespace {

template <typename T>
Found found_by_slots(const Values<T>& words, std::uint32_t part = 1'000'000) {
  return found_by_table<WordSlots>(words, part);
}

using WordSlotsTest = WithWordSlots;

TEST_F(WordSlotsTest, give_codes_in_the_order_of_first_rows_while_the_table_grows) {
  std::mt19937_64 random(7);
  for (const std::size_t groups : {1U, 2U, 7U, 8U, 9U, 130U, 640U, 20'000U}) {
    Values<std::uint64_t> words(groups);
    for (std::uint64_t& word : words) word = random();
    const auto rows = repeated(words, groups + 3'000, random);
    const Found expected = found_by_map(rows);
    for (const std::uint32_t part : {1'000'000U, 33U, 7U}) EXPECT_EQ(found_by_slots(rows, part), expected) << groups;
  }
}

TEST_F(WordSlotsTest, name_as_many_groups_as_there_may_be_rows) {
  Values<std::uint64_t> words(kMostSlotRows);
  std::iota(words.begin(), words.end(), std::uint64_t{1} << 40);
  EXPECT_EQ(found_by_slots(words), found_by_map(words));
}

TEST_F(WordSlotsTest, tell_words_apart_that_all_belong_to_one_slot) {
  std::mt19937_64 random(8);
  for (const std::uint64_t slot : {std::uint64_t{0}, std::uint64_t{5} << 60, ~std::uint64_t{0} << 40}) {
    Values<std::uint64_t> words(400);
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = word_for(slot + i);
    const auto rows = repeated(words, 3'000, random);
    EXPECT_EQ(found_by_slots(rows), found_by_map(rows)) << slot;
  }
}

TEST_F(WordSlotsTest, know_the_first_word_wherever_its_slot_is_taken) {
  const std::uint64_t slot = std::uint64_t{3} << 60;
  Values<std::uint64_t> words;
  for (std::uint64_t i = 0; i < 40; ++i) {
    words.push_back(word_for(slot + i));
    words.push_back(words.front());
  }
  EXPECT_EQ(found_by_slots(words), found_by_map(words));
}

TEST_F(WordSlotsTest, have_a_code_for_every_word) {
  Values<std::uint64_t> words{0, ~std::uint64_t{0}, 1, 0, std::uint64_t{1} << 63, ~std::uint64_t{0}};
  EXPECT_EQ(found_by_slots(words).codes, (Codes{0, 1, 2, 0, 3, 1}));
  words.insert(words.begin(), 5);
  for (std::uint64_t i = 0; i < 3'000; ++i) words.push_back(i % 1'100);
  EXPECT_EQ(found_by_slots(words), found_by_map(words));
}

TEST_F(WordSlotsTest, hold_nothing_of_a_table_before) {
  EXPECT_EQ(found_by_slots(Values<std::uint64_t>{7, 8, 9}).codes, (Codes{0, 1, 2}));
  EXPECT_EQ(found_by_slots(Values<std::uint64_t>{9, 7, 8, 7}).codes, (Codes{0, 1, 2, 1}));
  EXPECT_EQ(found_by_slots(Values<std::uint64_t>{}).first, Codes{});
}

TEST_F(WordSlotsTest, take_words_of_any_width) {
  std::mt19937_64 random(9);
  Values<std::uint8_t> bytes(2'000);
  Values<std::uint16_t> pairs(2'001);
  Values<std::uint32_t> numbers(2'003);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  for (std::uint16_t& pair : pairs) pair = static_cast<std::uint16_t>(random() % 500 * 100);
  for (std::uint32_t& number : numbers) number = static_cast<std::uint32_t>(random() % 700) * 6'000'000;
  EXPECT_EQ(found_by_slots(bytes), found_by_map(bytes));
  EXPECT_EQ(found_by_slots(pairs), found_by_map(pairs));
  EXPECT_EQ(found_by_slots(numbers), found_by_map(numbers));
}

}  // namespace
}  // namespace wirespeed::kernels
