#include "month_report.hpp"

#include <fmt/format.h>

#include "output.hpp"

namespace discography {
namespace {

namespace discogs = wirespeed::discogs;
namespace months = wirespeed::months;
namespace rules = wirespeed::rules;
using wirespeed::JsonWriter;

std::string changes_text(const months::MonthReport& report) {
  Table table({{"month"},
               {"added", Align::right},
               {"changed", Align::right},
               {"removed", Align::right},
               {"unchanged", Align::right},
               {"left out", Align::right}});
  for (std::size_t kind = 0; kind < discogs::kKindCount; ++kind) {
    const months::Changes& changes = report.changes[kind];
    table.add({discogs::root_name(static_cast<discogs::Kind>(kind)), with_commas(changes.added),
               with_commas(changes.changed), with_commas(changes.removed), with_commas(changes.unchanged),
               with_commas(report.left_out[kind])});
  }
  std::string text = table.text();
  if (report.same_files) text += "  the same files as the last time: nothing was read\n";
  if (report.same_records && !report.same_files) text += "  the same records as the last time: the graph stays\n";
  if (report.resumed_records > 0) {
    text += fmt::format("  {} records were there from a run that did not end\n", with_commas(report.resumed_records));
  }
  if (report.resumed_parts > 0) {
    text += fmt::format("  {} parts of the snapshot were there from a run that did not end\n", report.resumed_parts);
  }
  return text;
}

std::string rules_text(const months::MonthReport& report, const rules::RuleSet& rules) {
  Table table({{"rule"}, {"does"}, {"count", Align::right}, {"for example"}});
  for (std::size_t i = 0; i < std::min(report.rules.size(), rules.rules.size()); ++i) {
    const months::RuleTally& tally = report.rules[i];
    if (tally.count == 0) continue;
    const rules::Rule& rule = rules.rules[i];
    const bool reports = rule.action == rules::Action::report;
    const auto& example = tally.examples.front();
    table.add({rule.name, reports ? rules::to_string(rule.severity) : rules::to_string(rule.action),
               with_commas(tally.count), printable(fmt::format("{} \"{}\"", example.id, example.value))});
  }
  return table.empty() ? std::string() : table.text();
}

void add_changes(JsonWriter& json, const months::MonthReport& report) {
  json.key("changes").begin_object();
  for (std::size_t kind = 0; kind < discogs::kKindCount; ++kind) {
    const months::Changes& changes = report.changes[kind];
    json.key(discogs::root_name(static_cast<discogs::Kind>(kind))).begin_object();
    json.member("added", changes.added).member("changed", changes.changed);
    json.member("removed", changes.removed).member("unchanged", changes.unchanged);
    json.member("left_out", report.left_out[kind]).end_object();
  }
  json.end_object();
}

void add_examples(JsonWriter& json, const months::RuleTally& tally) {
  json.key("examples").begin_array();
  for (const auto& example : tally.examples) {
    json.begin_object().member("id", example.id).member("value", example.value).end_object();
  }
  json.end_array();
}

void add_rules(JsonWriter& json, const months::MonthReport& report, const rules::RuleSet& rules) {
  json.key("rules").begin_array();
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    const rules::Rule& rule = rules.rules[i];
    const months::RuleTally tally = i < report.rules.size() ? report.rules[i] : months::RuleTally{};
    json.begin_object().member("name", rule.name).member("records", discogs::root_name(rule.records));
    json.member("field", rule.field).member("action", rules::to_string(rule.action));
    if (rule.action == rules::Action::report) json.member("severity", rules::to_string(rule.severity));
    json.member("count", tally.count);
    add_examples(json, tally);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string month_text(const months::MonthReport& report, const rules::RuleSet& rules) {
  return changes_text(report) + rules_text(report, rules);
}

void add_month(JsonWriter& json, const months::MonthReport& report, const rules::RuleSet& rules) {
  add_changes(json, report);
  add_rules(json, report, rules);
  json.member("resumed_records", report.resumed_records).member("resumed_parts", report.resumed_parts);
  json.member("same_files", report.same_files).member("same_records", report.same_records);
}

}  // namespace discography
