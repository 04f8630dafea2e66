// Joins: which pairs, in which order.
#include "wirespeed/kernels/join.hpp"

#include "wirespeed/kernels/view_fixture.hpp"

namespace wirespeed::kernels {
namespace {

struct Joined {
  Numbers left;
  Numbers right;
  bool operator==(const Joined&) const = default;
};

Joined joined(const Numbers& left, const Numbers& right, JoinKind kind) {
  const column::ArrayView l = view_of(left);
  const column::ArrayView r = view_of(right);
  const Join join = value_or_throw(Join::make({&l, 1}, {&r, 1}, kind, NullMatch::never));
  Joined rows{Numbers(join.size() + 1, -7), Numbers(join.size() + 1, -7)};
  join.write(rows.left.data(), rows.right.data());
  rows.left.resize(join.size());
  rows.right.resize(join.size());
  return rows;
}

const Numbers kLeft{5, 3, 5, 9};
const Numbers kRight{3, 5, 4, 5};

TEST(Join, inner_has_each_pair_in_the_order_of_left_then_right) {
  EXPECT_EQ(joined(kLeft, kRight, JoinKind::inner), (Joined{{0, 0, 1, 2, 2}, {1, 3, 0, 1, 3}}));
}

TEST(Join, left_keeps_rows_without_a_partner) {
  EXPECT_EQ(joined(kLeft, kRight, JoinKind::left), (Joined{{0, 0, 1, 2, 2, 3}, {1, 3, 0, 1, 3, -1}}));
}

TEST(Join, outer_has_lonely_right_rows_last) {
  EXPECT_EQ(joined(kLeft, kRight, JoinKind::outer), (Joined{{0, 0, 1, 2, 2, 3, -1}, {1, 3, 0, 1, 3, -1, 2}}));
}

TEST(Join, semi_and_anti_choose_left_rows_once) {
  EXPECT_EQ(joined(kLeft, kRight, JoinKind::semi).left, (Numbers{0, 1, 2}));
  EXPECT_EQ(joined(kLeft, kRight, JoinKind::anti).left, (Numbers{3}));
}

TEST(Join, unique_right_keys_take_the_short_way_to_the_same_rows) {
  EXPECT_EQ(joined({1, 2, 1}, {2, 3}, JoinKind::inner), (Joined{{1}, {0}}));
  EXPECT_EQ(joined({1, 2, 1}, {2, 3}, JoinKind::left), (Joined{{0, 1, 2}, {-1, 0, -1}}));
  EXPECT_EQ(joined({1, 2, 1}, {2, 3}, JoinKind::outer), (Joined{{0, 1, 2, -1}, {-1, 0, -1, 1}}));
}

TEST(Join, an_empty_side_has_no_partners) {
  EXPECT_EQ(joined({}, {1}, JoinKind::inner), (Joined{}));
  EXPECT_EQ(joined({}, {1}, JoinKind::outer), (Joined{{-1}, {0}}));
  EXPECT_EQ(joined({1}, {}, JoinKind::left), (Joined{{0}, {-1}}));
  EXPECT_EQ(joined({1}, {}, JoinKind::anti).left, (Numbers{0}));
}

}  // namespace
}  // namespace wirespeed::kernels
