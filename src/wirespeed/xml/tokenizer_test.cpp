#include "wirespeed/xml/tokenizer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace wirespeed::xml {
namespace {

// Writes events down: "a[k=v](" for a start tag, text in quotes (its form before it), ")" for the end, "a/" for <a/>.
struct Recorder {
  std::string seen;
  void tag(std::string_view name, std::span<const Attribute> attributes) {
    seen += name;
    for (const Attribute& attribute : attributes) {
      seen += fmt_attribute(attribute);
    }
  }
  static std::string fmt_attribute(const Attribute& attribute) {
    return "[" + std::string(attribute.name) + "=" + std::string(attribute.value) + (attribute.plain ? "]" : "!]");
  }
  void start(std::string_view name, std::span<const Attribute> attributes) {
    tag(name, attributes);
    seen += "(";
  }
  void empty(std::string_view name, std::span<const Attribute> attributes) {
    tag(name, attributes);
    seen += "/";
  }
  void leaf(std::string_view name, std::string_view text) {
    seen += std::string(name) + "('" + std::string(text) + "')";
  }
  void text(std::string_view raw, TextForm form) {
    constexpr const char* kForms[] = {"", "greater", "encoded", "cdata"};
    seen += std::string(kForms[static_cast<int>(form)]) + "'" + std::string(raw) + "'";
  }
  void end(std::string_view) { seen += ")"; }
};

std::string padded(std::string_view element) { return std::string(element) + std::string(64, '\0'); }

// The events of an element, or its error.
std::string walk(std::string_view element) {
  const std::string bytes = padded(element);
  Recorder recorder;
  const Walked walked = walk_element(bytes.data(), bytes.data() + element.size(), recorder);
  return walked.error != nullptr ? std::string(walked.error) : recorder.seen;
}

TEST(Tokenizer, tells_tags_texts_and_ends_in_their_order) {
  EXPECT_EQ(walk("<a><b>x</b><c/>y</a>"), "a(b('x')c/'y')");
  EXPECT_EQ(walk("<only/>"), "only/");
}

TEST(Tokenizer, stops_behind_the_element) {
  const std::string bytes = padded("<a>x</a>rest");
  Recorder recorder;
  EXPECT_EQ(walk_element(bytes.data(), bytes.data() + 12, recorder).at, bytes.data() + 8);
}

TEST(Tokenizer, gives_attributes_raw_and_says_whether_they_are_plain) {
  EXPECT_EQ(walk("<a k=\"v\" l='w'/>"), "a[k=v][l=w!]/");
  EXPECT_EQ(walk("<a  k = \"v\"\n></a>"), "a[k=v]()");
  EXPECT_EQ(walk("<a k=\"R&amp;B\" l=\"a > b\" m=\"\xC3\xA4\" n=\"\xFF\"/>"),
            "a[k=R&amp;B!][l=a > b][m=\xC3\xA4][n=\xFF!]/");
}

TEST(Tokenizer, says_what_stands_between_a_text_and_its_value) {
  EXPECT_EQ(walk("<a>a > b</a>"), "a(greater'a > b')");
  EXPECT_EQ(walk("<a>R&amp;B</a>"), "a(encoded'R&amp;B')");
  EXPECT_EQ(walk("<a>1\r\n2</a>"), "a(encoded'1\r\n2')");
  EXPECT_EQ(walk("<a>\xC3\xA4 is fine</a>"), "a('\xC3\xA4 is fine')");
  EXPECT_EQ(walk("<a>\xFF is not</a>"), "a(encoded'\xFF is not')");
  EXPECT_EQ(walk("<a>tab\tand\nline</a>"), "a('tab\tand\nline')");
  EXPECT_EQ(walk("<a><![CDATA[<&>]]></a>"), "a(cdata'<&>')");
}

TEST(Tokenizer, leaves_out_the_space_between_tags) {
  EXPECT_EQ(walk("<a>\n  <b>x</b>\n  <c>\n  </c>\n</a>"), "a(b('x')c())");
  EXPECT_EQ(walk("<a> <b/> </a>"), "a(b/)");
}

TEST(Tokenizer, space_by_reference_is_space) { EXPECT_EQ(walk("<a><b>&#9;\n</b>&#32;<c/></a>"), "a(b()c/)"); }

TEST(Tokenizer, a_carriage_return_by_reference_is_text) {
  EXPECT_EQ(walk("<a>\r\n<b>&#13;\n</b></a>"), "a(b(encoded'&#13;\n'))");
}

TEST(Tokenizer, keeps_a_space_that_is_all_an_element_holds) { EXPECT_EQ(walk("<a> </a>"), "a(' ')"); }

TEST(Tokenizer, passes_over_comments_and_instructions) { EXPECT_EQ(walk("<a><!-- <b> -->x<?pi <c> ?></a>"), "a('x')"); }

TEST(Tokenizer, refuses_what_does_not_nest) {
  EXPECT_EQ(walk("<a><b></a></b>"), "expected the end tag of the open element");
  EXPECT_EQ(walk("<a></ab>"), "expected the end tag of the open element");
  EXPECT_EQ(walk("<a>x"), "expected an end tag, found the end of the record");
  std::string deep;
  for (std::size_t i = 0; i <= kMaxDepth; ++i) deep += "<a>";
  EXPECT_EQ(walk(deep), "expected at most 32 nested elements");
}

TEST(Tokenizer, refuses_broken_tags) {
  EXPECT_EQ(walk("<a k></a>"), "expected = after an attribute's name");
  EXPECT_EQ(walk("<a k=v></a>"), "expected a quoted value after =");
  EXPECT_EQ(walk("<a k=\"<\"/>"), "expected no < in an attribute's value");
  EXPECT_EQ(walk("<a k=\"1\" k=\"2\"/>"), "expected each attribute once on an element");
  EXPECT_EQ(walk("<a k=\"1\"l=\"2\"/>"), "expected a space, > or /> in a tag");
  EXPECT_EQ(walk("<a><1/></a>"), "expected a tag's name after <");
  EXPECT_EQ(walk("<a><!DOCTYPE b></a>"), "expected no declaration inside a record");
}

TEST(Tokenizer, every_truncation_is_an_error) {
  const std::string whole = "<a k=\"v\"><b>te&amp;xt</b><!-- c --><c/><![CDATA[d]]></a>";
  for (std::size_t size = 2; size < whole.size(); ++size) {
    const std::string bytes = padded(whole.substr(0, size));
    Recorder recorder;
    EXPECT_NE(walk_element(bytes.data(), bytes.data() + size, recorder).error, nullptr) << "cut to " << size;
  }
}

}  // namespace
}  // namespace wirespeed::xml
