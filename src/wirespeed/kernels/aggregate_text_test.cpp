// Aggregates over texts of every layout.
#include <cstring>

#include "wirespeed/kernels/aggregate_fixture.hpp"

namespace wirespeed::kernels {
namespace {

using namespace fixture;

using Codes = std::vector<std::uint32_t>;
using Rows = std::vector<std::uint32_t>;

const Codes kCodes = {0, 1, 0, 2, 0, 1};
const std::vector<std::string> kWords = {"pear", "a somewhat longer apple", "fig", "", "fig", "\xc3\xa4hre"};

Rows rows_of_best(Aggregate aggregate, const ArrayView& view) {
  const auto found = ask<std::uint32_t>({kCodes, 3}, {.aggregate = aggregate, .values = &view});
  if (!found) ADD_FAILURE() << found.error().message;
  Rows rows;
  for (const auto& row : found.value_or(Answers<std::uint32_t>{})) rows.push_back(row.value_or(kNoGroup));
  return rows;
}

std::vector<std::int64_t> numbers_of(Aggregate aggregate, const ArrayView& view) {
  const auto found = ask<std::int64_t>({kCodes, 3}, {.aggregate = aggregate, .values = &view});
  std::vector<std::int64_t> numbers;
  for (const auto& number : found.value_or(Answers<std::int64_t>{})) numbers.push_back(number.value_or(-9));
  return numbers;
}

// Row 3 is null where the layout has nulls, and an empty text where it has none: alone in its group either way.
void expect_answers(const ArrayView& view, bool has_nulls) {
  EXPECT_EQ(rows_of_best(Aggregate::min, view), (Rows{2, 1, 3}));
  EXPECT_EQ(rows_of_best(Aggregate::max, view), (Rows{0, 5, 3}));
  EXPECT_EQ(rows_of_best(Aggregate::first, view), (Rows{0, 1, 3}));
  EXPECT_EQ(rows_of_best(Aggregate::last, view), (Rows{4, 5, 3}));
  EXPECT_EQ(numbers_of(Aggregate::nunique, view), (std::vector<std::int64_t>{2, 2, has_nulls ? 0 : 1}));
  EXPECT_EQ(numbers_of(Aggregate::count, view), (std::vector<std::int64_t>{3, 2, has_nulls ? 0 : 1}));
  EXPECT_EQ(numbers_of(Aggregate::idxmin, view), (std::vector<std::int64_t>{2, 1, has_nulls ? -1 : 3}));
}

template <typename Offset>
struct Texts {
  std::string characters;
  std::vector<Offset> offsets = {0};
  std::vector<std::uint8_t> bits = bits_of({true, true, true, false, true, true}, 3);

  Texts() {
    for (const std::string& word : kWords) {
      characters += word;
      offsets.push_back(static_cast<Offset>(characters.size()));
    }
  }
  ArrayView view(Item item) const {
    return {.item = item,
            .length = 6,
            .data = reinterpret_cast<const std::uint8_t*>(characters.data()),
            .offsets = offsets.data(),
            .validity = bits.data(),
            .first = 3};
  }
};

TEST(AggregateTexts, with_offsets) {
  expect_answers(Texts<std::int32_t>().view(Item::text), true);
  const Texts<std::int64_t> large;
  expect_answers(large.view(Item::large_text), true);
}

TEST(AggregateTexts, of_fixed_width) {
  std::string padded;
  for (std::string word : kWords) padded += (word.resize(24), word);
  const ArrayView view{.item = Item::bytes,
                       .length = 6,
                       .data = reinterpret_cast<const std::uint8_t*>(padded.data()),
                       .stride = 24,
                       .width = 24};
  expect_answers(view, false);
}

TEST(AggregateTexts, of_code_points) {
  std::u32string padded;
  for (std::u32string word : {U"pear", U"a somewhat longer apple", U"fig", U"", U"fig", U"\u00e4hre"}) {
    padded += (word.resize(24), word);
  }
  const ArrayView view{.item = Item::ucs4,
                       .length = 6,
                       .data = reinterpret_cast<const std::uint8_t*>(padded.data()),
                       .stride = 96,
                       .width = 96};
  expect_answers(view, false);
}

TEST(AggregateTexts, of_slices_and_of_a_dictionary_of_them) {
  std::vector<std::string_view> slices(kWords.begin(), kWords.end());
  slices[3] = {};
  const ArrayView view{.item = Item::slices,
                       .length = 6,
                       .data = reinterpret_cast<const std::uint8_t*>(slices.data()),
                       .stride = sizeof(std::string_view),
                       .width = sizeof(std::string_view)};
  expect_answers(view, true);
  const std::vector<std::int8_t> places = {0, 1, 4, 3, 2, 5};
  const ArrayView encoded{.item = Item::int8,
                          .length = 6,
                          .data = reinterpret_cast<const std::uint8_t*>(places.data()),
                          .stride = 1,
                          .width = 1,
                          .dictionary = &view};
  expect_answers(encoded, true);
}

TEST(AggregateTexts, in_views) {
  std::vector<std::array<char, 16>> items(6);
  std::string spill;
  for (std::size_t i = 0; i < 6; ++i) {
    const std::int32_t words[4] = {static_cast<std::int32_t>(kWords[i].size()), 0, 0,
                                   static_cast<std::int32_t>(spill.size())};
    std::memcpy(items[i].data(), words, sizeof words);
    if (kWords[i].size() <= 12) {
      std::memcpy(items[i].data() + 4, kWords[i].data(), kWords[i].size());
    } else {
      spill += kWords[i];
    }
  }
  const void* buffers[] = {spill.data()};
  const auto bits = bits_of({true, true, true, false, true, true}, 0);
  const ArrayView view{.item = Item::text_view,
                       .length = 6,
                       .data = reinterpret_cast<const std::uint8_t*>(items.data()),
                       .stride = 16,
                       .width = 16,
                       .buffers = buffers,
                       .validity = bits.data()};
  expect_answers(view, true);
}

}  // namespace
}  // namespace wirespeed::kernels
