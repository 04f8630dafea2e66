// Any bytes as a file of quality rules: an error that names file and line, or a rule set that says the same each time
// and whose rules take any record.
#include <cstdlib>
#include <string>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/rules/rule_file.hpp"

namespace {

using namespace wirespeed;

void check(bool holds) {
  if (!holds) std::abort();
}

void check_error(const Error& error) { check(error.message.starts_with("read rules fuzz.yaml, ")); }

void check_same(const rules::RuleSet& one, const rules::RuleSet& other) {
  check(one.hash == other.hash && one.rules.size() == other.rules.size());
  for (std::size_t i = 0; i < one.rules.size(); ++i) {
    check(one.rules[i].name == other.rules[i].name && one.rules[i].field == other.rules[i].field);
    check(one.rules[i].records == other.rules[i].records && one.rules[i].action == other.rules[i].action);
  }
}

discogs::Release release() {
  discogs::Release record;
  record.id = 7;
  record.title = "Stockholm";
  record.released = "1999-03-00";
  record.genres = {"Rock", "", "Pop"};
  record.artists = {{4, "Ann", {}, {}, {}, {}}, {discogs::kNoId, "Bob", {}, {}, {}, {}}};
  record.tracks = {{"A1", "One", "3:07", -1}};
  record.track_credits = {{0, false, {1, "Main", {}, {}, {}, {}}}, {0, true, {2, "Extra", {}, {}, {}, {}}}};
  return record;
}

// A record of one's own, and an empty one.
template <typename Record>
void apply(const rules::RuleSet& rules, const Record& record) {
  const auto filter = rules::make_filter(rules);
  for (const Record& each : {record, Record{}}) {
    std::vector<discogs::RuleHit> hits;
    filter->apply(each, hits);
    for (const discogs::RuleHit& hit : hits) check(hit.rule < rules.rules.size());
  }
}

void apply_all(const rules::RuleSet& rules) {
  discogs::Artist artist;
  artist.name = "Ann [1]";
  artist.profile = "Do not use.";
  artist.aliases = {{2, "B"}};
  discogs::Master master;
  master.year = "1789";
  apply(rules, artist);
  apply(rules, discogs::Label{});
  apply(rules, master);
  apply(rules, release());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view yaml = text_of({data, size});
  const auto rules = rules::parse_rules(yaml, "fuzz.yaml");
  const auto again = rules::parse_rules(yaml, "fuzz.yaml");
  check(rules.has_value() == again.has_value());
  if (!rules) {
    check_error(rules.error());
    return 0;
  }
  check(rules->hash != 0);
  check_same(*rules, *again);
  apply_all(*rules);
  return 0;
}
