// What quality rules said about the records of a month, counted batch after batch in order.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "wirespeed/months/month_ingest.hpp"

namespace wirespeed::months {

// Not thread-safe.
class RuleCounts {
 public:
  void add(discogs::Kind kind, std::span<const LogEntry> entries, const std::vector<LoggedHit>& hits);
  void report(MonthReport& report) const;

 private:
  std::array<std::uint64_t, discogs::kKindCount> left_out_{};
  std::vector<RuleTally> rules_;
};

}  // namespace wirespeed::months
