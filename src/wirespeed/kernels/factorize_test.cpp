#include "wirespeed/kernels/factorize.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <string>

#include "wirespeed/kernels/factorize_key.hpp"
#include "wirespeed/kernels/word_groups.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

template <typename T>
constexpr Item kItem = Item::int64;
template <>
constexpr Item kItem<double> = Item::float64;
template <>
constexpr Item kItem<float> = Item::float32;
template <>
constexpr Item kItem<std::int32_t> = Item::int32;
template <>
constexpr Item kItem<std::uint8_t> = Item::uint8;
template <>
constexpr Item kItem<std::int8_t> = Item::int8;
template <>
constexpr Item kItem<std::uint64_t> = Item::uint64;
template <>
constexpr Item kItem<std::string_view> = Item::slices;

template <typename T>
ArrayView view_of(const std::vector<T>& values) {
  return {.item = kItem<T>,
          .length = static_cast<std::int64_t>(values.size()),
          .data = reinterpret_cast<const std::uint8_t*>(values.data()),
          .stride = sizeof(T),
          .width = sizeof(T)};
}

using Codes = std::vector<std::uint32_t>;

Codes codes_of(const Factorized& made) { return {made.codes.begin(), made.codes.end()}; }
Codes first_of(const Factorized& made) { return {made.first.begin(), made.first.end()}; }

Factorized factorized(std::vector<Key> keys, Nulls nulls = Nulls::group, unsigned threads = 0) {
  auto made = factorize(keys, nulls, threads);
  EXPECT_TRUE(made) << (made ? "" : made.error().message);
  return made ? std::move(*made) : Factorized{};
}

template <typename T>
Codes codes_of(const std::vector<T>& values, Nulls nulls = Nulls::group) {
  return codes_of(factorized({{.view = view_of(values)}}, nulls));
}

// What it should be, by a map.
template <typename T>
Codes simply(const std::vector<T>& values) {
  std::map<T, std::uint32_t> known;
  Codes codes;
  for (const T& value : values) {
    codes.push_back(known.try_emplace(value, static_cast<std::uint32_t>(known.size())).first->second);
  }
  return codes;
}

std::vector<std::uint64_t> random_words(std::size_t rows, std::uint64_t below, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<std::uint64_t> words(rows);
  for (std::uint64_t& word : words) word = random() % below;
  return words;
}

TEST(Factorize, codes_count_keys_as_they_are_first_seen) {
  const std::vector<std::int64_t> keys{30, 10, 30, -5, 10};
  const Factorized made = factorized({{.view = view_of(keys)}});
  EXPECT_EQ(codes_of(made), (Codes{0, 1, 0, 2, 1}));
  EXPECT_EQ(first_of(made), (Codes{0, 1, 3}));
}

TEST(Factorize, no_rows_have_no_groups) {
  const Factorized made = factorized({{.view = view_of(std::vector<double>{})}});
  EXPECT_TRUE(made.codes.empty());
  EXPECT_EQ(made.groups(), 0U);
}

TEST(Factorize, the_ends_of_a_type_are_keys_like_others) {
  using Limits = std::numeric_limits<std::int64_t>;
  EXPECT_EQ(codes_of(std::vector<std::int64_t>{Limits::max(), Limits::min(), 0, Limits::max(), Limits::min()}),
            (Codes{0, 1, 2, 0, 1}));
  EXPECT_EQ(codes_of(std::vector<std::uint64_t>{~std::uint64_t{0}, 0, ~std::uint64_t{0}}), (Codes{0, 1, 0}));
  EXPECT_EQ(codes_of(std::vector<std::int8_t>{127, -128, 127}), (Codes{0, 1, 0}));
  EXPECT_EQ(codes_of(std::vector<std::uint8_t>{255, 0, 255}), (Codes{0, 1, 0}));
}

TEST(Factorize, all_nan_are_one_group_and_zeros_are_equal) {
  const double nan = std::nan("");
  const double other_nan = -std::nan("17");
  EXPECT_EQ(codes_of(std::vector<double>{nan, 0.0, -0.0, other_nan, 1.0}), (Codes{0, 1, 1, 0, 2}));
  EXPECT_EQ(codes_of(std::vector<float>{std::nanf(""), 0.0F, -0.0F, -std::nanf("")}), (Codes{0, 1, 1, 0}));
}

TEST(Factorize, nulls_are_dropped_when_asked) {
  const std::vector<double> keys{std::nan(""), 2.0, 1.0, std::nan(""), 2.0};
  const Factorized made = factorized({{.view = view_of(keys)}}, Nulls::drop);
  EXPECT_EQ(codes_of(made), (Codes{kNoGroup, 0, 1, kNoGroup, 0}));
  EXPECT_EQ(first_of(made), (Codes{1, 2}));
}

TEST(Factorize, tells_whether_every_row_has_a_group) {
  const std::vector<double> keys{1, std::nan(""), 1};
  const auto is_complete = [&](std::size_t from, Nulls nulls) {
    const std::vector<double> some(keys.begin() + static_cast<std::ptrdiff_t>(from), keys.end());
    return factorized({{.view = view_of(some)}}, nulls).view().is_complete;
  };
  EXPECT_FALSE(is_complete(0, Nulls::drop));
  EXPECT_TRUE(is_complete(0, Nulls::group));
  EXPECT_TRUE(is_complete(2, Nulls::drop));
}

TEST(Factorize, nulls_are_an_error_that_names_the_row_when_asked) {
  const std::vector<double> keys{1.0, 2.0, std::nan("")};
  const auto made = factorize(std::vector<Key>{{.view = view_of(keys)}}, Nulls::error);
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message.find("row 2"), std::string::npos) << made.error().message;
}

TEST(Factorize, what_lies_under_a_null_does_not_count) {
  const std::vector<std::int64_t> keys{7, 8, 7, 9, 7};
  const std::uint8_t validity = 0b10101;
  ArrayView view = view_of(keys);
  view.validity = &validity;
  EXPECT_EQ(codes_of(factorized({{.view = view}})), (Codes{0, 1, 0, 1, 0}));
  EXPECT_EQ(codes_of(factorized({{.view = view}}, Nulls::drop)), (Codes{0, kNoGroup, 0, kNoGroup, 0}));
}

TEST(Factorize, a_null_is_no_value_even_when_all_values_are_used) {
  const std::vector<std::uint64_t> keys{~std::uint64_t{0}, 0, 5, 5};
  const std::uint8_t validity = 0b0111;
  ArrayView view = view_of(keys);
  view.validity = &validity;
  EXPECT_EQ(codes_of(factorized({{.view = view}})), (Codes{0, 1, 2, 3}));
}

TEST(Factorize, strides_lead_from_item_to_item) {
  const std::vector<std::int32_t> keys{1, 0, 2, 0, 1, 0};
  ArrayView view = view_of(keys);
  view.length = 3;
  view.stride = 8;
  EXPECT_EQ(codes_of(factorized({{.view = view}})), (Codes{0, 1, 0}));
  view.data += 16;
  view.stride = -8;
  EXPECT_EQ(codes_of(factorized({{.view = view}})), (Codes{0, 1, 0}));
}

TEST(Factorize, texts_differ_by_length_and_by_bytes) {
  const std::string nul("ab\0", 3);
  const std::vector<std::string_view> keys{"ab", nul, "", "abcdefgh", "abcdefgi", "ab", {}, "abcdefgh", ""};
  EXPECT_EQ(codes_of(keys), (Codes{0, 1, 2, 3, 4, 0, 5, 3, 2}));
  EXPECT_EQ(codes_of(keys, Nulls::drop), (Codes{0, 1, 2, 3, 4, 0, kNoGroup, 3, 2}));
}

TEST(Factorize, a_dictionary_may_say_a_thing_twice) {
  const std::vector<std::string_view> values{"a", "b", "a", {}};
  const ArrayView dictionary = view_of(values);
  const std::vector<std::int32_t> places{2, 1, 0, 3, 1};
  ArrayView view = view_of(places);
  view.dictionary = &dictionary;
  EXPECT_EQ(codes_of(factorized({{.view = view}})), (Codes{0, 1, 0, 2, 1}));
  EXPECT_EQ(codes_of(factorized({{.view = view}}, Nulls::drop)), (Codes{0, 1, 0, kNoGroup, 1}));
}

TEST(Factorize, a_place_outside_its_dictionary_is_an_error) {
  const std::vector<std::string_view> values{"a"};
  const ArrayView dictionary = view_of(values);
  for (const std::int32_t place : {-1, 1}) {
    const std::vector<std::int32_t> places{0, place};
    ArrayView view = view_of(places);
    view.dictionary = &dictionary;
    EXPECT_FALSE(factorize(std::vector<Key>{{.view = view}}, Nulls::group));
  }
}

TEST(Factorize, keys_of_different_lengths_are_refused) {
  const std::vector<std::int32_t> a{1, 2};
  const std::vector<std::int32_t> b{1};
  EXPECT_FALSE(factorize(std::vector<Key>{{.view = view_of(a)}, {.view = view_of(b)}}, Nulls::group));
  EXPECT_FALSE(factorize({}, Nulls::group));
}

TEST(Factorize, several_keys_are_equal_when_each_is) {
  using Pair = std::pair<std::int64_t, std::string_view>;
  std::mt19937_64 random(7);
  const std::vector<std::string_view> words{"x", "a longer one", "another long one", {}};
  for (const std::uint64_t range : {std::uint64_t{3}, std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
    std::vector<std::int64_t> numbers;
    std::vector<std::string_view> texts;
    std::vector<Pair> pairs;
    for (int i = 0; i < 3000; ++i) {
      numbers.push_back(static_cast<std::int64_t>((random() % 40) * (range / 40)));
      texts.push_back(words[random() % words.size()]);
      pairs.emplace_back(numbers.back(), texts.back());
    }
    EXPECT_EQ(codes_of(factorized({{.view = view_of(numbers)}, {.view = view_of(texts)}})), simply(pairs));
    EXPECT_EQ(codes_of(factorized({{.view = view_of(texts)}, {.view = view_of(numbers)}, {.view = view_of(numbers)}})),
              simply(pairs));
  }
}

// What group_words() makes of words by one method.
struct Grouped {
  Codes codes;
  Codes first;
  bool operator==(const Grouped&) const = default;
};

template <typename T>
Grouped grouped(const std::vector<T>& words, std::optional<Method> method, unsigned threads) {
  Grouped made{Codes(words.size()), Codes(words.size())};
  const Words<T> all{words.data(), words.size()};
  made.first.resize(group_words(all, made.codes.data(), made.first.data(), threads, method));
  return made;
}

class Methods : public testing::TestWithParam<std::tuple<std::size_t, std::uint64_t>> {};

TEST_P(Methods, give_one_answer) {
  const auto [rows, below] = GetParam();
  const std::vector<std::uint64_t> words = random_words(rows, below, 3);
  const Codes expected = simply(words);
  Grouped table = grouped(words, Method::table, 1);
  EXPECT_EQ(table.codes, expected);
  EXPECT_TRUE(grouped(words, std::nullopt, 1) == table);
  EXPECT_TRUE(grouped(words, std::nullopt, 2) == table);
  EXPECT_TRUE(grouped(words, std::nullopt, 3) == table);
  EXPECT_TRUE(grouped(words, Method::radix, 1) == table);
  EXPECT_TRUE(grouped(words, Method::radix, 2) == table);
  if (below < 5'000'000) {
    EXPECT_TRUE(grouped(words, Method::direct, 1) == table);
  }
  std::vector<std::uint64_t> sorted = words;
  std::ranges::sort(sorted);
  EXPECT_TRUE(grouped(sorted, Method::sorted, 1) == grouped(sorted, Method::table, 1));
  EXPECT_TRUE(grouped(sorted, std::nullopt, 2) == grouped(sorted, Method::table, 1));
}

INSTANTIATE_TEST_SUITE_P(Sizes, Methods,
                         testing::Combine(testing::Values(1, 2, 100, 5'000, 300'000),
                                          testing::Values(1, 7, 1'000, 100'000, std::uint64_t{1} << 50)));

template <typename T>
void expect_one_shape(T flip, std::uint64_t below) {
  for (std::size_t rows = 1; rows < 150; ++rows) {
    const std::vector<std::uint64_t> wide = random_words(rows, below, static_cast<unsigned>(rows));
    std::vector<T> words(wide.begin(), wide.end());
    EXPECT_EQ(shape_of(Words<T>{words.data(), rows, flip}), plain_shape_of(Words<T>{words.data(), rows, flip}));
    std::ranges::sort(words, {}, [flip](T word) { return static_cast<T>(word ^ flip); });
    EXPECT_EQ(shape_of(Words<T>{words.data(), rows, flip}), plain_shape_of(Words<T>{words.data(), rows, flip}));
    std::swap(words.back(), words[rows / 2]);
    EXPECT_EQ(shape_of(Words<T>{words.data(), rows, flip}), plain_shape_of(Words<T>{words.data(), rows, flip}));
  }
}

TEST(WordShape, is_the_same_on_every_cpu) {
  for (const std::uint64_t below : {std::uint64_t{3}, ~std::uint64_t{0}}) {
    expect_one_shape<std::uint8_t>(0, below);
    expect_one_shape<std::uint8_t>(0x80, below);
    expect_one_shape<std::uint16_t>(0x8000, below);
    expect_one_shape<std::uint32_t>(0, below);
    expect_one_shape<std::uint32_t>(0x80000000, below);
    expect_one_shape<std::uint64_t>(0, below);
    expect_one_shape<std::uint64_t>(std::uint64_t{1} << 63, below);
  }
}

TEST(Factorize, words_that_differ_in_their_upper_bits_alone_are_told_apart) {
  std::vector<std::uint64_t> words;
  for (std::uint64_t i = 0; i < 20'000; ++i) words.push_back((i % 5'000) << 48);
  EXPECT_EQ(grouped(words, Method::table, 1).codes, simply(words));
  EXPECT_EQ(grouped(words, Method::radix, 2).codes, simply(words));
}

template <typename T>
void expect_narrow(std::uint64_t below) {
  const std::vector<std::uint64_t> wide = random_words(10'000, below, 5);
  const std::vector<T> words(wide.begin(), wide.end());
  EXPECT_TRUE(grouped(words, std::nullopt, 1) == grouped(words, Method::table, 1));
  EXPECT_TRUE(grouped(words, Method::radix, 2) == grouped(words, Method::table, 1));
}

TEST(Factorize, narrow_words_are_grouped_as_wide_ones) {
  expect_narrow<std::uint8_t>(256);
  expect_narrow<std::uint16_t>(65'536);
  expect_narrow<std::uint32_t>(std::uint64_t{1} << 32);
}

// Texts of one width: S, or U with characters up to `most`.
std::vector<std::uint8_t> wide_texts(std::size_t rows, std::size_t characters, std::size_t size, std::uint32_t most) {
  std::mt19937_64 random(characters * 31 + size);
  std::vector<std::uint8_t> memory(rows * characters * size);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t used = random() % (characters + 1);
    for (std::size_t i = 0; i < used; ++i) {
      const auto character = static_cast<std::uint32_t>(1 + random() % 2 * (random() % most));
      std::memcpy(memory.data() + (row * characters + i) * size, &character, size);
    }
  }
  return memory;
}

TEST(Factorize, texts_of_one_width_are_grouped_by_all_their_bytes) {
  constexpr std::size_t kRows = 2'000;
  for (std::size_t characters = 1; characters <= 40; ++characters) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{4}}) {
      for (const std::uint32_t most : {3U, 250U, 70'000U}) {
        if (size == 1 && most > 255) continue;
        const std::vector<std::uint8_t> memory = wide_texts(kRows, characters, size, most);
        const auto width = static_cast<std::int64_t>(characters * size);
        const ArrayView view{.item = size == 1 ? Item::bytes : Item::ucs4,
                             .length = kRows,
                             .data = memory.data(),
                             .stride = width,
                             .width = width};
        Codes codes(kRows);
        Codes first(kRows);
        first.resize(group_texts_simply(view, codes.data(), first.data()));
        const Factorized made = factorized({{.view = view}});
        EXPECT_EQ(codes_of(made), codes) << characters << " characters of " << size;
        EXPECT_EQ(first_of(made), first);
      }
    }
  }
}

TEST(Factorize, many_texts_are_grouped_by_threads_as_by_one) {
  std::vector<std::string> texts;
  std::mt19937_64 random(11);
  for (int i = 0; i < 300'000; ++i) texts.push_back("some text " + std::to_string(random() % 100'000));
  const std::vector<std::string_view> keys(texts.begin(), texts.end());
  Codes codes(keys.size());
  Codes first(keys.size());
  first.resize(group_texts_simply(view_of(keys), codes.data(), first.data()));
  const Factorized made = factorized({{.view = view_of(keys)}}, Nulls::group, 2);
  EXPECT_EQ(codes_of(made), codes);
  EXPECT_EQ(first_of(made), first);
}

TEST(SortGroups, numbers_come_upwards_and_nulls_last) {
  const std::vector<double> keys{2.5, std::nan(""), -1.0, 2.5, -7.0};
  Factorized made = factorized({{.view = view_of(keys)}});
  sort_groups(made, std::vector<Key>{{.view = view_of(keys)}});
  EXPECT_EQ(codes_of(made), (Codes{2, 3, 1, 2, 0}));
  EXPECT_EQ(first_of(made), (Codes{4, 2, 0, 1}));
}

TEST(SortGroups, the_first_key_counts_before_the_next) {
  const std::vector<std::int32_t> a{2, 1, 2, 1};
  const std::vector<std::string_view> b{"x", "b", "aa", "a"};
  const std::vector<Key> keys{{.view = view_of(a)}, {.view = view_of(b)}};
  Factorized made = factorized(keys);
  sort_groups(made, keys);
  EXPECT_EQ(codes_of(made), (Codes{3, 1, 2, 0}));
}

TEST(RowsOf, lists_the_rows_of_each_group_in_order) {
  const Codes codes{1, 0, kNoGroup, 1, 2, 0};
  const GroupRows rows = rows_of({codes, 3});
  EXPECT_EQ(Codes(rows.offsets.begin(), rows.offsets.end()), (Codes{0, 2, 4, 5}));
  EXPECT_EQ(Codes(rows.order.begin(), rows.order.end()), (Codes{1, 5, 0, 3, 4}));
}

}  // namespace
}  // namespace wirespeed::kernels
