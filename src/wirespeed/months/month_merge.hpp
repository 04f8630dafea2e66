// The merge's half of a month: the graph's input, the rejects, and what changed, batch after batch in order.
#pragma once

#include <array>
#include <vector>

#include "wirespeed/base/hash.hpp"
#include "wirespeed/discogs/graph_input.hpp"
#include "wirespeed/discogs/id_set.hpp"
#include "wirespeed/months/month_ingest.hpp"

namespace wirespeed::months {

// Not thread-safe.
class MonthMerge {
 public:
  explicit MonthMerge(bool compares) : compares_(compares) {}

  void add(MonthBatch& batch);  // takes the graph's columns

  discogs::GraphInput& input() noexcept { return input_; }
  std::uint64_t records_hash() const noexcept { return records_hash_.finish(); }
  std::uint64_t records() const noexcept { return records_; }

  // Rules and changes; `known` is null where there is no month before.
  void report(const KnownRecords* known, MonthReport& report) const;

 private:
  void add_hits(const MonthBatch& batch);
  Changes changes(discogs::Kind kind, const KnownRecords& known) const;

  bool compares_;
  discogs::GraphInput input_;
  std::array<discogs::IdSet, discogs::kKindCount> ids_, unchanged_;
  std::array<std::uint64_t, discogs::kKindCount> left_out_{};
  std::vector<RuleTally> rules_;
  Hash64 records_hash_;
  std::uint64_t records_ = 0;
};

}  // namespace wirespeed::months
