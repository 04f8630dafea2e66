#include "wirespeed/s3/shell_words.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3 {
namespace {

using Words = std::vector<std::string>;

Words words(std::string_view line) {
  auto split = split_shell_words(line);
  EXPECT_TRUE(split) << line;
  return split.value_or(Words());
}

TEST(ShellWords, spaces_part_them) {
  EXPECT_EQ(words("  a  bc\td\n"), (Words{"a", "bc", "d"}));
  EXPECT_EQ(words("   "), Words());
  EXPECT_EQ(words(""), Words());
}

TEST(ShellWords, quotes_hold_them_together) {
  EXPECT_EQ(words(R"(a 'b c' "d e" f' 'g)"), (Words{"a", "b c", "d e", "f g"}));
  EXPECT_EQ(words(R"('' "")"), (Words{"", ""}));
  EXPECT_EQ(words(R"('a"b' "c'd")"), (Words{"a\"b", "c'd"}));
}

TEST(ShellWords, a_backslash_takes_the_next_character_as_it_is) {
  EXPECT_EQ(words(R"(a\ b \'c \\)"), (Words{"a b", "'c", "\\"}));
  EXPECT_EQ(words(R"("a\"b\\c\d" 'e\')"), (Words{R"(a"b\c\d)", "e\\"}));
}

TEST(ShellWords, nothing_else_of_a_shell_happens) {
  EXPECT_EQ(words("$HOME `x` ; # a* ~ > b"), (Words{"$HOME", "`x`", ";", "#", "a*", "~", ">", "b"}));
}

TEST(ShellWords, a_quote_without_its_partner_is_refused) {
  for (const char* line : {"'", "\"", "a 'b", "a\"b c", "a\\", "\"\\\""}) {
    EXPECT_FALSE(split_shell_words(line)) << line;
  }
}

}  // namespace
}  // namespace wirespeed::s3
