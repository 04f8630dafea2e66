// Quality rules as YAML. docs/rules.md tells the language.
//
//   skip_records:
//     - {name: do-not-use, records: artists, field: profile, contains: "do not use"}
//   filters:
//     - {name: no-empty-genre, records: releases, field: genres, remove_matching: '^\s*$'}
//     - {name: sane-year, records: masters, field: year, nullify_when: {min: 1, max: 1859}}
//   rules:
//     - {name: has-title, records: releases, field: title, required: true, severity: error}
#pragma once

#include <filesystem>
#include <string_view>

#include "wirespeed/base/error.hpp"
#include "wirespeed/rules/rule.hpp"

namespace wirespeed::rules {

inline constexpr std::size_t kMostRuleFileBytes = std::size_t{1} << 20;

// An error names `origin`, the line and the rule, what was expected there and what was found.
Result<RuleSet> parse_rules(std::string_view yaml, std::string_view origin);

Result<RuleSet> read_rules(const std::filesystem::path& path);

}  // namespace wirespeed::rules
