// What one batch of records says about the graph: columns in the order of the records, references still by external
// id, repeated texts as codes. About 150 bytes a release, so a whole dump of them fits in memory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "wirespeed/discogs/records.hpp"
#include "wirespeed/discogs/text_list.hpp"

namespace wirespeed::discogs {

inline constexpr std::uint32_t kNoReference = 0;  // in columns of external ids

// One list of numbers for each record.
struct Lists {
  std::vector<std::uint32_t> ends;
  std::vector<std::uint32_t> items;

  void close_list() { ends.push_back(static_cast<std::uint32_t>(items.size())); }  // of the record at hand
  std::span<const std::uint32_t> operator[](std::size_t record) const noexcept {
    const std::uint32_t begin = record == 0 ? 0 : ends[record - 1];
    return std::span(items).subspan(begin, ends[record] - begin);
  }
  void clear() noexcept {
    ends.clear();
    items.clear();
  }
};

// A credit in RecordBlock::credits: | code of the name | code of the role | external id of the artist or kNoReference |
inline constexpr std::size_t kCreditWidth = 3;

// Columns that a kind does not have stay empty; the others have a row for each record.
struct RecordBlock {
  Kind kind = Kind::artists;
  std::vector<std::uint32_t> ids;
  TextList names;                      // titles of masters and releases; empty where there is none
  std::vector<std::int16_t> years;     // masters, releases; graph::kNull where there is none
  TextList catalog_numbers;            // releases
  Lists formats;                       // releases: codes of format names
  std::vector<std::uint32_t> parents;  // labels: parentLabel; releases: master_id; external id or kNoReference
  Lists artists;                       // masters, releases: main artists
  Lists labels;                        // releases
  Lists genres, styles;                // masters, releases: codes
  Lists credits;                       // releases: kCreditWidth numbers a credit
  Lists aliases, members, groups;      // artists
  Lists sublabels;                     // labels

  void clear() noexcept;  // keeps the memory
};

// The block without the records that `keep` says no of. REQUIRES: keep.size() == block.ids.size().
RecordBlock filter(const RecordBlock& block, const std::vector<bool>& keep);

}  // namespace wirespeed::discogs
