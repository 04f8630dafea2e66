#include "wirespeed/s3/xml_writer.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3 {
namespace {

using namespace std::string_literals;

std::string escaped(std::string_view text) {
  std::string out;
  append_xml_escaped(text, out);
  return out;
}

TEST(XmlWriting, escapes_what_a_parser_would_change) {
  EXPECT_EQ(escaped("a<b>&\"'c"), "a&lt;b&gt;&amp;&quot;&apos;c");
  EXPECT_EQ(escaped("a\tb\nc\rd"), "a&#9;b&#10;c&#13;d");
  EXPECT_EQ(escaped("Bücher 日本 𝄞"), "Bücher 日本 𝄞");
}

TEST(XmlWriting, knows_what_xml_cannot_hold) {
  for (const std::string& text : {""s, "a\t\n\rb"s, "\x7F"s, "ü日𝄞"s, "\xEF\xBF\xBD"s}) {
    EXPECT_TRUE(xml_can_hold(text)) << text;
  }
  for (const std::string& text :
       {"\x01"s, "a\0b"s, "\x1F"s, "\xFF"s, "\xC3"s, "\xEF\xBF\xBE"s, "\xEF\xBF\xBF"s, "\xED\xA0\x80"s}) {
    EXPECT_FALSE(xml_can_hold(text)) << text;
  }
}

TEST(XmlWriting, nests_elements) {
  std::string body = "what was there before";
  XmlWriter xml(body, "Root");
  xml.open("A");
  xml.element("B", "<");
  xml.element_unless_empty("C", "");
  xml.close("A");
  xml.close("Root");
  EXPECT_EQ(body, "<Root xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><A><B>&lt;</B></A></Root>");
}

}  // namespace
}  // namespace wirespeed::s3
