// What may stand between the parser and the graph: rules about the quality of records, without knowing whose.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "wirespeed/discogs/records.hpp"

namespace wirespeed::discogs {

inline constexpr std::uint32_t kMostRules = 1000;  // numbers of rules are below it

// A rule that had something to say about a record.
struct RuleHit {
  std::uint32_t rule;
  Text value;  // what it was about; borrowed from the record or from the rule
};

// Not thread-safe: one for each worker.
class RecordFilter {
 public:
  virtual ~RecordFilter() = default;

  // The record as it is to be taken: itself, a changed copy that lives until the next call, or null if it is left out.
  // Appends to `hits`.
  virtual const Artist* apply(const Artist& record, std::vector<RuleHit>& hits) = 0;
  virtual const Label* apply(const Label& record, std::vector<RuleHit>& hits) = 0;
  virtual const Master* apply(const Master& record, std::vector<RuleHit>& hits) = 0;
  virtual const Release* apply(const Release& record, std::vector<RuleHit>& hits) = 0;
};

}  // namespace wirespeed::discogs
