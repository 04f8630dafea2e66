#include "wirespeed/postgres/saslprep.hpp"

#include <gtest/gtest.h>

namespace wirespeed::postgres {
namespace {

using namespace std::string_literals;

TEST(Saslprep, ascii_is_its_own_spelling) {
  EXPECT_EQ(saslprep(""), "");
  EXPECT_EQ(saslprep("pencil"), "pencil");
  EXPECT_EQ(saslprep("USER"), "USER");  // case is preserved
  EXPECT_EQ(saslprep("a\tb\x7F"), "a\tb\x7F");
}

TEST(Saslprep, the_examples_of_its_rfc) {
  EXPECT_EQ(saslprep("I\u00ADX"), "IX");  // a soft hyphen is nothing
  EXPECT_EQ(saslprep("\u00AA"), "a");
  EXPECT_EQ(saslprep("\u2168"), "IX");
  EXPECT_EQ(saslprep("\u0627"
                     "1"),
            std::nullopt);  // an Arabic letter at one end only
}

TEST(Saslprep, one_letter_has_one_spelling) {
  EXPECT_EQ(saslprep("\u00E9"), "\u00E9");
  EXPECT_EQ(saslprep("e\u0301"), "\u00E9");
  EXPECT_EQ(saslprep("\uFF21\uFF22"), "AB");      // full width
  EXPECT_EQ(saslprep("\uFB01"), "fi");            // a ligature
  EXPECT_EQ(saslprep("\u1112\u1161"), "\uD558");  // Hangul is composed
}

TEST(Saslprep, all_spaces_are_one) { EXPECT_EQ(saslprep("a\u00A0b\u3000c"), "a b c"); }

TEST(Saslprep, what_is_forbidden_has_no_spelling) {
  EXPECT_EQ(saslprep("\u00AD"), std::nullopt);      // nothing is left
  EXPECT_EQ(saslprep("\u00E9\x7F"), std::nullopt);  // a control character
  EXPECT_EQ(saslprep("\uE000"), std::nullopt);      // private use
  EXPECT_EQ(saslprep("\u0221"), std::nullopt);      // not in Unicode 3.2
  EXPECT_EQ(saslprep("\uFFFD"), std::nullopt);
}

TEST(Saslprep, letters_of_both_directions_do_not_mix) {
  EXPECT_EQ(saslprep("\u0627\u0628"), "\u0627\u0628");
  EXPECT_EQ(saslprep("\u0627"
                     "1\u0628"),
            "\u0627"
            "1\u0628");
  EXPECT_EQ(saslprep("\u0627a\u0628"), std::nullopt);
}

TEST(Saslprep, what_is_no_utf8_has_no_spelling) {
  for (const char* text : {"\xFF", "\xC3", "a\x80", "\xED\xA0\x80"}) EXPECT_EQ(saslprep(text), std::nullopt);
}

}  // namespace
}  // namespace wirespeed::postgres
