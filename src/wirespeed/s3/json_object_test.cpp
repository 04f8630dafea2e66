#include "wirespeed/s3/json_object.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3 {
namespace {

JsonObject parsed(std::string_view text) {
  auto object = JsonObject::parse(text);
  EXPECT_TRUE(object) << (object ? "" : object.error().message) << "\n" << text;
  return object.value_or(JsonObject());
}

std::string refused(std::string_view text) {
  const auto object = JsonObject::parse(text);
  EXPECT_FALSE(object) << text;
  if (object) return {};
  EXPECT_EQ(object.error().code, Errc::malformed);
  return object.error().message;
}

TEST(JsonObjects, strings_and_numbers_are_found_by_name) {
  const JsonObject object = parsed(" {\"Code\" : \"Success\",\r\n\t\"Version\":1, \"\":\"\"} \n");
  EXPECT_EQ(object.size(), 3U);
  EXPECT_EQ(object.text("Code"), "Success");
  EXPECT_EQ(object.number("Version"), "1");
  EXPECT_EQ(object.text(""), "");
  EXPECT_EQ(object.text("code"), std::nullopt);
  EXPECT_EQ(object.text("Version"), std::nullopt);
  EXPECT_EQ(object.number("Code"), std::nullopt);
  EXPECT_EQ(parsed("{}").size(), 0U);
}

TEST(JsonObjects, what_is_neither_is_passed_over) {
  const JsonObject object = parsed(
      R"({"a": {"b": [1, "x", {"a": null}], "b": []}, "c": [[], {}], "d": true, "e": false, "f": null, "g": "h"})");
  EXPECT_EQ(object.size(), 6U);
  EXPECT_EQ(object.text("g"), "h");
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) EXPECT_EQ(object.text(name), std::nullopt) << name;
}

TEST(JsonObjects, escapes_are_resolved) {
  const JsonObject object = parsed(R"({"a\u0062": "\"\\\/\b\f\n\r\t \u00e9 \u20AC \ud83d\ude00 \u0000."})");
  using std::string_view_literals::operator""sv;
  EXPECT_EQ(object.text("ab"), "\"\\/\b\f\n\r\t \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 \0."sv);
}

TEST(JsonObjects, numbers_are_given_as_written) {
  for (const char* number : {"0", "-0", "10", "-1.50", "1e5", "1E+5", "0.0e-7"}) {
    EXPECT_EQ(parsed(fmt::format(R"({{"n": {}}})", number)).number("n"), number);
  }
  for (const char* number : {"", "-", "01", "-01", "+1", ".5", "1.", "1e", "1e+", "0x1", "NaN", "1 2"}) {
    refused(fmt::format(R"({{"n": {}}})", number));
  }
}

TEST(JsonObjects, what_is_no_object_is_refused) {
  for (const char* text : {"",
                           " ",
                           "[]",
                           "\"a\"",
                           "1",
                           "null",
                           "{",
                           "}",
                           "{}}",
                           "{} {}",
                           "{,}",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{\"a\":1 \"b\":2}",
                           "{a:1}",
                           "{'a':1}",
                           "{\"a\":1}x",
                           "{\"a\":[1,]}",
                           "{\"a\":[1 2]}",
                           "{\"a\":tru}",
                           "{\"a\":truee}",
                           "/**/{}",
                           "<html>"}) {
    refused(text);
  }
}

TEST(JsonObjects, strings_are_checked) {
  for (const char* text : {"\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"",
                           "\"\\ude00\"", "\"\n\"", "\"\x01\"", "\"\xFF\"", "\"\xC3\"", "\"\xED\xA0\x80\""}) {
    refused(fmt::format("{{\"a\": {}}}", text));
  }
}

TEST(JsonObjects, a_name_stands_there_once) {
  EXPECT_NE(refused(R"({"a": 1, "b": 2, "a": 1})").find("each name once at byte 17"), std::string::npos);
  refused(R"({"a": 1, "\u0061": 1})");
}

TEST(JsonObjects, cut_anywhere_they_are_refused) {
  const std::string text = R"({"a": ["b", -1.5e3, true], "c\n": "\u20AC"})";
  for (std::size_t cut = 0; cut < text.size(); ++cut) refused(std::string_view(text).substr(0, cut));
}

TEST(JsonObjects, nesting_has_an_end) {
  const auto nested = [](std::size_t depth) {
    return R"({"a": )" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  parsed(nested(JsonObject::kMaxDepth));
  refused(nested(JsonObject::kMaxDepth + 1));
  refused(std::string(100'000, '['));
  refused(R"({"a": )" + std::string(100'000, '['));
}

TEST(JsonObjects, an_error_says_where_and_never_what) {
  const std::string text = R"({"SecretAccessKey": "wJalrXUtnFEMI", "Token": wJalrXUtnFEMI})";
  const std::string message = refused(text);
  EXPECT_EQ(message.find("wJalr"), std::string::npos) << message;
  EXPECT_NE(message.find("at byte 46 of 60"), std::string::npos) << message;
}

}  // namespace
}  // namespace wirespeed::s3
