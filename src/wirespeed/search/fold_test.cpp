#include "wirespeed/search/fold.hpp"

#include <gtest/gtest.h>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/search/code_point_fold.hpp"

namespace wirespeed::search {
namespace {

using Words = std::vector<std::string>;

TEST(Folding, case_does_not_count) {
  EXPECT_EQ(fold_name("AC/DC"), "ac dc");
  EXPECT_EQ(fold_name("ΜΟΥΣΙΚΗΣ"), fold_name("μουσικης"));
  EXPECT_EQ(fold_name("ЧАЙФ"), fold_name("чайф"));
  EXPECT_EQ(fold_name("GROẞE"), "große");
}

TEST(Folding, accents_do_not_count_in_latin_greek_and_cyrillic) {
  EXPECT_EQ(fold_name("Beyoncé Motörhead Ếđ"), "beyonce motorhead eđ");
  EXPECT_EQ(fold_name("Ελλάδα"), fold_name("ΕΛΛΑΔΑ"));
  EXPECT_EQ(fold_name("Ёлка"), "елка");
}

TEST(Folding, composed_and_decomposed_letters_are_the_same) {
  EXPECT_EQ(fold_name("Bjo\u0308rk"), fold_name("Björk"));
  EXPECT_EQ(fold_name("Цои\u0306"), fold_name("Цой"));
}

TEST(Folding, letters_that_have_no_plain_form_stay_what_they_are) { EXPECT_EQ(fold_name("Ærø Łódź ß"), "ærø łodz ß"); }

TEST(Folding, everything_but_letters_digits_and_marks_ends_a_word) {
  EXPECT_EQ(fold_words("don't stop_me-now (1978)"), (Words{"don", "t", "stop", "me", "now", "1978"}));
  EXPECT_EQ(fold_words("東京事変・音楽"), (Words{"東京事変", "音楽"}));
}

TEST(Folding, marks_of_other_scripts_are_part_of_their_words) {
  EXPECT_EQ(fold_words("हिन्दी"), (Words{"हिन्दी"}));
  EXPECT_EQ(fold_words("❤\uFE0F love"), (Words{"love"}));  // a variation selector is no word
}

TEST(Folding, a_name_without_words_is_one_word_as_it_is_written) {
  EXPECT_EQ(fold_words("  !!! "), (Words{"!!!"}));
  EXPECT_EQ(fold_words("* * *"), (Words{"* * *"}));
  EXPECT_EQ(fold_words(std::string_view("!\0!", 3)), (Words{"! !"}));
  EXPECT_EQ(fold_words(" \t\n"), Words{});
}

TEST(Folding, bytes_that_are_no_utf8_end_a_word) {
  EXPECT_EQ(fold_words("ab\xFF"
                       "cd\xC3"),
            (Words{"ab", "cd"}));
}

TEST(Folding, long_words_are_cut_between_letters) {
  const Words words = fold_words(std::string(300, 'x') + " " + std::string(254, 'y') + "éé");
  EXPECT_EQ(words[0], std::string(kMaxWordBytes, 'x'));
  EXPECT_EQ(words[1], std::string(254, 'y') + "e");
  std::string wide;
  for (int i = 0; i < 200; ++i) wide += "я";
  EXPECT_EQ(fold_words(wide)[0].size(), kMaxWordBytes - 1);
}

TEST(Folding, what_is_folded_folds_to_itself) {
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const char32_t folded = fold_code_point(c);
    if (folded == kSeparator || folded == kAccent) continue;
    ASSERT_EQ(fold_code_point(folded), folded) << static_cast<unsigned>(c);
    char before[4], after[4];
    ASSERT_LE(encode_utf8(folded, after), encode_utf8(c, before) + 1) << static_cast<unsigned>(c);
  }
}

}  // namespace
}  // namespace wirespeed::search
