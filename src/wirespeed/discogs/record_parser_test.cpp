#include "wirespeed/discogs/record_parser.hpp"

#include "wirespeed/discogs/dump_fixture.hpp"

namespace wirespeed::discogs {
namespace {

// Parses the records of `xml` and calls `check` with each; gives the counts and rejects.
template <typename Record, typename Check>
class Checker : public RecordVisitor {
 public:
  explicit Checker(Check check) : check_(check) {}
  void on_artist(const Artist& record) override { call(record); }
  void on_label(const Label& record) override { call(record); }
  void on_master(const Master& record) override { call(record); }
  void on_release(const Release& record) override { call(record); }

 private:
  template <typename Other>
  void call(const Other& record) {
    if constexpr (std::is_same_v<Record, Other>) check_(record);
  }
  Check check_;
};

template <typename Record, typename Check>
BatchResult parse(Kind kind, std::string_view xml, Check check) {
  const TextBatch batch(kind, xml);
  BatchResult result;
  Checker<Record, Check> visitor(check);
  RecordParser().parse(batch.get(), visitor, result);
  return result;
}

template <typename Check>
void expect_artist(std::string_view xml, Check check) {
  EXPECT_EQ(parse<Artist>(Kind::artists, xml, check).records, 1u);
}
template <typename Check>
void expect_release(std::string_view xml, Check check) {
  EXPECT_EQ(parse<Release>(Kind::releases, xml, check).records, 1u);
}

TEST(RecordParser, reads_an_artist) {
  expect_artist(
      "<artist><images><image type=\"primary\"/></images><id>1</id><name>The Persuader</name>"
      "<realname>Jesper Dahlb&#228;ck</realname><profile/><urls><url>u1</url><url/></urls>"
      "<namevariations><name>Persuader</name></namevariations><aliases><name id=\"239\">J</name></aliases>"
      "<groups><name id=\"7\">G</name></groups></artist>",
      [](const Artist& a) {
        EXPECT_EQ(a.id, 1);
        EXPECT_EQ(a.name, "The Persuader");
        EXPECT_EQ(a.realname,
                  "Jesper Dahlb\xC3\xA4"
                  "ck");
        EXPECT_EQ(a.profile.data(), nullptr);
        EXPECT_EQ(a.urls, std::vector<Text>{"u1"});
        EXPECT_EQ(a.namevariations, std::vector<Text>{"Persuader"});
        ASSERT_EQ(a.aliases.size(), 1u);
        EXPECT_EQ(a.aliases[0].id, 239);
        EXPECT_EQ(a.groups.at(0).name, "G");
      });
}

TEST(RecordParser, members_have_their_id_as_an_attribute_an_element_or_both) {
  for (const char* members :
       {"<name id=\"26\">A</name><name id=\"27\">B</name>", "<id>26</id><name>A</name><id>27</id><name>B</name>",
        "<id>26</id><name id=\"26\">A</name><id>27</id><name id=\"27\">B</name>"}) {
    expect_artist(std::string("<artist><id>2</id><members>") + members + "</members></artist>", [](const Artist& a) {
      ASSERT_EQ(a.members.size(), 2u);
      EXPECT_EQ(a.members[0].id, 26);
      EXPECT_EQ(a.members[1].id, 27);
      EXPECT_EQ(a.members[1].name, "B");
    });
  }
}

TEST(RecordParser, a_record_has_its_id_as_an_attribute_or_an_element) {
  expect_artist("<artist id=\"5\"><name>x</name></artist>", [](const Artist& a) { EXPECT_EQ(a.id, 5); });
  expect_release("<release><title>x</title><id>5</id></release>", [](const Release& r) { EXPECT_EQ(r.id, 5); });
}

TEST(RecordParser, an_empty_sublabel_counts_and_an_id_less_one_too) {
  const auto result = parse<Label>(Kind::labels,
                                   "<label><id>1</id><name>L</name><parentLabel id=\"9\">P</parentLabel>"
                                   "<sublabels><label/><label id=\"3\">S</label></sublabels></label>",
                                   [](const Label& l) {
                                     EXPECT_EQ(l.parent.id, 9);
                                     EXPECT_EQ(l.parent.name, "P");
                                     ASSERT_EQ(l.sublabels.size(), 2u);
                                     EXPECT_EQ(l.sublabels[0].id, kNoId);
                                     EXPECT_EQ(l.sublabels[1].id, 3);
                                   });
  EXPECT_EQ(result.records, 1u);
}

TEST(RecordParser, reads_a_master) {
  parse<Master>(Kind::masters,
                "<master id=\"113\"><main_release>116925</main_release><artists><artist><id>3225</id><name>V</name>"
                "</artist></artists><year>2002</year><title>T</title><videos><video src=\"s\" duration=\"3\" "
                "embed=\"true\"><title>vt</title><description>vd</description></video></videos></master>",
                [](const Master& m) {
                  EXPECT_EQ(m.main_release, 116925);
                  EXPECT_EQ(m.title, "T");
                  EXPECT_EQ(m.year, "2002");
                  EXPECT_EQ(m.artists.at(0).id, 3225);
                  EXPECT_EQ(m.videos.at(0).title, "vt");
                  EXPECT_EQ(m.videos[0].embed, "true");
                });
}

TEST(RecordParser, reads_the_lists_of_a_release) {
  expect_release(
      "<release id=\"1\" status=\"Accepted\"><labels><label name=\"Svek\" catno=\"SK\" id=\"5\"/></labels>"
      "<formats><format name=\"Vinyl\" qty=\"2\" text=\"\"><descriptions><description>12\"</description>"
      "</descriptions></format><format name=\"CD\" qty=\"1\"/></formats><master_id "
      "is_main_release=\"true\">7</master_id>"
      "<identifiers><identifier type=\"t\" value=\"v\" description=\"d\"/></identifiers>"
      "<companies><company><id>2</id><name>C</name><entity_type>23</entity_type></company></companies>"
      "<series><series name=\"S\" catno=\"9\" id=\"8\"/></series></release>",
      [](const Release& r) {
        EXPECT_EQ(r.status, "Accepted");
        EXPECT_EQ(r.labels.at(0).catno, "SK");
        ASSERT_EQ(r.formats.size(), 2u);
        EXPECT_EQ(r.formats[0].descriptions_end - r.formats[0].descriptions_begin, 1u);
        EXPECT_EQ(r.formats[1].descriptions_end - r.formats[1].descriptions_begin, 0u);
        EXPECT_NE(r.formats[0].text.data(), nullptr);
        EXPECT_EQ(r.formats[1].text.data(), nullptr);
        EXPECT_EQ(r.master_id, 7);
        EXPECT_EQ(r.is_main_release, "true");
        EXPECT_EQ(r.identifiers.at(0).description, "d");
        EXPECT_EQ(r.companies.at(0).entity_type, "23");
        EXPECT_EQ(r.series.at(0).id, 8);
      });
}

TEST(RecordParser, tracks_name_their_parent_and_credits_their_track) {
  expect_release(
      "<release id=\"1\"><tracklist><track><title>A</title><sub_tracks><track><position>a1</position></track>"
      "<track><artists><artist><name>X</name></artist></artists></track></sub_tracks></track>"
      "<track><extraartists><artist><id>4</id><role>Mix</role></artist></extraartists></track></tracklist></release>",
      [](const Release& r) {
        ASSERT_EQ(r.tracks.size(), 4u);
        EXPECT_EQ(r.tracks[0].parent, -1);
        EXPECT_EQ(r.tracks[1].parent, 0);
        EXPECT_EQ(r.tracks[2].parent, 0);
        EXPECT_EQ(r.tracks[3].parent, -1);
        ASSERT_EQ(r.track_credits.size(), 2u);
        EXPECT_EQ(r.track_credits[0].track, 2u);
        EXPECT_EQ(r.track_credits[0].credit.id, kNoId);
        EXPECT_TRUE(r.track_credits[1].extra);
        EXPECT_EQ(r.track_credits[1].credit.role, "Mix");
      });
}

TEST(RecordParser, text_in_pieces_is_one_text) {
  expect_release("<release id=\"1\"><title>a<!-- c -->&amp;<![CDATA[<b>]]></title></release>",
                 [](const Release& r) { EXPECT_EQ(r.title, "a&<b>"); });
}

TEST(RecordParser, an_id_that_is_no_number_is_absent_and_counted) {
  const auto result = parse<Release>(Kind::releases, "<release id=\"1\"><master_id>x7</master_id></release>",
                                     [](const Release& r) { EXPECT_EQ(r.master_id, kNoId); });
  EXPECT_EQ(result.repairs, 1u);
}

TEST(RecordParser, a_bad_record_is_rejected_with_its_place_and_the_next_one_is_read) {
  std::vector<Id> seen;
  const auto result = parse<Release>(
      Kind::releases,
      "<releases>\n<release id=\"1\"/>\n<release id=\"2\"><a></b></release>\n<release id=\"3\"><title>open\n"
      "<release id=\"4\"/>junk<release><title>no id</title></release><release id=\"5\"></release></releases>",
      [&](const Release& r) { seen.push_back(r.id); });
  EXPECT_EQ(seen, (std::vector<Id>{1, 4, 5}));
  ASSERT_EQ(result.rejects.size(), 4u);
  EXPECT_EQ(result.rejects[0].offset, 29u);
  EXPECT_EQ(result.rejects[0].reason, "expected the end tag of the open element");
  EXPECT_EQ(result.rejects[0].bytes, "<release id=\"2\"><a></b></release>\n");
  EXPECT_EQ(result.rejects[1].bytes, "<release id=\"3\"><title>open\n");
  EXPECT_EQ(result.rejects[2].bytes, "junk");
  EXPECT_EQ(result.rejects[3].reason, "expected a number as the record's id");
}

TEST(RecordParser, a_record_that_is_not_closed_does_not_swallow_the_next) {
  std::vector<Id> seen;
  const auto result = parse<Release>(
      Kind::releases, "<release id=\"1\"><release id=\"2\"></release></release><release id=\"3\"></release>",
      [&](const Release& r) { seen.push_back(r.id); });
  EXPECT_EQ(seen, (std::vector<Id>{2, 3}));
  EXPECT_EQ(result.rejects.size(), 2u);
}

TEST(RecordParser, a_label_that_is_not_closed_does_not_swallow_the_next_among_its_sublabels) {
  std::vector<Id> seen;
  const auto result = parse<Label>(Kind::labels,
                                   "<label><id>1</id><sublabels><label id=\"7\">S</label>"
                                   "<label><id>2</id></label></sublabels></label><label><id>3</id></label>",
                                   [&](const Label& l) { seen.push_back(l.id); });
  EXPECT_EQ(seen, (std::vector<Id>{2, 3}));
  EXPECT_EQ(result.rejects.size(), 2u);
}

}  // namespace
}  // namespace wirespeed::discogs
