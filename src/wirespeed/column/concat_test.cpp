#include <gtest/gtest.h>

#include <cstring>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/column/column_fixture.hpp"

namespace wirespeed::column {
namespace {

Column joined(Column first, Column second) {
  std::vector<Batch> parts(2);
  parts[0].rows = first.length;
  parts[1].rows = second.length;
  parts[0].columns.push_back(std::move(first));
  parts[1].columns.push_back(std::move(second));
  Batch batch = concat(parts).value();
  EXPECT_EQ(batch.columns[0].length, batch.rows);
  return std::move(batch.columns[0]);
}

TEST(Concat, text_with_offsets_of_64_bits) {
  const Column text = joined(large_text_column({"one", "two"}), large_text_column({"", "three"}));
  EXPECT_EQ(numbers_in<std::int64_t>(text.offsets), (std::vector<std::int64_t>{0, 3, 6, 6, 11}));
  EXPECT_EQ(text_of({text.values.data(), text.values.size()}), "onetwothree");
}

TEST(Concat, views_find_their_text_in_the_buffers_of_their_part) {
  const Column text = joined(view_column({"short", "text beyond twelve"}), view_column({"another text, longer", ""}));
  ASSERT_EQ(text.data.size(), 2);
  EXPECT_EQ(view_at(text, 0), "short");
  EXPECT_EQ(view_at(text, 1), "text beyond twelve");
  EXPECT_EQ(view_at(text, 2), "another text, longer");
  EXPECT_EQ(view_at(text, 3), "");
}

TEST(Concat, a_dictionary_that_grew_stays_as_it_is) {
  const Column places = joined(dictionary_column({0, 1, 0}, {"a", "b"}), dictionary_column({2, 1}, {"a", "b", "c"}));
  EXPECT_EQ(places.dictionary[0].length, 3);
  EXPECT_EQ(numbers_in<std::int8_t>(places.values), (std::vector<std::int8_t>{0, 1, 0, 2, 1}));
}

TEST(Concat, dictionaries_that_differ_are_put_one_behind_the_other) {
  const Column places = joined(dictionary_column({0, 1}, {"a", "b"}), dictionary_column({1, 0}, {"b", "c"}));
  EXPECT_EQ(places.dictionary[0].length, 4);
  EXPECT_EQ(numbers_in<std::int8_t>(places.values), (std::vector<std::int8_t>{0, 1, 3, 2}));
}

TEST(Concat, dictionaries_that_their_places_cannot_say_together_are_refused) {
  std::vector<std::string> first(100, "a");
  std::vector<std::string> second(100, "b");
  std::vector<Batch> parts(2);
  parts[0].columns.push_back(dictionary_column({0}, first));
  parts[1].columns.push_back(dictionary_column({0}, second));
  const auto batch = concat(parts);
  ASSERT_FALSE(batch);
  EXPECT_EQ(batch.error().code, Errc::limit);
}

TEST(Concat, structs_and_maps_are_joined_child_by_child) {
  Column one = struct_column(number_column<std::uint32_t>(Type::uint32, {1, 2}), large_text_column({"a", "b"}));
  Column two = struct_column(number_column<std::uint32_t>(Type::uint32, {3}), large_text_column({"c"}));
  const Column both = joined(std::move(one), std::move(two));
  EXPECT_EQ(numbers_in<std::uint32_t>(both.children[0].values), (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_EQ(text_of({both.children[1].values.data(), both.children[1].values.size()}), "abc");
}

}  // namespace
}  // namespace wirespeed::column
