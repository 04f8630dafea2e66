// The order of rows, against std::stable_sort.
#include "wirespeed/kernels/sort_rows.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include "wirespeed/kernels/view_fixture.hpp"

namespace wirespeed::kernels {
namespace {

Numbers sorted_by(std::initializer_list<SortKey> keys) {
  return listed(value_or_throw(sort_rows({keys.begin(), keys.end()})));
}

template <typename Less>
Numbers expected_order(std::size_t rows, Less&& less) {
  Numbers order(rows);
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, [&](std::int64_t one, std::int64_t two) {
    return less(static_cast<std::size_t>(one), static_cast<std::size_t>(two));
  });
  return order;
}

template <typename T>
void expect_sorted(const std::vector<T>& values) {
  EXPECT_EQ(sorted_by({{view_of(values)}}),
            expected_order(values.size(), [&](auto one, auto two) { return values[one] < values[two]; }));
  EXPECT_EQ(sorted_by({{view_of(values), true}}),
            expected_order(values.size(), [&](auto one, auto two) { return values[one] > values[two]; }));
}

TEST(SortRows, is_stable_both_ways_for_every_type) {
  Random random;
  SCOPED_TRACE(random.seed());
  for (const std::size_t rows : {0u, 1u, 2u, 100u, 511u, 512u, 5000u}) {
    expect_sorted(random.numbers<std::int8_t>(rows, 200, -100));
    expect_sorted(random.numbers<std::uint16_t>(rows, 60'000));
    expect_sorted(random.numbers<std::int64_t>(rows, 1ull << 62, -5000));
    expect_sorted(random.numbers<std::uint64_t>(rows, ~std::uint64_t{0}));
    expect_sorted(random.numbers<double>(rows, 1000, -500));
    expect_sorted(random.numbers<float>(rows, 10, -5));
  }
}

TEST(SortRows, has_the_extremes_of_a_type_at_its_ends) {
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  expect_sorted(Numbers{kMost, 0, kLeast, -1, kMost});
  const Nullable<std::int64_t> column({kMost, 0, kLeast}, {true, false, true});
  EXPECT_EQ(sorted_by({{column.view()}}), (Numbers{2, 0, 1}));
  EXPECT_EQ(sorted_by({{column.view(), false, true}}), (Numbers{1, 2, 0}));
  EXPECT_EQ(sorted_by({{column.view(), true, true}}), (Numbers{1, 0, 2}));
}

TEST(SortRows, puts_what_is_missing_where_it_was_asked_for_in_both_directions) {
  const std::vector<double> reals{2, std::nan(""), 1, std::nan("")};
  EXPECT_EQ(sorted_by({{view_of(reals)}}), (Numbers{2, 0, 1, 3}));
  EXPECT_EQ(sorted_by({{view_of(reals), true}}), (Numbers{0, 2, 1, 3}));
  EXPECT_EQ(sorted_by({{view_of(reals), true, true}}), (Numbers{1, 3, 0, 2}));
  const Numbers ticks{5, std::numeric_limits<std::int64_t>::min(), -5};
  EXPECT_EQ(sorted_by({{as_ticks(ticks)}}), (Numbers{2, 0, 1}));
  const std::vector<std::string_view> texts{"b", std::string_view(), "a"};
  EXPECT_EQ(sorted_by({{view_of(texts), false, true}}), (Numbers{1, 2, 0}));
}

std::vector<std::string> random_texts(Random& random, std::size_t rows, std::size_t longest) {
  std::vector<std::string> texts(rows);
  for (std::string& text : texts) {
    text.assign(random(longest + 1), 'a');
    for (char& c : text) c = "ab\0\xff"[random(4)];
  }
  return texts;
}

TEST(SortRows, orders_text_by_its_bytes) {
  Random random;
  SCOPED_TRACE(random.seed());
  for (const std::size_t rows : {1u, 50u, 3000u}) {
    for (const std::size_t longest : {3u, 20u, 60u}) {
      const std::vector<std::string> texts = random_texts(random, rows, longest);
      const std::vector<std::string_view> views(texts.begin(), texts.end());
      const auto less = [&](auto one, auto two) { return texts[one] < texts[two]; };
      EXPECT_EQ(sorted_by({{view_of(views)}}), expected_order(rows, less));
      const auto greater = [&](auto one, auto two) { return texts[one] > texts[two]; };
      EXPECT_EQ(sorted_by({{view_of(views), true}}), expected_order(rows, greater));
    }
  }
}

TEST(SortRows, equal_text_of_any_length_keeps_its_order) {
  const std::string text(1000, 'x');
  const std::vector<std::string_view> views(700, text);
  EXPECT_EQ(sorted_by({{view_of(views)}}), expected_order(700, [](auto, auto) { return false; }));
}

TEST(SortRows, the_next_key_decides_between_equals) {
  Random random;
  SCOPED_TRACE(random.seed());
  const auto a = random.numbers<std::int64_t>(2000, 10);
  const auto b = random.numbers<std::int64_t>(2000, 1ull << 62, -(std::int64_t{1} << 61));
  const auto c = random.numbers<double>(2000, 10);
  EXPECT_EQ(sorted_by({{view_of(a)}, {view_of(c), true}, {view_of(b)}}), expected_order(2000, [&](auto one, auto two) {
              return std::tuple(a[one], -c[one], b[one]) < std::tuple(a[two], -c[two], b[two]);
            }));
}

TEST(SortRows, refuses_keys_of_different_lengths) {
  const Numbers one{1};
  const Numbers two{1, 2};
  const SortKey keys[] = {{view_of(one)}, {view_of(two)}};
  const auto sorted = sort_rows(keys);
  ASSERT_FALSE(sorted);
  EXPECT_EQ(sorted.error().message, "sort_index: expected keys of one length, found 1 and 2 rows");
  EXPECT_FALSE(sort_rows({}));
}

}  // namespace
}  // namespace wirespeed::kernels
