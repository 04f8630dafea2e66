// Words far apart: their table against the obvious way, and what is left to others.
#include "wirespeed/kernels/line_lookup.hpp"

#include <map>
#include <set>

#include "wirespeed/kernels/match_column.hpp"
#include "wirespeed/kernels/view_fixture.hpp"
#include "wirespeed/kernels/word_tables_fixture.hpp"

namespace wirespeed::kernels {
namespace {

using Integers = std::vector<std::int64_t>;
using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

WordReader reader_of(const column::ArrayView& view) { return {view, kind_of(view)}; }

Pairs pairs_of(const Matches& matches) {
  Pairs pairs;
  for (std::size_t i = 0; i < matches.first.size(); ++i) {
    for (Row row = matches.first[i]; row != kNoRow; row = matches.after(row)) pairs.emplace_back(i, row);
  }
  return pairs;
}

Pairs expected_pairs(const Integers& probe, const Integers& build) {
  std::multimap<std::int64_t, std::size_t> rows;
  for (std::size_t i = 0; i < build.size(); ++i) rows.emplace(build[i], i);
  Pairs pairs;
  for (std::size_t i = 0; i < probe.size(); ++i) {
    const auto [begin, end] = rows.equal_range(probe[i]);
    for (auto at = begin; at != end; ++at) pairs.emplace_back(i, at->second);
  }
  return pairs;
}

Integers expected_rows(const Integers& left, const Integers& right) {
  std::set<std::int64_t> values(right.begin(), right.end());
  Integers rows;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (values.erase(left[i]) != 0) rows.push_back(static_cast<std::int64_t>(i));
  }
  return rows;
}

// So many rows of `values` numbers that are far apart.
Integers far_apart(Random& random, std::size_t rows, std::uint64_t values) {
  Integers numbers = random.numbers<std::int64_t>(rows, values);
  for (std::int64_t& number : numbers)
    number = static_cast<std::int64_t>(static_cast<std::uint64_t>(number) * 0x9e3779b97f4a7c15U);
  return numbers;
}

using LineLookupTest = WithWordLines;

TEST_F(LineLookupTest, rows_are_matched_and_intersected_as_by_a_map) {
  Random random;
  SCOPED_TRACE(random.seed());
  for (const std::size_t rows : {2U, 100U, 1'024U, 1'025U, 20'000U}) {
    for (const std::uint64_t values : {rows / 50 + 2, rows, rows * 3}) {
      const Integers left = far_apart(random, rows, values);
      Integers right = far_apart(random, rows + 7, values);
      right[0] = std::numeric_limits<std::int64_t>::max();  // the first words shall be seen to be far apart
      right[1] = std::numeric_limits<std::int64_t>::min();
      const auto lefts = reader_of(view_of(left));
      const auto rights = reader_of(view_of(right));
      EXPECT_EQ(pairs_of(match_by_lines(lefts, rights).value()), expected_pairs(left, right)) << rows;
      EXPECT_EQ(listed(intersect_by_lines(lefts, rights).value()), expected_rows(left, right)) << rows;
    }
  }
}

TEST_F(LineLookupTest, numbers_of_other_types_are_words_too) {
  const std::vector<double> left{0.5, -0.0, std::numeric_limits<double>::quiet_NaN(), 7};
  const std::vector<double> right{1e300, 0.0, -std::numeric_limits<double>::quiet_NaN(), -1e300};
  const auto lefts = reader_of(view_of(left));
  const auto rights = reader_of(view_of(right));
  EXPECT_EQ(pairs_of(match_by_lines(lefts, rights).value()), (Pairs{{1, 1}, {2, 2}}));
  EXPECT_EQ(listed(intersect_by_lines(lefts, rights).value()), (Integers{1, 2}));
}

TEST_F(LineLookupTest, what_others_do_better_is_left_to_them) {
  const Integers near{1, 2, 3, 1'000};
  const Integers far{1, std::int64_t{1} << 40, 3};
  const Nullable<std::int64_t> nullable(far, {true, false, true});
  const auto nears = reader_of(view_of(near));
  const auto fars = reader_of(view_of(far));
  const auto nullables = reader_of(nullable.view());
  EXPECT_TRUE(match_by_lines(nears, fars));
  EXPECT_FALSE(match_by_lines(fars, nears));
  EXPECT_FALSE(match_by_lines(nullables, fars));
  EXPECT_FALSE(match_by_lines(fars, nullables));
  EXPECT_FALSE(match_by_lines(fars, reader_of(view_of(Integers{}))));
  EXPECT_TRUE(match_by_lines(reader_of(view_of(Integers{})), fars)->first.empty());
}

}  // namespace
}  // namespace wirespeed::kernels
