// Rules about the quality of records, as a YAML file states them (rule_file.hpp) and a filter applies them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wirespeed/discogs/record_filter.hpp"
#include "wirespeed/discogs/records.hpp"
#include "wirespeed/rules/check.hpp"

namespace wirespeed::rules {

enum class Severity : std::uint8_t { info, warning, error };
const char* to_string(Severity severity) noexcept;

enum class Action : std::uint8_t {
  skip,             // leaves the record out where `matches` is found in a value
  remove_matching,  // takes items out of a list
  nullify,          // makes values absent whose number is in (or, outside, not in) `range`
  report,           // changes nothing: says where `check` does not pass
};
const char* to_string(Action action) noexcept;

struct Rule {
  std::string name;
  discogs::Kind records = discogs::Kind::artists;
  std::string field;  // a path that find_field() knows
  Action action = Action::report;
  Severity severity = Severity::warning;
  std::optional<Pattern> matches{};  // of skip and remove_matching
  Range range{};                     // of nullify
  bool outside = false;
  Check check = Required{};  // of report
};

// Constant once it is made, so any number of filters may share it.
struct RuleSet {
  std::vector<Rule> rules;  // applied to a record in this order; RuleHit::rule is an index
  std::uint64_t hash = 0;   // of what they say: space and comments do not matter; never 0
};

// REQUIRES: `rules` outlives the filter.
std::unique_ptr<discogs::RecordFilter> make_filter(const RuleSet& rules);

}  // namespace wirespeed::rules
