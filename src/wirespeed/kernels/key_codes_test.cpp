#include "wirespeed/kernels/key_codes.hpp"

#include "wirespeed/kernels/key_sizes.hpp"
#include "wirespeed/kernels/view_fixture.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using Codes = std::vector<std::int32_t>;

constexpr std::size_t kRows = kRowsToPart + 17;

// A column of codes, each of which stands for a value of its own.
class Coded {
 public:
  Coded(Codes codes, std::size_t values) : codes_(std::move(codes)), values_(values), dictionary_(view_of(values_)) {
    for (std::size_t i = 0; i < values; ++i) values_[i] = static_cast<std::int64_t>(i) * 5;
  }
  Key key() const {
    ArrayView view = view_of(codes_);
    view.dictionary = &dictionary_;
    return {view, true};
  }
  bool are_shown(std::span<const std::uint32_t> codes) const {
    return static_cast<const void*>(codes.data()) == codes_.data() && codes.size() == codes_.size();
  }

 private:
  Codes codes_;
  std::vector<std::int64_t> values_;
  ArrayView dictionary_;
};

// Codes below `values` as they are first seen.
Codes in_order(std::size_t values) {
  Codes codes(kRows);
  for (std::size_t i = 0; i < kRows; ++i) codes[i] = static_cast<std::int32_t>(i * 7919 % std::min(values, i / 3 + 1));
  std::vector<std::int32_t> names(values, -1);
  std::int32_t next = 0;
  for (std::int32_t& code : codes) {
    std::int32_t& name = names[static_cast<std::size_t>(code)];
    if (name < 0) name = next++;
    code = name;
  }
  return codes;
}

Factorized grouped(const Key& key, Nulls nulls, CodeMemory memory) {
  return factorize({&key, 1}, nulls, 2, memory).value();
}

TEST(KeyCodes, codes_in_the_order_of_groups_are_shown_as_they_are) {
  for (const std::size_t values : {1U, 2U, 100U, 5'000U, 100'000U}) {
    const Coded coded(in_order(values), values);
    const Factorized copied = grouped(coded.key(), Nulls::group, CodeMemory::own);
    const Factorized found = grouped(coded.key(), Nulls::group, CodeMemory::may_be_the_keys);
    EXPECT_TRUE(coded.are_shown(found.view().codes));
    EXPECT_FALSE(coded.are_shown(copied.view().codes));
    EXPECT_TRUE(std::ranges::equal(found.view().codes, copied.view().codes));
    EXPECT_EQ(found.first, copied.first) << values;
  }
}

TEST(KeyCodes, codes_in_another_order_are_given_anew) {
  for (const std::size_t row : {std::size_t{0}, std::size_t{5'000}, kRows - 1}) {
    Codes codes = in_order(100);
    codes[row] = 150;
    const Coded coded(codes, 200);
    EXPECT_FALSE(codes_of_groups(coded.key()).has_value()) << row;
    const Factorized found = grouped(coded.key(), Nulls::group, CodeMemory::may_be_the_keys);
    EXPECT_EQ(found.view().codes[row], row == 0 ? 0U : found.groups() - 1);
  }
}

TEST(KeyCodes, codes_that_stand_for_nothing_are_not_shown) {
  Codes codes = in_order(100);
  EXPECT_FALSE(codes_of_groups(Coded(codes, 99).key()).has_value());
  codes.back() = -1;
  EXPECT_FALSE(codes_of_groups(Coded(codes, 100).key()).has_value());
}

TEST(KeyCodes, what_is_no_code_of_distinct_values_is_not_shown) {
  const Coded coded(in_order(100), 100);
  Key key = coded.key();
  key.has_distinct_values = false;
  EXPECT_FALSE(codes_of_groups(key).has_value());
  key = coded.key();
  const std::vector<std::uint8_t> there(kRows / 8 + 1, 0xff);
  key.view.validity = there.data();
  EXPECT_FALSE(codes_of_groups(key).has_value());
  key = coded.key();
  key.view.dictionary = nullptr;
  EXPECT_FALSE(codes_of_groups(key).has_value());
  key = coded.key();
  key.view.length = kRowsToPart - 1;
  EXPECT_FALSE(codes_of_groups(key).has_value());
}

TEST(KeyCodes, codes_whose_first_rows_are_known_are_shown_of_few_rows_too) {
  const Coded coded({0, 1, 0, 2, 1}, 3);
  const RawVector<std::uint32_t> first{0, 1, 3};
  Key key = coded.key();
  EXPECT_FALSE(codes_of_groups(key).has_value());
  key.first = first;
  const Factorized found = grouped(key, Nulls::group, CodeMemory::may_be_the_keys);
  EXPECT_TRUE(coded.are_shown(found.view().codes));
  EXPECT_EQ(found.first, first);
}

TEST(KeyCodes, groups_of_several_keys_are_the_same_whether_first_rows_are_known_or_not) {
  for (const std::size_t values : {1U, 100U, 3'000U, 100'000U}) {
    const Coded few(in_order(7), 7);
    const Coded many(in_order(values), values);
    std::vector<Key> keys{few.key(), many.key()};
    const auto expected = factorize(keys, Nulls::group, 2);
    const RawVector<std::uint32_t> first = grouped(many.key(), Nulls::group, CodeMemory::own).first;
    keys[1].first = first;
    const auto found = factorize(keys, Nulls::group, 2);
    EXPECT_EQ(found->codes, expected->codes) << values;
    EXPECT_EQ(found->first, expected->first) << values;
  }
}

TEST(KeyCodes, rows_that_are_dropped_have_codes_of_their_own_memory) {
  const Coded coded(in_order(100), 100);
  const Factorized found = grouped(coded.key(), Nulls::drop, CodeMemory::may_be_the_keys);
  EXPECT_FALSE(coded.are_shown(found.view().codes));
  EXPECT_EQ(found.codes.size(), kRows);
}

}  // namespace
}  // namespace wirespeed::kernels
