// The part of the index that one label has: its dictionary, postings and ranks.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "wirespeed/search/dictionary.hpp"
#include "wirespeed/search/index.hpp"
#include "wirespeed/search/minimum_tree.hpp"
#include "wirespeed/search/packed_column.hpp"
#include "wirespeed/search/word_groups.hpp"

namespace wirespeed::search {

inline constexpr std::uint32_t kFormatVersion = 3;
inline constexpr std::string_view kLabelsSection = "search/labels";

// One row of the section "search/labels", which begins with | u32 version | u32 rows |.
struct LabelRow {
  std::uint32_t label;
  std::uint32_t names;
  std::uint32_t words;
};

// "search/3/words"
std::string section_name(std::uint8_t label, std::string_view part);

class Shard {
 public:
  static Result<Shard> open(const LabelRow& row, const SectionLookup& sections);

  std::uint8_t label() const noexcept { return label_; }
  std::uint32_t names() const noexcept { return names_; }
  const Dictionary& dictionary() const noexcept { return dictionary_; }
  const MinimumTree& minima() const noexcept { return minima_; }
  const WordGroups& groups() const noexcept { return groups_; }

  // REQUIRES: rank < names()
  std::uint32_t node(std::uint32_t rank) const noexcept { return nodes_[rank]; }
  std::uint32_t popularity(std::uint32_t rank) const noexcept { return popularity_[rank]; }
  std::uint32_t length(std::uint32_t rank) const noexcept { return lengths_[rank]; }

  // What decides on the rank of a name.
  struct Standing {
    std::uint32_t popularity;
    std::uint32_t length;
    std::uint32_t node;
  };

  // REQUIRES: rank < names()
  Standing standing(std::uint32_t rank) const noexcept { return {popularity(rank), length(rank), node(rank)}; }

  // The first rank that is worse than such a name; names() when there is none.
  std::uint32_t first_behind(const Standing& standing) const noexcept;

  // The first rank from `from` on whose name has the length, as far as a leap inside the popularity of `from` tells:
  // the ranks before it have another length. Above `from` when its name has another length. REQUIRES: from < names()
  std::uint32_t leap_to_length(std::uint32_t from, std::uint32_t length) const noexcept;

 private:
  std::uint8_t label_ = 0;
  std::uint32_t names_ = 0;
  Dictionary dictionary_;
  MinimumTree minima_;
  WordGroups groups_;
  PackedColumn nodes_;
  PackedColumn popularity_;
  PackedColumn lengths_;
};

}  // namespace wirespeed::search
