#include <gtest/gtest.h>

#include "wirespeed/rules/check.hpp"
#include "wirespeed/rules/field.hpp"
#include "wirespeed/rules/rule_file.hpp"

namespace wirespeed::rules {
namespace {

using discogs::Artist;
using discogs::Credit;
using discogs::Label;
using discogs::Master;
using discogs::Release;
using discogs::RuleHit;

std::vector<std::string> values(const char* path, const Release& record) {
  std::vector<std::string> found;
  find_field<Release>(path)->each(record, [&](Text value) { found.emplace_back(value); });
  return found;
}

Release release() {
  Release record;
  record.id = 7;
  record.title = "Stockholm";
  record.released = "1999-03-00";
  record.genres = {"Rock", "", "Pop"};
  record.artists = {Credit{4, "Ann", {}, {}, {}, {}}, Credit{discogs::kNoId, "Bob", {}, {}, {}, {}}};
  record.tracks = {{"A1", "One", "3:07", -1}};
  record.track_credits = {{0, false, Credit{1, "Main", {}, {}, {}, {}}}, {0, true, Credit{2, "Extra", {}, {}, {}, {}}}};
  return record;
}

// What the rules make of a release, and the names of those that said something.
struct Outcome {
  bool kept = false;
  Release record;
  std::vector<std::string> hits;
};

template <typename Record>
Outcome apply(const char* yaml, const Record& record) {
  const RuleSet rules = value_or_throw(parse_rules(yaml, "test.yaml"));
  const auto filter = make_filter(rules);
  std::vector<RuleHit> hits;
  const Record* const kept = filter->apply(record, hits);
  Outcome outcome{.kept = kept != nullptr, .record = {}, .hits = {}};
  if constexpr (std::is_same_v<Record, Release>) {
    if (kept != nullptr) outcome.record = *kept;
  }
  for (const RuleHit& hit : hits) outcome.hits.push_back(rules.rules[hit.rule].name + "=" + std::string(hit.value));
  return outcome;
}

std::string error_of(const char* yaml) {
  const auto rules = parse_rules(yaml, "test.yaml");
  return rules ? "none" : rules.error().message;
}

using Words = std::vector<std::string>;

TEST(LeadingNumber, a_date_begins_with_its_year) {
  EXPECT_EQ(leading_number("1999-03-00"), 1999);
  EXPECT_EQ(leading_number("7"), 7);
  EXPECT_EQ(leading_number("?"), std::nullopt);
  EXPECT_EQ(leading_number(""), std::nullopt);
}

TEST(LeadingNumber, a_number_of_64_digits_is_very_large) {
  EXPECT_EQ(leading_number(std::string(64, '9')), std::numeric_limits<std::int64_t>::max());
}

TEST(Passes, an_absent_value_fails_only_where_one_is_required) {
  EXPECT_FALSE(passes(Required{}, {}));
  EXPECT_TRUE(passes(InRange{{1, 2}}, {}));
  EXPECT_TRUE(passes(IsOneOf{{"a"}}, {}));
}

TEST(Passes, each_check_has_its_meaning) {
  EXPECT_TRUE(passes(InRange{{1860, 2030}}, "1999-03-00"));
  EXPECT_FALSE(passes(InRange{{1860, 2030}}, "unknown"));
  EXPECT_TRUE(passes(Matches{Pattern("^[A-Z]+$")}, "SVEK"));
  EXPECT_FALSE(passes(Matches{Pattern("^[A-Z]+$")}, "Svek"));
  EXPECT_TRUE(passes(HasLength{{0, 3}}, "\xC3\xA4\xC3\xB6\xC3\xBC"));  // characters, not bytes
  EXPECT_FALSE(passes(HasLength{{0, 3}}, "four"));
  EXPECT_TRUE(passes(IsOneOf{{"Rock", "Pop"}}, "Pop"));
  EXPECT_FALSE(passes(IsOneOf{{"Rock", "Pop"}}, "pop"));
}

TEST(Field, a_path_goes_through_lists) {
  const Release record = release();
  EXPECT_EQ(values("title", record), Words({"Stockholm"}));
  EXPECT_EQ(values("genres", record), Words({"Rock", "", "Pop"}));
  EXPECT_EQ(values("artists.name", record), Words({"Ann", "Bob"}));
  EXPECT_EQ(values("artists.id", record), Words({"4", ""}));
  EXPECT_EQ(values("tracklist.artists.name", record), Words({"Main"}));
  EXPECT_EQ(values("tracklist.extraartists.name", record), Words({"Extra"}));
}

TEST(Field, what_is_no_field_is_not_found) {
  EXPECT_EQ(find_field<Release>("titel"), nullptr);
  EXPECT_EQ(find_field<Artist>("title"), nullptr);
  EXPECT_NE(find_field<Label>("parentLabel.name"), nullptr);
  EXPECT_NE(find_field<Master>("videos.src"), nullptr);
}

TEST(Field, every_field_can_be_walked_and_nullified) {
  const auto walk = []<typename Record>(Record record) {
    for (const auto& field : fields<Record>()) {
      field.each(record, [](Text) {});
      field.nullify(record, [](Text) { return true; });
      if (field.remove) field.remove(record, [](Text) { return true; });
    }
  };
  walk(release());
  walk(Artist{});
  walk(Label{});
  walk(Master{});
}

TEST(Rules, a_record_is_left_out_whatever_the_case_of_the_words) {
  const char* yaml = "skip_records:\n- {name: unused, records: artists, field: profile, contains: do not use}";
  Artist artist;
  artist.id = 1;
  artist.profile = "DO NOT USE this one";
  const Outcome outcome = apply(yaml, artist);
  EXPECT_FALSE(outcome.kept);
  EXPECT_EQ(outcome.hits, Words({"unused=DO NOT USE this one"}));
  artist.profile = "use it";
  EXPECT_TRUE(apply(yaml, artist).kept);
}

TEST(Rules, contains_takes_signs_as_they_are) {
  Artist artist;
  artist.id = 1;
  artist.profile = "a.b";
  EXPECT_FALSE(apply("skip_records: [{name: x, records: artists, field: profile, contains: a.b}]", artist).kept);
  artist.profile = "axb";
  EXPECT_TRUE(apply("skip_records: [{name: x, records: artists, field: profile, contains: a.b}]", artist).kept);
}

TEST(Rules, matching_items_go_and_the_others_stay) {
  const auto outcome =
      apply("filters: [{name: blank, records: releases, field: genres, remove_matching: '^$'}]", release());
  EXPECT_EQ(outcome.record.genres, std::vector<Text>({"Rock", "Pop"}));
  EXPECT_EQ(outcome.hits, Words({"blank="}));
}

TEST(Rules, a_number_in_the_range_becomes_absent) {
  const auto outcome =
      apply("filters: [{name: old, records: releases, field: released, nullify_when: {max: 1999}}]", release());
  EXPECT_EQ(outcome.record.released.data(), nullptr);
  EXPECT_EQ(outcome.hits, Words({"old=1999-03-00"}));
  const auto outside = apply(
      "filters: [{name: odd, records: releases, field: released, nullify_unless: {min: 1860, max: 2030}}]", release());
  EXPECT_EQ(outside.record.released, "1999-03-00");
}

TEST(Rules, the_record_itself_is_never_changed) {
  const Release record = release();
  apply("filters: [{name: blank, records: releases, field: genres, remove_matching: '.*'}]", record);
  EXPECT_EQ(record.genres.size(), 3u);
}

TEST(Rules, reports_change_nothing_and_see_what_filters_left) {
  const auto outcome = apply(
      "filters: [{name: none, records: releases, field: genres, remove_matching: '.*'}]\n"
      "rules: [{name: genre, records: releases, field: genres, required: true, severity: error},\n"
      "        {name: id, records: releases, field: artists.id, required: true}]",
      release());
  EXPECT_TRUE(outcome.kept);
  EXPECT_EQ(outcome.hits, Words({"none=Rock", "none=", "none=Pop", "genre=", "id="}));
}

TEST(Rules, each_kind_has_its_own) {
  EXPECT_TRUE(apply("rules: [{name: x, records: masters, field: title, required: true}]", Release{}).hits.empty());
}

TEST(RuleFile, an_error_names_file_line_and_rule) {
  EXPECT_EQ(error_of("rules:\n- name: year\n  records: releases\n  field: jahr\n  required: true").substr(0, 75),
            "read rules test.yaml, line 4: rule year: field: expected one of id, status,");
  EXPECT_NE(error_of("rules:\n- {name: a, records: discs, field: x, required: true}")
                .find("line 2: rule a: records: expected artists, labels, masters or releases, found discs"),
            std::string::npos);
}

TEST(RuleFile, what_is_wrong_is_said) {
  const std::pair<const char*, const char*> kCases[] = {
      {"rulez: []", "line 1: expected skip_records, filters or rules, found rulez"},
      {"[1]", "expected skip_records, filters and rules"},
      {"rules: 3", "rules: expected a list of rules"},
      {"rules: [7]", "rules: expected a rule (name:"},
      {"rules: [{records: artists}]", "expected a rule with a name"},
      {"rules: [{name: a, records: artists, field: name}]", "rule a: expected one of required, range"},
      {"rules: [{name: a, records: artists, field: name, regex: '('}]", "rule a: regex: expected a regular expression"},
      {"rules: [{name: a, records: artists, field: name, range: {min: x}}]", "rule a: range: min: expected a whole"},
      {"rules: [{name: a, records: artists, field: name, length: {min: 3, max: 1}}]", "expected min up to max"},
      {"rules: [{name: a, records: artists, field: name, enum: []}]", "rule a: enum: expected a list of texts"},
      {"rules: [{name: a, records: artists, field: name, required: true, severity: bad}]", "severity: expected error"},
      {"rules: [{name: a, records: artists, field: name, required: true, x: 1}]", "rule a: expected one of enum"},
      {"rules: [{name: a, records: artists, field: name, required: true},"
       " {name: a, records: artists, field: name, required: true}]",
       "rule a: expected a name of its own"},
      {"filters: [{name: a, records: releases, field: tracklist.title, remove_matching: x}]", "whose items can go"},
      {"filters: [{name: a, records: releases, field: id, nullify_when: {min: 1}}]", "own id has to stay"},
      {"skip_records: [{name: a, records: artists, field: name}]", "expected either contains or matching"},
      {"rules: [", "line 1: expected YAML"},
      {"rules: []\nfilters: []\nrules: []", "line 3: expected rules once, found it again"},
      {"rules: [{name: a, records: artists, field: name, field: id}]", "line 1: expected field once"},
      {"rules: [{name: a, records: artists, field: name, range: {min: 1, min: 2}}]", "expected min once"},
      {"rules: []\n---\nrules: []", "expected one document, found another"},
      {"[[[[[[[[[[[[[[[[[[[[", "expected at most 16 levels"},
  };
  for (const auto& [yaml, words] : kCases) EXPECT_NE(error_of(yaml).find(words), std::string::npos) << error_of(yaml);
}

TEST(RuleFile, brackets_in_texts_are_no_levels) {
  std::string yaml = "rules:\n";
  for (int i = 0; i < 40; ++i) {
    yaml += fmt::format("- {{name: r{}, records: artists, field: name, regex: '\\[\\{{'}}  # [{{\n", i);
    yaml += fmt::format("- {{name: s{}, records: artists, field: name, regex: \"[[{{(]\"}}\n", i);
    yaml += fmt::format("- name: t{}\n  records: artists\n  field: name\n  regex: a\\[\n", i);
  }
  EXPECT_EQ(value_or_throw(parse_rules(yaml, "x")).rules.size(), 120u);
}

TEST(RuleFile, a_long_indent_is_no_level) {
  const std::string yaml =
      "rules:\n- {name: a, records: artists,\n" + std::string(300, ' ') + "field: name, required: true}";
  EXPECT_EQ(error_of(yaml.c_str()), "none");
}

TEST(RuleFile, blocks_are_levels_as_brackets_are) {
  std::string deep = "rules:\n";
  for (std::size_t level = 1; level < 20; ++level) deep += std::string(level, ' ') + "a:\n";
  EXPECT_NE(error_of(deep.c_str()).find("line 17: expected at most 16 levels"), std::string::npos)
      << error_of(deep.c_str());
  EXPECT_NE(error_of("rules:\n- - - - - - - - - - - - - - - - - - - - a").find("line 2: expected at most 16 levels"),
            std::string::npos);
}

TEST(RuleFile, the_hash_follows_what_is_said_not_how) {
  const auto hash = [](const char* yaml) { return value_or_throw(parse_rules(yaml, "x")).hash; };
  const auto one = hash("rules: [{name: a, records: artists, field: name, required: true}]");
  EXPECT_EQ(one, hash("# a comment\nrules: [{name: a,   records: artists, field: name, required: true}]\n"));
  EXPECT_NE(one, hash("rules: [{name: b, records: artists, field: name, required: true}]"));
  EXPECT_NE(hash("rules: []"), 0u);
}

}  // namespace
}  // namespace wirespeed::rules
