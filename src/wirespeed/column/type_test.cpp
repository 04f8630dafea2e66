#include "wirespeed/column/type.hpp"

#include <gtest/gtest.h>

namespace wirespeed::column {
namespace {

TEST(Types, each_has_its_format_in_arrows_c_interface) {
  EXPECT_EQ(format_of({.type = Type::uint32}), "I");
  EXPECT_EQ(format_of({.type = Type::uint64}), "L");
  EXPECT_EQ(format_of({.type = Type::decimal128, .precision = 38, .scale = 10}), "d:38,10");
  EXPECT_EQ(format_of({.type = Type::time64_us}), "ttu");
  EXPECT_EQ(format_of({.type = Type::large_utf8}), "U");
  EXPECT_EQ(format_of({.type = Type::large_binary}), "Z");
  EXPECT_EQ(format_of({.type = Type::utf8_view}), "vu");
  EXPECT_EQ(format_of({.type = Type::fixed_size_binary, .size = 6}), "w:6");
  EXPECT_EQ(format_of(map_of("m", {.type = Type::utf8}, {.type = Type::utf8})), "+m");
  EXPECT_EQ(format_of(dictionary_of("d", Type::int8, {.type = Type::utf8})), "c");
}

TEST(Types, each_is_written_as_people_read_it) {
  EXPECT_EQ(to_string({.type = Type::uint32}), "uint32");
  EXPECT_EQ(to_string({.type = Type::decimal128, .precision = 10, .scale = 2}), "decimal128(10, 2)");
  EXPECT_EQ(to_string({.type = Type::time64_us}), "time64[us]");
  EXPECT_EQ(to_string({.type = Type::fixed_size_binary, .size = 6}), "fixed_size_binary[6]");
  EXPECT_EQ(to_string(map_of("m", {.type = Type::utf8}, {.type = Type::int64})), "map<utf8, int64>");
  EXPECT_EQ(to_string(dictionary_of("d", Type::int8, {.type = Type::utf8})), "dictionary<int8, utf8>");
}

TEST(Types, a_map_is_a_list_of_entries_whose_keys_are_never_null) {
  const Field map = map_of("m", {.type = Type::utf8}, {.type = Type::int64});
  ASSERT_EQ(map.children.size(), 1);
  EXPECT_EQ(map.children[0].name, "entries");
  EXPECT_FALSE(map.children[0].nullable);
  EXPECT_EQ(map.children[0].children[0].name, "key");
  EXPECT_FALSE(map.children[0].children[0].nullable);
  EXPECT_TRUE(map.children[0].children[1].nullable);
}

}  // namespace
}  // namespace wirespeed::column
