#include "wirespeed/discogs/canonical.hpp"

#include <gtest/gtest.h>

namespace wirespeed::discogs {
namespace {

std::string canonical(std::string_view element) {
  std::string bytes(element);
  bytes.resize(element.size() + 64);
  CanonicalWriter writer;
  const xml::Walked walked = xml::walk_element(bytes.data(), bytes.data() + element.size(), writer);
  EXPECT_EQ(walked.error, nullptr) << walked.error;
  return std::string(writer.form());
}

TEST(Canonical, what_is_canonical_already_stays_as_it_is) {
  for (const char* form : {"<a>x</a>", "<a k=\"v\"></a>", "<a><b>R&amp;B</b><c>1</c></a>", "<a>1\n2</a>"}) {
    EXPECT_EQ(canonical(form), form);
  }
}

TEST(Canonical, attributes_are_sorted_and_quoted_in_one_way) {
  EXPECT_EQ(canonical("<a  c='3' a = \"1\" b='say \"2\"'/>"), "<a a=\"1\" b=\"say &quot;2&quot;\" c=\"3\"></a>");
  EXPECT_EQ(canonical("<a k=\"1\n2&#10;&lt;>\"/>"), "<a k=\"1 2&#xA;&lt;>\"></a>");
}

TEST(Canonical, a_character_has_one_form) {
  EXPECT_EQ(canonical("<a>&#38;&amp;&#60;></a>"), "<a>&amp;&amp;&lt;&gt;</a>");
  EXPECT_EQ(canonical("<a>&#228;\xC3\xA4&#13;\r\n</a>"), "<a>\xC3\xA4\xC3\xA4&#xD;\n</a>");
  EXPECT_EQ(canonical("<a><![CDATA[R&B <3]]></a>"), "<a>R&amp;B &lt;3</a>");
}

TEST(Canonical, characters_above_ascii_stay_and_wrong_bytes_among_them_are_replaced) {
  std::string text, form;
  for (int i = 0; i < 40; ++i) {
    text += "\xC3\xA4 \xF0\x9F\x8E\xB5 some text between\t&amp;&#228;";
    form += "\xC3\xA4 \xF0\x9F\x8E\xB5 some text between\t&amp;\xC3\xA4";
    EXPECT_EQ(canonical("<a>" + text + "</a>"), "<a>" + form + "</a>");
    EXPECT_EQ(canonical("<a>" + text + "\xFF</a>"), "<a>" + form + "\xEF\xBF\xBD</a>");
  }
}

TEST(Canonical, references_that_are_cut_off_are_none) {
  EXPECT_EQ(canonical("<a>&amp<b>x</b>&#xD<b>x</b>&l<b>x</b>&</a>"),
            "<a>&amp;amp<b>x</b>&amp;#xD<b>x</b>&amp;l<b>x</b>&amp;</a>");
  EXPECT_EQ(canonical("<a><![CDATA[&amp;]]></a>"), "<a>&amp;amp;</a>");
}

TEST(Canonical, what_holds_nothing_is_left_out_and_so_on_upwards) {
  EXPECT_EQ(canonical("<a><b/><c></c><d><e/></d>x</a>"), "<a>x</a>");
  EXPECT_EQ(canonical("<a><artist><id>1</id><anv/><join/></artist></a>"), "<a><artist><id>1</id></artist></a>");
  EXPECT_EQ(canonical("<a><b/></a>"), "");
}

TEST(Canonical, an_empty_sublabel_is_kept) {
  EXPECT_EQ(canonical("<label><sublabels><label/><label></label></sublabels></label>"),
            "<label><sublabels><label></label><label></label></sublabels></label>");
  EXPECT_EQ(canonical("<label><labels><label/></labels><id>1</id></label>"), "<label><id>1</id></label>");
}

TEST(Canonical, indenting_changes_nothing) {
  EXPECT_EQ(canonical("<a >\n  <b>x</b >\n\t<c>\n</c>\n</a>"), canonical("<a><b>x</b></a>"));
}

TEST(Canonical, attributes_with_long_beginnings_in_common_are_sorted) {
  EXPECT_EQ(canonical("<a name_of_b=\"2\" name_of_a=\"1\" name_of_=\"0\" nam=\"4\"\nname=\"3\"/>"),
            "<a nam=\"4\" name=\"3\" name_of_=\"0\" name_of_a=\"1\" name_of_b=\"2\"></a>");
}

TEST(Canonical, forms_that_are_kept_stand_behind_each_other_and_others_leave_no_trace) {
  const std::string bytes = "<a><b/>x</a><b k='1'/><c>&#38;</c><d/><e>y</e>" + std::string(64, '\0');
  CanonicalWriter writer;
  std::vector<std::size_t> ends;
  const char* at = bytes.data();
  for (const bool keep : {true, false, true, true, true}) {
    writer.begin();
    at = xml::walk_element(at, bytes.data() + bytes.size() - 64, writer).at;
    if (keep) ends.push_back(writer.keep());
  }
  EXPECT_EQ(writer.kept(), "<a>x</a><c>&amp;</c><e>y</e>");
  EXPECT_EQ(ends, (std::vector<std::size_t>{8, 20, 20, 28}));
  writer.clear();
  EXPECT_EQ(writer.kept(), "");
}

TEST(Canonical, a_long_record_is_written_whole) {
  const std::string text(300'000, '>');
  EXPECT_EQ(canonical("<a k='1'>" + text + "</a>").size(), 4 * text.size() + std::string("<a k='1'></a>").size());
}

TEST(Canonical, repairs_are_counted) {
  const std::string bytes = "<a k='&'>\x01&x</a>" + std::string(64, '\0');
  CanonicalWriter writer;
  xml::walk_element(bytes.data(), bytes.data() + bytes.size() - 64, writer);
  EXPECT_EQ(writer.repairs(), 3u);
}

}  // namespace
}  // namespace wirespeed::discogs
