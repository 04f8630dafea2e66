#include "wirespeed/s3/xml_reader.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3 {
namespace {

// Writes an element down: its name, then its children in brackets, or its text in quotes where `leaf` is its name.
void write_down(XmlReader& xml, std::string_view name, std::string& seen) {
  seen += name;
  if (name == "t") {
    seen += "'" + std::string(xml.text()) + "'";
    return;
  }
  if (name == "skipped") return;
  xml.enter();
  seen += "(";
  while (const auto child = xml.next()) write_down(xml, *child, seen);
  seen += ")";
}

// What a document says, or the error's message.
std::string read(std::string document) {
  const PaddedText padded(document);
  XmlReader xml(padded.view());
  std::string seen;
  if (const auto root = xml.root()) write_down(xml, *root, seen);
  return xml.finish() ? seen : xml.error().message;
}

std::string error_of(const std::string& document) {
  const std::string seen = read(document);
  constexpr std::string_view kFront = "read the answer's XML: ";
  return seen.starts_with(kFront) ? seen.substr(kFront.size()) : "no error";
}

TEST(XmlReader, gives_children_and_their_text) {
  EXPECT_EQ(read("<a><b><t>x</t></b><c/><t>y</t></a>"), "a(b(t'x')c()t'y')");
  EXPECT_EQ(read("<a/>"), "a()");
  EXPECT_EQ(read("<a><t/><t></t></a>"), "a(t''t'')");
}

TEST(XmlReader, passes_over_what_was_neither_read_nor_entered) {
  EXPECT_EQ(read("<a><skipped>text<b>more<!-- </b> --><![CDATA[</b>]]></b></skipped><t>y</t></a>"), "a(skippedt'y')");
  EXPECT_EQ(read("<a><skipped/><t>y</t></a>"), "a(skippedt'y')");
}

TEST(XmlReader, passes_over_what_stands_around_elements) {
  EXPECT_EQ(
      read("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- c -->\n<a xmlns=\"http://x/\" k = 'a>b'>\n <t>x</t>\n</a>\n"),
      "a(t'x')");
  EXPECT_EQ(read("<n:a xmlns:n=\"http://x/\"><n:t>x</n:t></n:a>"), "a(t'x')");
}

TEST(XmlReader, text_is_what_the_server_meant_byte_by_byte) {
  EXPECT_EQ(read("<t>&amp;&lt;&gt;&quot;&apos;&#228;&#xE4;</t>"), "t'&<>\"'\xC3\xA4\xC3\xA4'");
  EXPECT_EQ(read("<t>a<![CDATA[<&amp;>]]>b<!-- c -->d</t>"), "t'a<&amp;>bd'");
  EXPECT_EQ(read("<t>\n</t>"), "t'\n'");
  EXPECT_EQ(read("<t>1\r\n2\r3</t>"), "t'1\n2\n3'");
  EXPECT_EQ(read("<t>&#x1;&#13;</t>"), "t'\x01\r'");
  EXPECT_EQ(read("<t>\xFF</t>"), "t'\xFF'");
}

TEST(XmlReader, says_what_it_expected_what_it_found_and_where) {
  EXPECT_EQ(error_of("<a><t>x</a>"), "expected </t>, found \"</a>\" at byte 7 of 11");
  EXPECT_EQ(error_of("{\"error\": 1}"), "expected an element, found \"{\"error\": 1}\" at byte 0 of 12");
  EXPECT_EQ(error_of("<t>R&B</t>"), "expected a reference, as &amp;, found \"&B</t>\" at byte 4 of 10");
  EXPECT_EQ(error_of("<t>&#0;</t>"), "expected a reference, as &amp;, found \"&#0;</t>\" at byte 3 of 11");
  EXPECT_EQ(error_of("<a>text</a>"), "expected a tag, found \"text</a>\" at byte 3 of 11");
  EXPECT_EQ(error_of("<a/><b/>"), "expected the end, found \"<b/>\" at byte 4 of 8");
  EXPECT_EQ(error_of("<t>a<b/></t>"), "expected </t>, found \"<b/></t>\" at byte 4 of 12");
  EXPECT_EQ(error_of("<!DOCTYPE a><a/>"), "expected a tag's name, found \"!DOCTYPE a><a/>\" at byte 1 of 16");
  EXPECT_EQ(error_of("<a\xFF></b>"), "expected </a?>, found \"</b>\" at byte 4 of 8");
  EXPECT_EQ(error_of(""), "expected an element, found the end at byte 0 of 0");
}

TEST(XmlReader, refuses_broken_attributes) {
  EXPECT_NE(error_of("<a k></a>"), "no error");
  EXPECT_NE(error_of("<a k=v></a>"), "no error");
  EXPECT_NE(error_of("<a k=\"v></a>"), "no error");
  EXPECT_NE(error_of("<a =\"v\"></a>"), "no error");
}

TEST(XmlReader, nesting_has_an_end) {
  std::string deep;
  for (std::size_t i = 0; i <= XmlReader::kMaxDepth; ++i) deep += "<a>";
  EXPECT_TRUE(error_of(deep).starts_with("expected at most 16 nested elements")) << error_of(deep);
  EXPECT_TRUE(error_of("<skipped>" + deep + "</skipped>").starts_with("expected the end")) << "nobody looked into it";
  EXPECT_TRUE(error_of("<b><skipped>" + deep + "</skipped></b>").starts_with("expected at most 16"));
}

TEST(XmlReader, every_truncation_is_an_error) {
  const std::string whole = "<a k=\"v\"><t>te&amp;xt<![CDATA[d]]></t><!-- c --><c/><skipped><d>x</d></skipped></a>";
  EXPECT_EQ(read(whole), "a(t'te&xtd'c()skipped)");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(error_of(whole.substr(0, size)), "no error") << "cut to " << size;
  }
}

TEST(Excerpt, shows_what_people_can_read) {
  EXPECT_EQ(excerpt("a\nb\x01 \xC3\xA4\xFF"), "a b? \xC3\xA4?");
  EXPECT_EQ(excerpt("abcdef", 3), "abc...");
  EXPECT_EQ(excerpt("abc", 3), "abc");
}

}  // namespace
}  // namespace wirespeed::s3
