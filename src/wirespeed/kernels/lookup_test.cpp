// Places in sorted columns, nearest rows in time, and the rows of lists.
#include "wirespeed/kernels/lookup.hpp"

#include <cmath>
#include <limits>

#include "wirespeed/kernels/view_fixture.hpp"

namespace wirespeed::kernels {
namespace {

Numbers searched(const Numbers& sorted, const Numbers& values, Side side = Side::left) {
  return listed(value_or_throw(search_sorted_in_range(view_of(sorted), view_of(values), side)));
}

TEST(SearchSorted, gives_places_and_0_for_those_behind_the_end) {
  EXPECT_EQ(searched({1, 3, 3, 5}, {0, 1, 3, 4, 5, 6}), (Numbers{0, 0, 1, 3, 3, 0}));
  EXPECT_EQ(searched({1, 3, 3, 5}, {0, 1, 3, 4, 5, 6}, Side::right), (Numbers{0, 1, 3, 3, 0, 0}));
}

TEST(SearchSorted, is_the_obvious_search) {
  Random random;
  SCOPED_TRACE(random.seed());
  for (const std::size_t rows : {1u, 2u, 3u, 10u, 1000u}) {
    Numbers sorted = random.numbers<std::int64_t>(rows, 100, -50);
    std::ranges::sort(sorted);
    const Numbers values = random.numbers<std::int64_t>(2000, 120, -60);
    Numbers expected(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto place = std::ranges::lower_bound(sorted, values[i]) - sorted.begin();
      expected[i] = place < static_cast<std::ptrdiff_t>(rows) ? place : 0;
    }
    EXPECT_EQ(searched(sorted, values), expected);
  }
}

TEST(SearchSorted, finds_text) {
  const std::vector<std::string_view> sorted{"a", "c"};
  const std::vector<std::string_view> values{"b", "c", std::string_view()};
  EXPECT_EQ(listed(value_or_throw(search_sorted_in_range(view_of(sorted), view_of(values), Side::left))),
            (Numbers{1, 1, 0}));
}

TEST(SearchSorted, refuses_what_is_not_sorted_or_empty) {
  const Numbers values{1};
  const Numbers unsorted{2, 1};
  const Numbers empty;
  EXPECT_FALSE(search_sorted_in_range(view_of(unsorted), view_of(values), Side::left));
  EXPECT_FALSE(search_sorted_in_range(view_of(empty), view_of(values), Side::left));
  EXPECT_EQ(searched({}, {}), (Numbers{}));
}

Numbers nearest(const Numbers& left, const Numbers& right, const AsOfOptions& options) {
  return listed(value_or_throw(asof_rows(view_of(left), view_of(right), {}, {}, options)));
}

TEST(AsOf, looks_backward_forward_or_both_ways) {
  const Numbers left{1, 5, 6, 10};
  const Numbers right{2, 5, 5, 7};
  EXPECT_EQ(nearest(left, right, {}), (Numbers{-1, 2, 2, 3}));
  EXPECT_EQ(nearest(left, right, {.direction = AsOf::forward}), (Numbers{0, 1, 3, -1}));
  EXPECT_EQ(nearest(left, right, {.direction = AsOf::nearest}), (Numbers{0, 2, 2, 3}));
  EXPECT_EQ(nearest(left, right, {.exact = false}), (Numbers{-1, 0, 2, 3}));
  EXPECT_EQ(nearest(left, right, {.direction = AsOf::forward, .exact = false}), (Numbers{0, 3, 3, -1}));
  EXPECT_EQ(nearest(left, right, {.tolerance = 1.0}), (Numbers{-1, 2, 2, -1}));
}

TEST(AsOf, looks_among_rows_of_the_same_key) {
  const Numbers left{1, 2, 3};
  const Numbers right{0, 1, 2};
  const Numbers left_by{7, 8, 9};
  const Numbers right_by{8, 7, 8};
  const column::ArrayView l = view_of(left_by);
  const column::ArrayView r = view_of(right_by);
  EXPECT_EQ(listed(value_or_throw(asof_rows(view_of(left), view_of(right), {&l, 1}, {&r, 1}, {}))),
            (Numbers{1, 2, -1}));
}

TEST(AsOf, passes_over_rows_without_a_time) {
  const std::vector<double> left{1.5, std::nan(""), 3};
  const std::vector<double> right{std::nan(""), 1, 2.5};
  EXPECT_EQ(listed(value_or_throw(asof_rows(view_of(left), view_of(right), {}, {}, {}))), (Numbers{1, -1, 2}));
}

TEST(AsOf, refuses_times_out_of_order) {
  const Numbers left{2, 1};
  const Numbers right{1};
  const auto found = asof_rows(view_of(left), view_of(right), {}, {}, {});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message,
            "asof_index: expected the left times in order, found an earlier one at 1; take both by sort_index first");
}

TEST(Explode, gives_the_list_of_each_item) {
  const std::vector<std::int32_t> offsets{0, 2, 2, 3};
  const Exploded items = value_or_throw(explode_rows(view_of(offsets), false));
  EXPECT_EQ(listed(items.rows), (Numbers{0, 0, 2}));
  const Exploded kept = value_or_throw(explode_rows(view_of(offsets), true));
  EXPECT_EQ(listed(kept.rows), (Numbers{0, 0, 1, 2}));
  EXPECT_EQ(listed(kept.items), (Numbers{0, 1, -1, 2}));
}

TEST(Explode, begins_where_the_offsets_begin) {
  const Numbers offsets{5, 6};
  EXPECT_EQ(listed(value_or_throw(explode_rows(view_of(offsets), true)).items), (Numbers{5}));
  EXPECT_TRUE(value_or_throw(explode_rows(view_of(Numbers{}), false)).rows.empty());
}

TEST(Explode, refuses_offsets_that_lie) {
  const Numbers falling{3, 1};
  const Numbers huge{0, std::numeric_limits<std::int64_t>::max()};
  const Numbers wide{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
  const std::vector<double> reals{0, 1};
  EXPECT_FALSE(explode_rows(view_of(falling), false));
  EXPECT_FALSE(explode_rows(view_of(huge), false));
  EXPECT_FALSE(explode_rows(view_of(wide), false));
  EXPECT_FALSE(explode_rows(view_of(reals), false));
}

}  // namespace
}  // namespace wirespeed::kernels
