// The merge's half of a month: the graph's input, what rules said and what changed, batch after batch in order.
#pragma once

#include <array>

#include "wirespeed/base/hash.hpp"
#include "wirespeed/discogs/graph_input.hpp"
#include "wirespeed/discogs/id_set.hpp"
#include "wirespeed/months/month_ingest.hpp"
#include "wirespeed/months/rule_counts.hpp"

namespace wirespeed::months {

// Not thread-safe.
class MonthMerge {
 public:
  void add_records(const MonthBatch& batch);
  void add_graph(MonthBatch& batch);  // takes its columns

  discogs::GraphInput& input() noexcept { return input_; }
  std::uint64_t records_hash() const noexcept { return records_hash_.finish(); }
  std::uint64_t records() const noexcept { return records_; }

  // Rules and changes; `known` is null where there is no month before.
  void report(const KnownRecords* known, MonthReport& report) const;

 private:
  Changes changes(discogs::Kind kind, const KnownRecords& known) const;

  discogs::GraphInput input_;
  std::array<discogs::IdSet, discogs::kKindCount> ids_, unchanged_;
  RuleCounts rules_;
  Hash64 records_hash_;
  std::uint64_t records_ = 0;
};

}  // namespace wirespeed::months
