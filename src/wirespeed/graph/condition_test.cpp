#include "wirespeed/graph/condition.hpp"

#include "wirespeed/graph/edge_graph_file_fixture.hpp"

namespace wirespeed::graph {
namespace {

using column::Item;

// Days, seconds, a dictionary of days; lists of numbers with a null list and a null item.
class Conditions : public testing::Test {
 protected:
  static NodeProperty of(std::string type, Item item, const auto& values) {
    return {"p", view_of(item, values), nullptr, std::move(type)};
  }

  NodeProperty lists() const {
    NodeProperty column{"p", {.item = Item::large_text, .length = 4, .offsets = offsets_.data()}, nullptr, kListType};
    column.values.validity = lists_there_.data();
    column.children.push_back({"item", view_of(Item::int64, items_), nullptr});
    column.children[0].values.validity = items_there_.data();
    return column;
  }

  static std::vector<std::int64_t> where(const NodeProperty& column, Comparison comparison,
                                         const ConditionValue& value) {
    const Condition condition = value_or_throw(Condition::make(column, comparison, value));
    std::vector<std::int64_t> found;
    for (std::int64_t i = 0; i < column.values.length; ++i) {
      if (condition.holds(i)) found.push_back(i);
    }
    return found;
  }

  static std::string refusal(const NodeProperty& column, Comparison comparison, const ConditionValue& value) {
    return Condition::make(column, comparison, value).error().message;
  }

  std::vector<std::int32_t> days_{0, 10'957, 10'958};
  std::vector<std::int64_t> seconds_{0, 946'684'800, 946'684'801, INT64_MIN};
  std::vector<std::int64_t> items_{1, 2, 0, 2};
  std::vector<std::uint8_t> items_there_{0b1011};
  std::vector<std::int64_t> offsets_{0, 2, 2, 2, 4};  // [1, 2], [], null, [null, 2]
  std::vector<std::uint8_t> lists_there_{0b1011};
};

using Places = std::vector<std::int64_t>;

ConditionValue moment(TimeUnit unit, std::int64_t ticks) { return TimeValue{{TimeKind::moment, unit}, ticks}; }
ConditionValue list_of(std::initializer_list<std::int64_t> items) {
  PropertyList list;
  for (const std::int64_t item : items) list.items.push_back({{}, item});
  return list;
}

TEST_F(Conditions, times_are_compared_in_whatever_units_they_come) {
  const NodeProperty days = of("tdD", Item::int32, days_);
  EXPECT_EQ(where(days, Comparison::equal, moment(TimeUnit::second, 946'684'800)), (Places{1}));
  EXPECT_EQ(where(days, Comparison::equal, moment(TimeUnit::second, 946'684'801)), (Places{}));
  EXPECT_EQ(where(days, Comparison::not_equal, moment(TimeUnit::second, 946'684'801)), (Places{0, 1, 2}));
  EXPECT_EQ(where(days, Comparison::less, moment(TimeUnit::second, 946'684'801)), (Places{0, 1}));
  EXPECT_EQ(where(days, Comparison::less_or_equal, moment(TimeUnit::second, 946'684'801)), (Places{0, 1}));
  EXPECT_EQ(where(days, Comparison::greater, moment(TimeUnit::second, 946'684'801)), (Places{2}));
  EXPECT_EQ(where(days, Comparison::greater_or_equal, moment(TimeUnit::second, 946'684'801)), (Places{2}));
  const NodeProperty seconds = of("M8[s]", Item::ticks, seconds_);
  EXPECT_EQ(where(seconds, Comparison::greater_or_equal, moment(TimeUnit::year, 30)), (Places{1, 2}));
  EXPECT_EQ(where(seconds, Comparison::less, moment(TimeUnit::year, 1'000'000'000)), (Places{0, 1, 2}));
}

TEST_F(Conditions, times_and_integers_are_compared_in_the_unit_of_the_column) {
  EXPECT_EQ(where(of("tdD", Item::int32, days_), Comparison::less, std::int64_t{10'958}), (Places{0, 1}));
}

TEST_F(Conditions, times_of_a_dictionary_are_compared) {
  const std::vector<std::int8_t> codes{1, 0, -1};
  NodeProperty coded = of("tdD", Item::int8, codes);
  const column::ArrayView values = view_of(Item::int32, days_);
  coded.values.dictionary = &values;
  EXPECT_EQ(where(coded, Comparison::equal, moment(TimeUnit::day, 10'957)), (Places{0}));
}

TEST_F(Conditions, times_and_what_is_none_are_not_compared) {
  EXPECT_EQ(refusal(of("", Item::int32, days_), Comparison::less, moment(TimeUnit::day, 1)),
            "condition on \"p\": expected a value to compare numbers with, found a moment without a time zone");
  EXPECT_EQ(refusal(of("tdD", Item::int32, days_), Comparison::less, "2000-01-01"),
            "condition on \"p\": expected a value to compare times with, found a text");
  EXPECT_EQ(refusal(of("tsu:UTC", Item::int64, seconds_), Comparison::less, moment(TimeUnit::day, 1)),
            "condition on \"p\": expected a moment in a time zone, found a moment without a time zone");
  EXPECT_FALSE(Condition::make(of("", Item::int32, days_), Comparison::equal, PropertyValue()));
}

TEST_F(Conditions, lists_contain_items_and_are_equal_to_lists) {
  EXPECT_EQ(where(lists(), Comparison::contains, std::int64_t{2}), (Places{0, 3}));
  EXPECT_EQ(where(lists(), Comparison::contains, 1.0), (Places{0}));
  EXPECT_EQ(where(lists(), Comparison::equal, list_of({1, 2})), (Places{0}));
  EXPECT_EQ(where(lists(), Comparison::equal, list_of({})), (Places{1}));
  EXPECT_EQ(where(lists(), Comparison::not_equal, list_of({1, 2})), (Places{1, 3}));
}

TEST_F(Conditions, lists_of_lists_are_compared) {
  const std::vector<std::int64_t> offsets{0, 2, 4};
  NodeProperty outer{"p", {.item = Item::large_text, .length = 2, .offsets = offsets.data()}, nullptr, kListType};
  outer.children.push_back(lists());
  PropertyList wanted;
  wanted.items = {{{}, list_of({1, 2})}, {{}, list_of({})}};
  EXPECT_EQ(where(outer, Comparison::equal, wanted), (Places{0}));
}

TEST_F(Conditions, lists_have_no_order_and_structs_no_comparison) {
  EXPECT_EQ(refusal(lists(), Comparison::less, list_of({1})),
            "condition on \"p\": expected == or != and a list, or contains and an item, for lists have no order; found "
            "a list");
  EXPECT_FALSE(refusal(lists(), Comparison::equal, std::int64_t{1}).empty());
  EXPECT_FALSE(refusal(lists(), Comparison::contains, "one").empty());
  EXPECT_EQ(refusal(of("", Item::int32, days_), Comparison::contains, std::int64_t{1}),
            "condition on \"p\": expected lists for contains, found other values");
  NodeProperty fields{"p", {.item = Item::boolean, .length = 3}, nullptr, kStructType};
  fields.children.push_back(of("", Item::int32, days_));
  EXPECT_EQ(refusal(fields, Comparison::equal, std::int64_t{1}),
            "condition on \"p\": expected values that can be compared, found structs; make columns of their fields");
}

TEST_F(Conditions, one_of_several_and_what_lies_between_are_joined_tests) {
  const Predicate among = is_in("p", {std::int64_t{1}, std::int64_t{2}});
  EXPECT_EQ(among.kind, Predicate::Kind::any);
  EXPECT_EQ(among.parts.size(), 2U);
  const Predicate bounded = between("p", std::int64_t{1}, std::int64_t{2});
  EXPECT_EQ(bounded.parts[0].test.comparison, Comparison::greater_or_equal);
  EXPECT_EQ(bounded.parts[1].test.comparison, Comparison::less_or_equal);
}

}  // namespace
}  // namespace wirespeed::graph
