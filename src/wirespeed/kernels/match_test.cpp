// Rows with equal keys: each method against the obvious way, and what is equal to what.
#include "wirespeed/kernels/match.hpp"

#include <cmath>
#include <limits>
#include <map>

#include "wirespeed/kernels/match_column.hpp"
#include "wirespeed/kernels/view_fixture.hpp"

namespace wirespeed::kernels {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

Pairs pairs_of(const Matches& matches) {
  Pairs pairs;
  for (std::size_t i = 0; i < matches.first.size(); ++i) {
    for (Row row = matches.first[i]; row != kNoRow; row = matches.after(row)) pairs.emplace_back(i, row);
  }
  return pairs;
}

template <typename T>
Pairs expected_pairs(const std::vector<T>& probe, const std::vector<T>& build) {
  std::map<T, std::vector<std::size_t>> rows;
  for (std::size_t i = 0; i < build.size(); ++i) rows[build[i]].push_back(i);
  Pairs pairs;
  for (std::size_t i = 0; i < probe.size(); ++i) {
    for (const std::size_t row : rows[probe[i]]) pairs.emplace_back(i, row);
  }
  return pairs;
}

template <typename T>
void expect_all_methods(const std::vector<T>& probe, const std::vector<T>& build) {
  const WordKeys probes(view_of(probe), kind_of(view_of(probe)));
  const WordKeys builds(view_of(build), kind_of(view_of(build)));
  const Pairs expected = expected_pairs(probe, build);
  EXPECT_EQ(pairs_of(match_hashed(probes, builds)), expected);
  EXPECT_EQ(pairs_of(match_partitioned(probes, builds)), expected);
  EXPECT_EQ(pairs_of(match_keys(probes, builds)), expected);
  const WordRange range = range_of(builds.words());
  if (!range.empty() && range.width() < 10'000'000) {
    EXPECT_EQ(pairs_of(match_narrow(probes, builds, range)), expected);
  }
}

Pairs matched(const column::ArrayView& probe, const column::ArrayView& build, NullMatch nulls = NullMatch::never) {
  return pairs_of(value_or_throw(match(probe, build, nulls, "test")));
}

TEST(Match, every_method_finds_the_same_rows) {
  Random random;
  SCOPED_TRACE(random.seed());
  for (const std::size_t rows : {0u, 1u, 7u, 100u, 3000u}) {
    for (const std::uint64_t below : {1u, 50u, 1'000'000u}) {
      if (rows * rows / below > 1'000'000) continue;
      expect_all_methods(random.numbers<std::int64_t>(rows, below, -20),
                         random.numbers<std::int64_t>(rows, below, -20));
      expect_all_methods(random.numbers<std::uint16_t>(rows, below), random.numbers<std::uint16_t>(rows / 2, below));
      expect_all_methods(random.numbers<float>(rows, below), random.numbers<float>(rows + 3, below));
    }
  }
}

TEST(Match, many_rows_are_found_by_threads) {
  Random random;
  SCOPED_TRACE(random.seed());
  const auto probe = random.numbers<std::int64_t>(300'000, 1'000'000'000'000);
  auto build = random.numbers<std::int64_t>(250'000, 1'000'000'000'000);
  std::copy_n(probe.begin(), 100'000, build.begin());
  expect_all_methods(probe, build);
}

TEST(Match, text_matches_text_of_any_layout) {
  const std::vector<std::string_view> slices{"a", "", "é", std::string_view(), "a long text beyond 16 bytes"};
  const Ucs4 ucs4({U"é", U"a long text beyond 16 bytes", U"", U"a"}, 30);
  EXPECT_EQ(matched(view_of(slices), ucs4.view()), (Pairs{{0, 3}, {1, 2}, {2, 0}, {4, 1}}));
}

TEST(Match, texts_with_zeros_at_their_end_differ_but_in_s_and_u) {
  const std::vector<std::string_view> slices{std::string_view("a\0", 2), "a"};
  const Ucs4 ucs4({U"a"}, 2);
  EXPECT_EQ(matched(view_of(slices), ucs4.view()), (Pairs{{1, 0}}));
}

TEST(Match, zeros_are_one_and_nan_is_itself) {
  const std::vector<double> probe{0.0, kNan, -0.0, 1.5};
  const std::vector<double> build{-0.0, -kNan};
  EXPECT_EQ(matched(view_of(probe), view_of(build)), (Pairs{{0, 0}, {1, 1}, {2, 0}}));
}

TEST(Match, numbers_of_different_types_match_by_value) {
  const std::vector<std::int8_t> small{-1, 2};
  const std::vector<std::int64_t> large{2, -1};
  const std::vector<double> reals{2.0, 2.5};
  EXPECT_EQ(matched(view_of(small), view_of(large)), (Pairs{{0, 1}, {1, 0}}));
  EXPECT_EQ(matched(view_of(small), view_of(reals)), (Pairs{{1, 0}}));
}

TEST(Match, a_uint64_beyond_int64_does_not_meet_negative_numbers) {
  const std::vector<std::uint64_t> natural{~std::uint64_t{0}};
  const std::vector<std::int64_t> negative{-1};
  const auto found = match(view_of(natural), view_of(negative), NullMatch::never, "join_index");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message,
            "join_index: expected integers that fit int64 beside a column that may be negative, found "
            "18446744073709551615 in uint64; cast both to one type");
}

TEST(Match, a_null_matches_null_only_when_asked) {
  const Nullable<std::int64_t> probe({1, 1, 2}, {true, false, true});
  const Nullable<std::int64_t> build({1, 2, 1, 1}, {false, true, true, false});
  EXPECT_EQ(matched(probe.view(), build.view()), (Pairs{{0, 2}, {2, 1}}));
  EXPECT_EQ(matched(probe.view(), build.view(), NullMatch::equal), (Pairs{{0, 2}, {1, 0}, {1, 3}, {2, 1}}));
}

TEST(Match, places_in_a_dictionary_are_the_values) {
  const std::vector<std::string_view> words{"x", "y"};
  const column::ArrayView dictionary = view_of(words);
  const std::vector<std::int8_t> places{1, 0, 1};
  column::ArrayView coded = view_of(places);
  coded.dictionary = &dictionary;
  const std::vector<std::string_view> plain{"y"};
  EXPECT_EQ(matched(coded, view_of(plain)), (Pairs{{0, 0}, {2, 0}}));
}

Pairs matched_by(Columns probe, Columns build, NullMatch nulls = NullMatch::never) {
  return pairs_of(value_or_throw(match(probe, build, nulls, "test")));
}

TEST(Match, several_keys_match_together) {
  Random random;
  SCOPED_TRACE(random.seed());
  for (const std::uint64_t factor : {1ull, 100'000'000'000'000'000ull}) {  // packed into a word, and by codes
    const auto a = random.numbers<std::int64_t>(500, 20);
    const auto b = random.numbers<std::int64_t>(500, 20);
    auto wide_a = a;
    auto wide_b = b;
    for (auto* wide : {&wide_a, &wide_b}) {
      for (auto& value : *wide) value *= static_cast<std::int64_t>(factor);
    }
    std::vector<std::int64_t> joined(500);
    for (std::size_t i = 0; i < 500; ++i) joined[i] = a[i] * 100 + b[i];
    const column::ArrayView columns[] = {view_of(wide_a), view_of(wide_b), view_of(wide_a)};
    EXPECT_EQ(matched_by(columns, columns), expected_pairs(joined, joined)) << factor;
    EXPECT_EQ(matched_by(columns, columns, NullMatch::equal), expected_pairs(joined, joined)) << factor;
  }
}

TEST(Match, a_null_in_one_of_several_keys_matches_only_when_asked) {
  const Nullable<std::int64_t> first({1, 1}, {true, false});
  const std::vector<std::string_view> second{"a", "a"};
  const column::ArrayView columns[] = {first.view(), view_of(second)};
  EXPECT_EQ(matched_by(columns, columns), (Pairs{{0, 0}}));
  EXPECT_EQ(matched_by(columns, columns, NullMatch::equal), (Pairs{{0, 0}, {1, 1}}));
}

TEST(Match, keys_that_cannot_be_compared_are_refused) {
  const std::vector<std::int64_t> numbers{1};
  const std::vector<std::string_view> texts{"1"};
  const auto found = match(view_of(numbers), view_of(texts), NullMatch::never, "isin");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message,
            "isin: expected two columns of one kind, found integers and text; convert one of them");
  EXPECT_FALSE(match(as_ticks(numbers), view_of(numbers), NullMatch::never, "isin"));
}

}  // namespace
}  // namespace wirespeed::kernels
