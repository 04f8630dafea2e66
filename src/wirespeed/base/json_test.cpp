#include "wirespeed/base/json.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace wirespeed {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(Json, members_and_items_are_separated_by_commas) {
  JsonWriter json;
  json.begin_object().member("a", 1).key("b").begin_array().value("x").value(true).null().end_array();
  json.key("c").begin_object().end_object().member("d", -2.5).end_object();
  EXPECT_EQ(json.text(), R"({"a": 1, "b": ["x", true, null], "c": {}, "d": -2.5})");
}

TEST(Json, quotes_backslashes_and_control_characters_are_escaped) {
  EXPECT_EQ(quoted("a\"b\\c\nd\te\x01"
                   "f\x7F"),
            R"("a\"b\\c\nd\u0009e\u0001f\u007f")");
}

TEST(Json, text_stays_as_it_is) { EXPECT_EQ(quoted("Björk 東京 𝄞"), "\"Björk 東京 𝄞\""); }

TEST(Json, bytes_that_are_no_utf8_become_replacement_characters) {
  EXPECT_EQ(quoted("a\xFF"
                   "b\xC3"),
            "\"a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\"");
}

TEST(Json, a_number_that_is_not_finite_is_null) {
  JsonWriter json;
  json.begin_array().value(std::numeric_limits<double>::infinity()).value(0.5).end_array();
  EXPECT_EQ(json.text(), "[null, 0.5]");
}

TEST(Json, the_widest_numbers_are_whole) {
  JsonWriter json;
  json.begin_array().value(std::numeric_limits<std::uint64_t>::max()).value(std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(json.end_array().text(), "[18446744073709551615, -9223372036854775808]");
}

}  // namespace
}  // namespace wirespeed
