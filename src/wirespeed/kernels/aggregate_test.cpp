// What each aggregate means, by hand and against the obvious way.
#include "wirespeed/kernels/aggregate.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "wirespeed/kernels/aggregate_fixture.hpp"
#include "wirespeed/kernels/aggregate_totals.hpp"

namespace wirespeed::kernels {
namespace {

using namespace fixture;

using Codes = std::vector<std::uint32_t>;
constexpr auto kNone = std::nullopt;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kNaT = std::numeric_limits<std::int64_t>::min();

template <typename Out, typename T>
Answers<Out> of(Aggregate aggregate, const Codes& codes, std::uint32_t groups, std::vector<std::optional<T>> items,
                AggregateTask task = {}, Item item = item_for<T>()) {
  const Column<T> column(std::move(items), item);
  task.aggregate = aggregate;
  task.values = &column.view();
  auto answers = ask<Out>({codes, groups}, task);
  if (!answers) ADD_FAILURE() << answers.error().message;
  return answers.value_or(Answers<Out>{});
}

using Ints = std::vector<std::optional<std::int64_t>>;
using Floats = std::vector<std::optional<double>>;

TEST(Aggregate, a_group_without_values_sums_to_nothing_and_has_no_extreme) {
  const Codes codes = {0, 1, 0};
  const Ints items = {3, kNone, 4};
  EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::sum, codes, 2, items)), (Answers<std::int64_t>{7, 0}));
  EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::min, codes, 2, items)), (Answers<std::int64_t>{3, kNone}));
  EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::last, codes, 2, items)), (Answers<std::int64_t>{4, kNone}));
  EXPECT_EQ((of<double, std::int64_t>(Aggregate::mean, codes, 2, items)), (Answers<double>{3.5, kNone}));
  EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::idxmax, codes, 2, items)), (Answers<std::int64_t>{2, -1}));
  EXPECT_EQ((of<std::uint8_t, std::int64_t>(Aggregate::any, codes, 2, items)), (Answers<std::uint8_t>{1, 0}));
  EXPECT_EQ((of<std::uint8_t, std::int64_t>(Aggregate::all, codes, 2, items)), (Answers<std::uint8_t>{1, 1}));
  EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::count, codes, 2, items)), (Answers<std::int64_t>{2, 0}));
  EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::size, codes, 2, items)), (Answers<std::int64_t>{2, 1}));
}

TEST(Aggregate, a_NaN_and_a_NaT_take_no_part) {
  const Codes codes = {0, 0, 1};
  EXPECT_EQ((of<double, double>(Aggregate::min, codes, 2, {kNaN, 2.0, kNaN})), (Answers<double>{2.0, kNone}));
  EXPECT_EQ((of<std::int64_t, double>(Aggregate::idxmin, codes, 2, {kNaN, 2.0, kNaN})), (Answers<std::int64_t>{1, -1}));
  EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::max, codes, 2, {kNaT, 5, kNaT}, {}, Item::ticks)),
            (Answers<std::int64_t>{5, kNone}));
  EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::max, codes, 2, {kNaT, 5, kNaT})),
            (Answers<std::int64_t>{5, kNaT}));
}

TEST(Aggregate, a_sum_that_leaves_64_bits_names_its_group) {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const Column<std::int64_t> column({1, most, 1, 2, -1});
  const AggregateTask task{.aggregate = Aggregate::sum, .values = &column.view()};
  const Codes over = {0, 1, 1, 2, 0};
  const auto failed = ask<std::int64_t>({over, 3}, task);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Errc::limit);
  EXPECT_NE(failed.error().message.find("group 1"), std::string::npos) << failed.error().message;
  const Codes back = {0, 1, 1, 2, 1};
  EXPECT_EQ(ask<std::int64_t>({back, 3}, task), (Answers<std::int64_t>{1, most, 2}));
}

// Sums of numbers that cannot leave 64 bits are kept in one word; of these some are just within, some just beyond.
TEST(Aggregate, sums_near_the_end_of_64_bits_are_right) {
  for (int bit = 55; bit < 63; ++bit) {
    for (const std::int64_t sign : {1, -1}) {
      const std::int64_t value = sign * ((std::int64_t{1} << bit) - 1);
      const std::vector<std::optional<std::int64_t>> values(64, value);
      const Codes codes(64, 0);
      const Column<std::int64_t> column(values);
      const AggregateTask task{.aggregate = Aggregate::sum, .values = &column.view()};
      const auto found = ask<std::int64_t>({codes, 1}, task);
      const Int128 expected = Int128{64} * value;
      ASSERT_EQ(found.has_value(), expected == static_cast<std::int64_t>(expected)) << bit;
      if (found) {
        EXPECT_EQ(*found, (Answers<std::int64_t>{static_cast<std::int64_t>(expected)})) << bit;
      }
      EXPECT_EQ((of<double, std::int64_t>(Aggregate::mean, codes, 1, values)),
                (Answers<double>{static_cast<double>(expected) / 64}));
    }
  }
}

TEST(Aggregate, one_great_number_among_small_ones_is_seen_wherever_it_is) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  for (const std::size_t size : {1U, 7U, 8U, 9U, 21U}) {
    for (std::size_t i = 0; i < size; ++i) {
      for (const std::int64_t great : {kMost, -kMost - 1}) {
        std::vector<std::optional<std::int64_t>> values(size, 0);
        values[i] = great;
        EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::sum, Codes(size, 0), 1, values)),
                  (Answers<std::int64_t>{great}));
        values.emplace_back(great > 0 ? 1 : -1);
        const Column<std::int64_t> column(values);
        const AggregateTask task{.aggregate = Aggregate::sum, .values = &column.view()};
        EXPECT_FALSE(ask<std::int64_t>({Codes(size + 1, 0), 1}, task)) << i;
      }
    }
  }
}

// Rows of the least and of the greatest value of each group, by the obvious way.
void expect_places(const Ints& items, const Codes& codes, std::uint32_t groups) {
  Answers<std::int64_t> least(groups);
  Answers<std::int64_t> greatest(groups);
  for (std::size_t row = 0; row < items.size(); ++row) {
    auto& low = least[codes[row]];
    auto& high = greatest[codes[row]];
    if (!low || *items[row] < *items[static_cast<std::size_t>(*low)]) low = static_cast<std::int64_t>(row);
    if (!high || *items[row] > *items[static_cast<std::size_t>(*high)]) high = static_cast<std::int64_t>(row);
  }
  const Column<std::int64_t> column(items);
  AggregateTask task{.aggregate = Aggregate::idxmin, .values = &column.view()};
  EXPECT_EQ(ask<std::int64_t>({codes, groups, true}, task), least);
  task.aggregate = Aggregate::idxmax;
  EXPECT_EQ(ask<std::int64_t>({codes, groups, true}, task), greatest);
}

TEST(Aggregate, rows_of_extremes_are_the_first_ones_whether_values_take_32_bits_or_more) {
  constexpr std::uint32_t kGroups = 300;
  constexpr std::int64_t kSmall = std::int64_t{1} << 31;
  Ints items;
  Codes codes;
  for (std::uint32_t i = 0; i < 9'000; ++i) {
    items.emplace_back(std::int64_t{i} * 7'919 % 11 - 5);
    codes.push_back(i % kGroups);
  }
  expect_places(items, codes, kGroups);
  items[5] = items[4'000] = -kSmall;
  items[6] = items[8'999] = kSmall - 1;
  expect_places(items, codes, kGroups);
  for (const std::int64_t great : {kSmall, -kSmall - 1, std::numeric_limits<std::int64_t>::min()}) {
    for (const std::size_t row : {0U, 4'500U, 8'999U}) {
      Ints with_great = items;
      with_great[row] = great;
      expect_places(with_great, codes, kGroups);
    }
  }
}

TEST(Aggregate, unsigned_sums_are_unsigned) {
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ((of<std::uint64_t, std::uint64_t>(Aggregate::sum, {0, 0}, 1, {most - 1, 1u})),
            (Answers<std::uint64_t>{most}));
  EXPECT_EQ((of<std::uint64_t, std::uint8_t>(Aggregate::sum, {0, 0}, 1, {std::uint8_t{200}, std::uint8_t{100}})),
            (Answers<std::uint64_t>{300}));
}

TEST(Aggregate, float_sums_keep_what_rounding_would_lose) {
  EXPECT_EQ((of<double, double>(Aggregate::sum, {0, 0, 0}, 1, {1e100, 1.0, -1e100})), (Answers<double>{1.0}));
  const float third = 1.0F / 3;
  const std::vector<std::optional<float>> thirds(3000, third);
  const Codes codes(3000, 0);
  EXPECT_EQ((of<double, float>(Aggregate::sum, codes, 1, thirds)), (Answers<double>{3000 * double{third}}));
}

TEST(Aggregate, infinities_sum_to_infinity) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ((of<double, double>(Aggregate::sum, {0, 0, 0}, 1, {1.0, infinity, 1.0})), (Answers<double>{infinity}));
  EXPECT_EQ((of<double, double>(Aggregate::min, {0, 0}, 1, {infinity, infinity})), (Answers<double>{infinity}));
}

TEST(Aggregate, variance_survives_cancellation) {
  const Floats items = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
  EXPECT_EQ((of<double, double>(Aggregate::var, {0, 0, 0, 0}, 1, items, {.parameter = 1})), (Answers<double>{30.0}));
}

TEST(Aggregate, variance_without_a_degree_of_freedom_left_is_missing) {
  const Ints items = {4, 1, 3};
  EXPECT_EQ((of<double, std::int64_t>(Aggregate::var, {0, 1, 1}, 2, items, {.parameter = 1})),
            (Answers<double>{kNone, 2.0}));
  EXPECT_EQ((of<double, std::int64_t>(Aggregate::var, {0, 1, 1}, 2, items, {.parameter = 0})),
            (Answers<double>{0.0, 1.0}));
}

TEST(Aggregate, a_median_of_an_even_number_lies_between) {
  EXPECT_EQ((of<double, std::int64_t>(Aggregate::median, {0, 0, 1, 0, 0}, 2, {4, 1, 9, 3, 2})),
            (Answers<double>{2.5, 9.0}));
  EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::median, {0, 0}, 1, {-3, 0}, {}, Item::ticks)),
            (Answers<std::int64_t>{-2}));
}

TEST(Aggregate, a_quantile_is_linear_between_two_values) {
  EXPECT_EQ((of<double, std::int64_t>(Aggregate::quantile, {0, 0, 0}, 1, {10, 0, 20}, {.parameter = 0.75})),
            (Answers<double>{15.0}));
}

TEST(Aggregate, a_mean_of_ticks_is_rounded_down_and_does_not_overflow) {
  const std::int64_t late = 9'000'000'000'000'000'000;
  EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::mean, {0, 0, 1, 1}, 2, {late, late, -3, 0}, {}, Item::ticks)),
            (Answers<std::int64_t>{late, -2}));
}

TEST(Aggregate, picks_come_best_first_and_run_out) {
  const Codes codes = {0, 1, 0, 0};
  EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::largest, codes, 2, {3, 9, 5, 4}, {.picks = 2})),
            (Answers<std::int64_t>{5, 4, 9, kNone}));
  EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::smallest, codes, 2, {3, 9, 5, 4}, {.picks = 20})).at(20), 9);
}

TEST(Aggregate, running_sums_pass_over_what_is_missing) {
  const Codes codes = {0, 1, 0, 0, kNoGroup, 1};
  EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::cumsum, codes, 2, {1, 2, kNone, 4, 5, 6})),
            (Answers<std::int64_t>{1, 2, kNone, 5, kNone, 8}));
  EXPECT_EQ((of<std::int64_t, std::int64_t>(Aggregate::cumcount, codes, 2, {1, 2, kNone, 4, 5, 6})),
            (Answers<std::int64_t>{0, 0, 1, 2, -1, 1}));
}

TEST(Aggregate, equal_values_share_a_rank_as_told) {
  const Codes codes = {0, 0, 0, 0, 1};
  const auto ranks = [&](Ranking ranking, bool is_descending) {
    return of<double, std::int64_t>(Aggregate::rank, codes, 2, {7, 3, 7, 9, kNone},
                                    {.ranking = ranking, .is_descending = is_descending});
  };
  EXPECT_EQ(ranks(Ranking::average, false), (Answers<double>{2.5, 1.0, 2.5, 4.0, kNone}));
  EXPECT_EQ(ranks(Ranking::min, false), (Answers<double>{2.0, 1.0, 2.0, 4.0, kNone}));
  EXPECT_EQ(ranks(Ranking::max, false), (Answers<double>{3.0, 1.0, 3.0, 4.0, kNone}));
  EXPECT_EQ(ranks(Ranking::first, false), (Answers<double>{2.0, 1.0, 3.0, 4.0, kNone}));
  EXPECT_EQ(ranks(Ranking::dense, false), (Answers<double>{2.0, 1.0, 2.0, 3.0, kNone}));
  EXPECT_EQ(ranks(Ranking::first, true), (Answers<double>{2.0, 4.0, 3.0, 1.0, kNone}));
}

TEST(Aggregate, negative_zero_is_zero_when_values_are_counted) {
  Floats items(60, 0.0);
  for (std::size_t i = 0; i < items.size(); i += 2) items[i] = -0.0;
  EXPECT_EQ((of<std::int64_t, double>(Aggregate::nunique, Codes(60, 0), 1, items)), (Answers<std::int64_t>{1}));
}

TEST(Aggregate, a_line_through_points_has_its_slope) {
  const Column<std::int32_t> x({1, 2, 3, kNone, 5});
  const Column<double> y({3.0, 5.0, 7.0, 100.0, kNaN});
  const Codes codes(5, 0);
  AggregateTask task{.aggregate = Aggregate::slope, .values = &x.view(), .other = &y.view(), .parameter = 1};
  EXPECT_EQ(ask<double>({codes, 1}, task), (Answers<double>{2.0}));
  task.aggregate = Aggregate::corr;
  EXPECT_EQ(ask<double>({codes, 1}, task), (Answers<double>{1.0}));
  task.aggregate = Aggregate::cov;
  EXPECT_EQ(ask<double>({codes, 1}, task), (Answers<double>{2.0}));
}

// Of x and y as integers and as doubles; rows of every 13th group have none.
void expect_related_as_doubles(const Ints& x, const Ints& y) {
  Codes codes;
  for (std::uint32_t i = 0; i < x.size(); ++i) codes.push_back(i % 13 == 12 ? kNoGroup : i % 13);
  const auto doubles = [](const Ints& items) {
    Floats made;
    for (const auto& item : items) made.push_back(static_cast<double>(*item));
    return made;
  };
  const Column<std::int64_t> one(x);
  const Column<std::int64_t> two(y);
  const Column<double> first(doubles(x));
  const Column<double> second(doubles(y));
  for (const Aggregate aggregate : {Aggregate::cov, Aggregate::corr, Aggregate::slope}) {
    AggregateTask task{.aggregate = aggregate, .values = &one.view(), .other = &two.view(), .parameter = 1};
    const auto found = ask<double>({codes, 12}, task).value();
    task.values = &first.view();
    task.other = &second.view();
    EXPECT_EQ(found, ask<double>({codes, 12}, task).value());
  }
}

TEST(Aggregate, integers_are_related_as_doubles_of_them_are_to_the_last_digit) {
  Ints x;
  Ints y;
  for (std::int64_t i = 0; i < 10'000; ++i) {
    x.emplace_back(i * 7919 % 1'009 - 500);
    y.emplace_back(i * 104'729 % 313);
  }
  expect_related_as_doubles(x, y);
  x[5'000] = std::int64_t{1} << 60;
  expect_related_as_doubles(x, y);
  y[0] = -(std::int64_t{1} << 60) - 1;
  expect_related_as_doubles(x, y);
}

TEST(Aggregate, a_great_number_among_small_ones_changes_no_other_result) {
  Ints x(10'000, 1);
  Ints y(10'000, 3);
  x[4'500] = std::int64_t{1} << 62;
  const Column<std::int64_t> great(x);
  const Column<std::int64_t> small(y);
  const Codes codes(x.size(), 0);
  std::int64_t sums[2] = {};
  double mean = 0;
  const AggregateTask tasks[] = {{.aggregate = Aggregate::sum, .values = &small.view(), .result = &sums[0]},
                                 {.aggregate = Aggregate::sum, .values = &great.view(), .result = &sums[1]},
                                 {.aggregate = Aggregate::mean, .values = &small.view(), .result = &mean}};
  ASSERT_TRUE(aggregate({codes, 1}, tasks, {}).has_value());
  EXPECT_EQ(sums[0], 30'000);
  EXPECT_EQ(sums[1], (std::int64_t{1} << 62) + 9'999);
  EXPECT_EQ(mean, 3.0);
}

TEST(Aggregate, what_does_not_vary_correlates_with_nothing) {
  const Column<std::int64_t> x({1, 1});
  const Column<std::int64_t> y({1, 2});
  const Codes codes(2, 0);
  AggregateTask task{.aggregate = Aggregate::corr, .values = &x.view(), .other = &y.view()};
  EXPECT_EQ(ask<double>({codes, 1}, task), (Answers<double>{kNone}));
  task.aggregate = Aggregate::slope;
  EXPECT_EQ(ask<double>({codes, 1}, task), (Answers<double>{kNone}));
}

TEST(Aggregate, an_empty_input_has_no_groups) {
  for (const Aggregate aggregate :
       {Aggregate::sum, Aggregate::median, Aggregate::rank, Aggregate::cumsum, Aggregate::var}) {
    EXPECT_EQ((of<double, double>(aggregate, {}, 0, {})), (Answers<double>{}));
  }
}

TEST(Aggregate, what_a_kind_of_column_has_not_is_refused_by_name) {
  const Column<std::int64_t> times({1}, Item::ticks);
  const auto shape = shape_of({.aggregate = Aggregate::var, .values = &times.view()});
  ASSERT_FALSE(shape);
  EXPECT_EQ(shape.error().message, "aggregate: var is not defined for times");
  EXPECT_FALSE(shape_of({.aggregate = Aggregate::sum}));
  EXPECT_FALSE(shape_of({.aggregate = Aggregate::quantile, .values = &times.view(), .parameter = kNaN}));
  EXPECT_FALSE(shape_of({.aggregate = Aggregate::largest, .values = &times.view()}));
  EXPECT_FALSE(shape_of({.aggregate = Aggregate::corr, .values = &times.view(), .other = &times.view()}));
}

TEST(Aggregate, tasks_of_one_call_share_what_they_need) {
  const Column<double> column({1.0, 2.0, 4.0, kNaN});
  const Codes codes = {0, 1, 0, 0};
  double sums[2];
  double means[2];
  double variances[2];
  std::int64_t counts[2];
  const ArrayView& view = column.view();
  const AggregateTask tasks[] = {{.aggregate = Aggregate::sum, .values = &view, .result = sums},
                                 {.aggregate = Aggregate::mean, .values = &view, .result = means},
                                 {.aggregate = Aggregate::var, .values = &view, .parameter = 0, .result = variances},
                                 {.aggregate = Aggregate::count, .values = &view, .result = counts}};
  ASSERT_TRUE(aggregate({codes, 2}, tasks, {}));
  EXPECT_EQ(std::vector(sums, sums + 2), (std::vector{5.0, 2.0}));
  EXPECT_EQ(std::vector(means, means + 2), (std::vector{2.5, 2.0}));
  EXPECT_EQ(std::vector(variances, variances + 2), (std::vector{2.25, 0.0}));
  EXPECT_EQ(std::vector(counts, counts + 2), (std::vector<std::int64_t>{2, 1}));
}

TEST(Aggregate, distinct_values_are_counted_without_changing_the_median) {
  const Column<std::int64_t> column({5, 5, 5, 9, 1});
  const Codes codes(5, 0);
  std::int64_t distinct = 0;
  double median = 0;
  const ArrayView& view = column.view();
  const AggregateTask tasks[] = {{.aggregate = Aggregate::nunique, .values = &view, .result = &distinct},
                                 {.aggregate = Aggregate::median, .values = &view, .result = &median}};
  ASSERT_TRUE(aggregate({codes, 1}, tasks, {}));
  EXPECT_EQ(distinct, 3);
  EXPECT_EQ(median, 5.0);
}

TEST(Aggregate, a_stop_ends_it) {
  const Codes codes = {0};
  CancelToken token;
  token.cancel();
  std::int64_t sizes[1];
  const AggregateTask task{.result = sizes};
  const auto done = aggregate({codes, 1}, {&task, 1}, {.stop = {.cancel = &token}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::cancelled);
}

}  // namespace
}  // namespace wirespeed::kernels
