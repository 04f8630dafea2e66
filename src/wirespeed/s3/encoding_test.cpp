#include "wirespeed/s3/encoding.hpp"

#include <gtest/gtest.h>

#include <random>

namespace wirespeed::s3 {
namespace {

using namespace std::string_literals;

std::string in_query(std::string_view text) {
  std::string out;
  append_encoded(text, out);
  return out;
}

std::string in_path(std::string_view text) {
  std::string out;
  append_encoded_path(text, out);
  return out;
}

std::string random_bytes(std::mt19937& random, std::size_t size) {
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

TEST(PercentEncoding, unreserved_characters_stay) {
  const std::string_view unreserved = "ABCXYZabcxyz0123456789-._~";
  EXPECT_EQ(in_query(unreserved), unreserved);
  EXPECT_EQ(in_path(unreserved), unreserved);
}

TEST(PercentEncoding, everything_else_is_upper_case_digits) {
  EXPECT_EQ(in_query("a b+c%d=e&f"), "a%20b%2Bc%25d%3De%26f");
  EXPECT_EQ(in_query("\0\x01\x7F\xFF"s.append(1, '\n')), "%00%01%7F%FF%0A");
  EXPECT_EQ(in_path("Bücher/日.txt"), "B%C3%BCcher/%E6%97%A5.txt");
  EXPECT_EQ(in_path("!*'()"), "%21%2A%27%28%29");
}

TEST(PercentEncoding, a_slash_stays_in_paths_alone) {
  EXPECT_EQ(in_path("a/b"), "a/b");
  EXPECT_EQ(in_query("a/b"), "a%2Fb");
}

TEST(PercentEncoding, paths_are_not_normalised) {
  for (const char* key : {"x//y", "/lead", "dir/", "..", "../up", "a/./b", "a/../b", "//"}) {
    EXPECT_EQ(in_path(key), key);
  }
}

TEST(PercentEncoding, is_appended) {
  std::string out = "/bucket/";
  append_encoded_path("a b", out);
  EXPECT_EQ(out, "/bucket/a%20b");
}

TEST(PercentDecoding, takes_back_what_was_encoded) {
  std::mt19937 random(7);
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string text = random_bytes(random, size);
    EXPECT_EQ(percent_decoded(in_query(text), Plus::space), text);
    EXPECT_EQ(percent_decoded(in_path(text), Plus::itself), text);
  }
}

TEST(PercentDecoding, a_plus_is_what_the_place_says) {
  EXPECT_EQ(percent_decoded("a+b%2Bc", Plus::space), "a b+c");
  EXPECT_EQ(percent_decoded("a+b%2Bc", Plus::itself), "a+b+c");
}

TEST(PercentDecoding, digits_of_both_cases_count) { EXPECT_EQ(percent_decoded("%c3%BC", Plus::space), "ü"); }

TEST(PercentDecoding, what_is_no_code_stays) {
  for (const char* text : {"%", "100%", "%4", "%zz", "%4g", "a%-1", "%%"}) {
    EXPECT_EQ(percent_decoded(text, Plus::space), text);
  }
  EXPECT_EQ(percent_decoded("%%41", Plus::space), "%A");
}

TEST(PercentDecoding, works_in_place) {
  std::string text = "%41b%43";
  text.resize(decode_percent(text, Plus::space, text.data()));
  EXPECT_EQ(text, "AbC");
}

TEST(Base64, both_ways_and_strictly) {
  for (const std::string& text : {""s, "a"s, "ab"s, "abc"s, "\0\xFF\x7F\x80"s}) {
    const auto back = from_base64(to_base64(bytes_of(text)));
    ASSERT_TRUE(back);
    EXPECT_EQ(text_of(*back), text);
  }
  EXPECT_EQ(to_base64(bytes_of("ab")), "YWI=");
  for (const char* text : {"YWI", "Y", "====", "YW=I", "YW I", "YWI=\n", "YWI=YWI="}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

TEST(Hex, is_lower_case) { EXPECT_EQ(to_hex(bytes_of("\0\x9F\xFE"s)), "009ffe"); }

}  // namespace
}  // namespace wirespeed::s3
