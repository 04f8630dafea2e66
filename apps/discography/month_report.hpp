// What a month was, for people and for programs.
#pragma once

#include <string>

#include "wirespeed/base/json.hpp"
#include "wirespeed/months/month_ingest.hpp"
#include "wirespeed/rules/rule.hpp"

namespace discography {

// Changes, left out records and rules; empty where there is nothing to say.
std::string month_text(const wirespeed::months::MonthReport& report, const wirespeed::rules::RuleSet& rules);

// Members of the object that is open.
void add_month(wirespeed::JsonWriter& json, const wirespeed::months::MonthReport& report,
               const wirespeed::rules::RuleSet& rules);

}  // namespace discography
