#include "wirespeed/bolt/structures.hpp"

#include <gtest/gtest.h>

namespace wirespeed::bolt {
namespace {

using packstream::Bytes;
using packstream::List;
using packstream::Map;
using packstream::Structure;
using packstream::Value;

constexpr StructureForm kBolt5{kBolt58, true};
constexpr StructureForm kLegacy{kBolt44, false};
constexpr StructureForm kPatched{kBolt44, true};

Structure structure(char tag, List fields) { return {static_cast<std::uint8_t>(tag), std::move(fields)}; }

template <typename T>
T read(const Structure& from, const StructureForm& form = kBolt5) {
  return std::get<T>(value_or_throw(read_structure(from, form)));
}

std::string refused(const Structure& from, const StructureForm& form = kBolt5) {
  const auto made = read_structure(from, form);
  return made ? "taken" : made.error().message;
}

Structure node(int id) { return structure('N', {id, List{"Person"}, Map{{"name", "Ann"}}, "e" + std::to_string(id)}); }
Structure unbound(int id) { return structure('r', {id, "KNOWS", Map{}, "r" + std::to_string(id)}); }

TEST(Structures, a_node_has_labels_properties_and_ids) {
  EXPECT_EQ(read<Node>(node(7)), (Node{7, {"Person"}, Map{{"name", "Ann"}}, "e7"}));
}

TEST(Structures, before_5_0_the_element_id_is_the_id) {
  EXPECT_EQ(read<Node>(structure('N', {7, List{}, Map{}}), kLegacy).element_id, "7");
  const auto made = read<Relationship>(structure('R', {1, 2, 3, "T", Map{}}), kLegacy);
  EXPECT_EQ(made, (Relationship{1, 2, 3, "T", {}, "1", "2", "3"}));
  EXPECT_EQ(read<UnboundRelationship>(structure('r', {1, "T", Map{}}), kLegacy).element_id, "1");
}

TEST(Structures, a_relationship_knows_its_ends) {
  const auto made = read<Relationship>(structure('R', {1, 2, 3, "T", Map{{"since", 1999}}, "r1", "n2", "n3"}));
  EXPECT_EQ(made, (Relationship{1, 2, 3, "T", Map{{"since", 1999}}, "r1", "n2", "n3"}));
}

TEST(Structures, a_path_binds_its_relationships_in_their_own_direction) {
  const auto path = read<Path>(structure('P', {List{node(1), node(2)}, List{unbound(9)}, List{-1, 1, 1, 0}}));
  ASSERT_EQ(path.nodes.size(), 3U);
  EXPECT_EQ(path.nodes[2].id, 1);
  EXPECT_EQ(path.relationships[0].start_id, 2);
  EXPECT_EQ(path.relationships[0].end_id, 1);
  EXPECT_EQ(path.relationships[1].start_element_id, "e2");
}

TEST(Structures, a_path_of_one_node_has_no_relationship) {
  const auto path = read<Path>(structure('P', {List{node(1)}, List{}, List{}}));
  EXPECT_EQ(path.nodes.size(), 1U);
  EXPECT_TRUE(path.relationships.empty());
}

TEST(Structures, indices_that_lead_nowhere_are_refused) {
  for (const List& indices : {List{0, 0}, List{2, 0}, List{-2, 0}, List{1, 2}, List{1, -1}, List{1}, List{1, "x"},
                              List{Value(INT64_MIN), 0}}) {
    EXPECT_NE(refused(structure('P', {List{node(1), node(2)}, List{unbound(9)}, indices})).find("pairs of indices"),
              std::string::npos);
  }
  EXPECT_NE(refused(structure('P', {List{}, List{}, List{}})).find("at least one node"), std::string::npos);
  EXPECT_NE(refused(structure('P', {List{unbound(1)}, List{}, List{}})), "taken");
}

TEST(Structures, times_are_what_they_say) {
  EXPECT_EQ(read<Date>(structure('D', {-1})).days, -1);
  EXPECT_EQ(read<LocalTime>(structure('t', {5})).nanoseconds, 5);
  EXPECT_EQ(read<Time>(structure('T', {5, -3600})), (Time{5, -3600}));
  EXPECT_EQ(read<LocalDateTime>(structure('d', {5, 6})), (LocalDateTime{5, 6}));
  EXPECT_EQ(read<Duration>(structure('E', {1, 2, 3, 4})), (Duration{1, 2, 3, 4}));
  EXPECT_EQ(read<DateTime>(structure('I', {5, 6, 3600})), (DateTime{5, 6, std::int64_t{3600}, false}));
  EXPECT_EQ(read<DateTime>(structure('i', {5, 6, "Europe/Oslo"})), (DateTime{5, 6, "Europe/Oslo", false}));
}

TEST(Structures, legacy_times_are_brought_to_utc_where_that_is_possible) {
  EXPECT_EQ(read<DateTime>(structure('F', {5000, 6, 3600}), kLegacy), (DateTime{1400, 6, std::int64_t{3600}, false}));
  EXPECT_EQ(read<DateTime>(structure('f', {5000, 6, "Europe/Oslo"}), kLegacy),
            (DateTime{5000, 6, "Europe/Oslo", true}));
  EXPECT_NE(refused(structure('F', {Value(INT64_MIN), 0, 1}), kLegacy), "taken");
}

TEST(Structures, each_form_of_time_is_an_error_in_the_other_s_place) {
  EXPECT_NE(refused(structure('F', {5, 6, 0})), "taken");
  EXPECT_NE(refused(structure('f', {5, 6, "UTC"}), kPatched), "taken");
  EXPECT_NE(refused(structure('I', {5, 6, 0}), kLegacy), "taken");
  EXPECT_EQ(refused(structure('I', {5, 6, 0}), kPatched), "taken");
}

TEST(Structures, points_have_two_or_three_coordinates) {
  EXPECT_EQ(read<Point>(structure('X', {7203, 1.0, 2.0})), (Point{7203, 1, 2, {}}));
  EXPECT_EQ(read<Point>(structure('Y', {9157, 1.0, 2.0, 3.0})), (Point{9157, 1, 2, 3}));
  EXPECT_NE(refused(structure('X', {7203, 1, 2.0})).find("a float in field 2"), std::string::npos);
}

TEST(Structures, a_vector_is_whole_numbers_of_its_type) {
  const auto made = read<Vector>(structure('V', {Bytes{0xC9}, Bytes{0, 1, 0, 2}}));
  EXPECT_EQ(made.type, Vector::Type::int16);
  EXPECT_EQ(made.size(), 2U);
  EXPECT_NE(refused(structure('V', {Bytes{0xC9}, Bytes{0, 1, 0}})), "taken");
  EXPECT_NE(refused(structure('V', {Bytes{0xC0}, Bytes{}})), "taken");
  EXPECT_NE(refused(structure('V', {Bytes{}, Bytes{}})), "taken");
}

TEST(Structures, an_unsupported_type_says_what_would_have_it) {
  const auto made = read<UnsupportedType>(structure('?', {"QUANTUM", 6, 7, Map{{"message", "soon"}}}));
  EXPECT_EQ(made, (UnsupportedType{"QUANTUM", 6, 7, "soon"}));
}

TEST(Structures, a_wrong_number_of_fields_is_refused_with_both_numbers) {
  EXPECT_NE(refused(structure('D', {1, 2})).find("expected 1 fields, found 2"), std::string::npos);
  EXPECT_NE(refused(structure('N', {7, List{}, Map{}})).find("expected 4 fields, found 3"), std::string::npos);
  EXPECT_NE(refused(structure('N', {7, List{}, Map{}, "e"}), kLegacy), "taken");
  EXPECT_NE(refused(structure('Q', {})).find("no structure has the tag 51"), std::string::npos);
}

TEST(Structures, what_is_sent_is_read_again) {
  const auto again = [](const Value& value, const StructureForm& form = kBolt5) {
    return value_or_throw(read_structure(*value.get<Structure>(), form));
  };
  EXPECT_EQ(std::get<Date>(again(to_value(Date{9}))), Date{9});
  EXPECT_EQ(std::get<LocalTime>(again(to_value(LocalTime{9}))), LocalTime{9});
  EXPECT_EQ(std::get<Time>(again(to_value(Time{9, 8}))), (Time{9, 8}));
  EXPECT_EQ(std::get<LocalDateTime>(again(to_value(LocalDateTime{9, 8}))), (LocalDateTime{9, 8}));
  EXPECT_EQ(std::get<Duration>(again(to_value(Duration{9, 8, 7, 6}))), (Duration{9, 8, 7, 6}));
  EXPECT_EQ(std::get<Point>(again(to_value(Point{9157, 1, 2, 3}))), (Point{9157, 1, 2, 3}));
  const DateTime time{5000, 1, std::int64_t{3600}, false};
  EXPECT_EQ(std::get<DateTime>(again(*to_value(time, kBolt5))), time);
  EXPECT_EQ(std::get<DateTime>(again(*to_value(time, kLegacy), kLegacy)), time);
}

TEST(Structures, what_the_version_has_nothing_for_is_not_sent) {
  EXPECT_FALSE(to_value(Vector{}, kBolt5));
  EXPECT_TRUE(to_value(Vector{}, {kBolt60, true}));
  EXPECT_FALSE(to_value(DateTime{1, 2, "Europe/Oslo", false}, kLegacy));
  EXPECT_FALSE(to_value(DateTime{1, 2, "Europe/Oslo", true}, kBolt5));
}

}  // namespace
}  // namespace wirespeed::bolt
