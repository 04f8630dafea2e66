// Sets as rows, against the obvious way.
#include "wirespeed/kernels/set_rows.hpp"

#include <cmath>
#include <limits>
#include <set>

#include "wirespeed/kernels/sorted_sets.hpp"
#include "wirespeed/kernels/view_fixture.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;

std::vector<std::uint8_t> found_in(const ArrayView& column, const ArrayView& values) {
  std::vector<std::uint8_t> found(static_cast<std::size_t>(column.length) + 1, 9);
  value_or_throw(is_in(column, values, found.data()));
  EXPECT_EQ(found.back(), 9);
  found.pop_back();
  return found;
}

Numbers intersected(const ArrayView& left, const ArrayView& right) {
  return listed(value_or_throw(intersect_rows(left, right)));
}

// Rows of `left` whose value is in `right` as often as `wanted`, the first of each value alone.
Numbers expected_rows(const Numbers& left, const Numbers& right, bool wanted) {
  const std::set<std::int64_t> others(right.begin(), right.end());
  std::set<std::int64_t> seen;
  Numbers rows;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (others.contains(left[i]) == wanted && seen.insert(left[i]).second) rows.push_back(static_cast<std::int64_t>(i));
  }
  return rows;
}

void expect_sets(const Numbers& left, const Numbers& right) {
  EXPECT_EQ(intersected(view_of(left), view_of(right)), expected_rows(left, right, true));
  EXPECT_EQ(listed(value_or_throw(difference_rows(view_of(left), view_of(right)))), expected_rows(left, right, false));
  const auto both = value_or_throw(union_rows(view_of(left), view_of(right)));
  EXPECT_EQ(listed(both.left), expected_rows(left, {}, false));
  EXPECT_EQ(listed(both.right), expected_rows(right, left, false));
  const std::set<std::int64_t> others(right.begin(), right.end());
  const auto found = found_in(view_of(left), view_of(right));
  Numbers missing;
  for (std::size_t i = 0; i < left.size(); ++i) {
    ASSERT_EQ(found[i] != 0, others.contains(left[i])) << i;
    if (found[i] == 0) missing.push_back(static_cast<std::int64_t>(i));
  }
  EXPECT_EQ(listed(value_or_throw(rows_not_in(view_of(left), view_of(right)))), missing);
}

TEST(SetRows, are_those_of_the_obvious_way) {
  Random random;
  SCOPED_TRACE(random.seed());
  for (const std::size_t rows : {0u, 1u, 100u, 5000u}) {
    for (const std::uint64_t below : {3ull, 3000ull, 1ull << 62}) {
      auto left = random.numbers<std::int64_t>(rows, below, -100);
      auto right = random.numbers<std::int64_t>(rows / 3 + 1, below, -100);
      std::copy_n(left.begin(), std::min<std::size_t>(rows, 5), right.begin());
      right.resize(rows / 3 + 1);
      expect_sets(left, right);
    }
  }
}

TEST(SetRows, of_the_extremes_of_a_type_are_right) {
  const Numbers extremes{std::numeric_limits<std::int64_t>::max(), 0, std::numeric_limits<std::int64_t>::min(), -1};
  expect_sets(extremes, {std::numeric_limits<std::int64_t>::min()});
  expect_sets(extremes, {std::numeric_limits<std::int64_t>::max()});
  expect_sets({std::numeric_limits<std::int64_t>::max()}, extremes);
}

TEST(SetRows, of_sorted_columns_are_the_same_whatever_their_lengths) {
  Random random;
  SCOPED_TRACE(random.seed());
  const auto sorted = [&](std::size_t rows) {
    Numbers values = random.numbers<std::int64_t>(rows, 20'000, -10'000);
    std::ranges::sort(values);
    const auto repeated = std::ranges::unique(values);
    values.erase(repeated.begin(), repeated.end());
    return values;
  };
  for (const std::size_t rows : {1u, 30u, 5000u}) {
    for (const std::size_t others : {1u, 30u, 5000u}) expect_sets(sorted(rows), sorted(others));
  }
}

TEST(SetRows, many_rows_are_looked_up_by_threads) {
  Random random;
  SCOPED_TRACE(random.seed());
  expect_sets(random.numbers<std::int64_t>(300'000, 1ull << 60), random.numbers<std::int64_t>(1000, 1ull << 60));
}

TEST(SetRows, null_is_a_value_and_nan_another) {
  const Nullable<double> left({1, std::nan(""), 0, 1}, {true, true, false, true});
  const Nullable<double> right({0, std::nan("")}, {false, true});
  EXPECT_EQ(found_in(left.view(), right.view()), (std::vector<std::uint8_t>{0, 1, 1, 0}));
  EXPECT_EQ(intersected(left.view(), right.view()), (Numbers{1, 2}));
  EXPECT_EQ(listed(value_or_throw(difference_rows(left.view(), right.view()))), (Numbers{0}));
}

TEST(SetRows, text_is_compared_by_what_it_says) {
  const std::vector<std::string_view> slices{"b", "a", std::string_view(), "b", ""};
  const Ucs4 others({U"c", U"b", U""}, 3);
  EXPECT_EQ(found_in(view_of(slices), others.view()), (std::vector<std::uint8_t>{1, 0, 0, 1, 1}));
  EXPECT_EQ(intersected(view_of(slices), others.view()), (Numbers{0, 4}));
  const auto both = value_or_throw(union_rows(view_of(slices), others.view()));
  EXPECT_EQ(listed(both.left), (Numbers{0, 1, 2, 4}));
  EXPECT_EQ(listed(both.right), (Numbers{0}));
}

TEST(SortedSets, galloping_finds_the_first_place_that_is_not_less) {
  RawVector<std::uint64_t> words;
  for (std::uint64_t i = 0; i < 1000; ++i) words.push_back(2 * i);
  for (std::uint64_t word = 0; word < 2002; ++word) {
    const std::size_t expected = std::min<std::size_t>((word + 1) / 2, 1000);
    EXPECT_EQ(gallop(words, 0, word), expected);
    EXPECT_EQ(gallop(words, expected / 2, word), expected);
  }
}

}  // namespace
}  // namespace wirespeed::kernels
