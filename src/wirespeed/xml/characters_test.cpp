#include "wirespeed/xml/characters.hpp"

#include <gtest/gtest.h>

#include <string>

namespace wirespeed::xml {
namespace {

struct Decoded {
  std::string text;
  std::uint64_t repairs = 0;
  bool operator==(const Decoded&) const = default;
};
void PrintTo(const Decoded& decoded, std::ostream* out) {
  *out << decoded.text << " with " << decoded.repairs << " repairs";
}

Decoded decode(std::string_view raw, std::size_t (*with)(std::string_view, char*, std::uint64_t&) noexcept) {
  Decoded decoded{std::string(decoded_bound(raw), '\0')};
  decoded.text.resize(with(raw, decoded.text.data(), decoded.repairs));
  return decoded;
}
Decoded text(std::string_view raw) { return decode(raw, decode_text); }
Decoded value(std::string_view raw) { return decode(raw, decode_value); }

TEST(Characters, the_five_names_and_both_kinds_of_numbers_are_decoded) {
  EXPECT_EQ(text("&amp;&lt;&gt;&quot;&apos;"), (Decoded{"&<>\"'"}));
  EXPECT_EQ(text("&#228;&#xE4;&#x1F600;"), (Decoded{"\xC3\xA4\xC3\xA4\xF0\x9F\x98\x80"}));
}

TEST(Characters, an_ampersand_that_begins_no_known_reference_stands_for_itself) {
  for (const char* raw : {"a & b", "R&B", "&", "&;", "&#;", "&#x;", "&#12", "&nbsp;", "&#12a;", "&AMP;"}) {
    EXPECT_EQ(text(raw), (Decoded{raw, 1})) << raw;
  }
}

TEST(Characters, what_xml_forbids_becomes_a_replacement_character) {
  const std::string replacement = "\xEF\xBF\xBD";
  EXPECT_EQ(text(std::string_view("a\0b", 3)), (Decoded{"a" + replacement + "b", 1}));
  EXPECT_EQ(text("\x01\x1F"), (Decoded{replacement + replacement, 2}));
  EXPECT_EQ(text("&#0;&#xFFFF;&#xD800;&#99999999;"),
            (Decoded{replacement + replacement + replacement + replacement, 4}));
  EXPECT_EQ(text("\xC3"), (Decoded{replacement, 1}));
  EXPECT_EQ(text("\xEF\xBF\xBF"), (Decoded{replacement, 1}));
}

TEST(Characters, a_written_line_end_is_one_line_feed_and_a_referenced_one_is_itself) {
  EXPECT_EQ(text("a\r\nb\rc\nd&#13;\n"), (Decoded{"a\nb\nc\nd\r\n"}));
}

TEST(Characters, written_white_space_in_a_value_is_a_space) {
  EXPECT_EQ(value("a\tb\nc\r\nd&#10;e"), (Decoded{"a b c d\ne"}));
}

TEST(Characters, clean_utf8_holds_only_characters_of_xml) {
  EXPECT_TRUE(is_clean_utf8("plain \xC3\xA4 \xF0\x9F\x98\x80"));
  EXPECT_FALSE(is_clean_utf8("\xFF"));
  EXPECT_FALSE(is_clean_utf8("\xEF\xBF\xBE"));
}

}  // namespace
}  // namespace wirespeed::xml
