#include "wirespeed/months/rule_counts.hpp"

#include <algorithm>

namespace wirespeed::months {

void RuleCounts::add(discogs::Kind kind, std::span<const LogEntry> entries, const std::vector<LoggedHit>& hits) {
  const auto is_left_out = [](const LogEntry& entry) { return (entry.repairs_of & kLeftOut) != 0; };
  left_out_[static_cast<std::size_t>(kind)] += static_cast<std::uint64_t>(std::ranges::count_if(entries, is_left_out));
  for (const LoggedHit& hit : hits) {
    if (hit.rule >= rules_.size()) rules_.resize(hit.rule + 1);
    RuleTally& tally = rules_[hit.rule];
    ++tally.count;
    if (tally.examples.size() < kMostExamples) tally.examples.push_back({kind, entries[hit.record].id, hit.value});
  }
}

void RuleCounts::report(MonthReport& report) const {
  report.left_out = left_out_;
  report.rules = rules_;
}

}  // namespace wirespeed::months
