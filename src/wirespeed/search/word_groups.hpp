// Which words does this name hold, as far as a short prefix asks? The other direction of the postings, coarsely.
//
// A prefix of one or two letters stands for thousands of words, too many to walk their postings beside another word's
// ("the b"). So the words are cut into groups of neighbours, and each name lists the groups of its words. A group never
// crosses the border of a prefix that has more postings than a group should, so such a prefix is a whole number of
// groups, and one look at the name answers it. Words that more than one name in 256 holds are in no group: they have a
// list or a bitmap that is fast to ask.
//
//   "groups"               u32 per group: its first word
//   "hubs"                 u32 per word that is in no group
//   "codes_at", "codes"    the groups of each name's words (group_codes.hpp)
#pragma once

#include <cstdint>
#include <optional>

#include "wirespeed/base/error.hpp"
#include "wirespeed/search/bits.hpp"
#include "wirespeed/search/dictionary.hpp"
#include "wirespeed/search/group_codes.hpp"

namespace wirespeed::search {

// Labels of less names have no groups.
inline constexpr std::uint32_t kMinGroupedNames = 4096;

inline constexpr std::size_t kMaxGroups = kMaxCodes;

constexpr bool is_hub(std::uint32_t count, std::uint32_t names) noexcept { return count > names / 256; }

struct GroupSections {
  ByteView groups;
  ByteView hubs;
  ByteView codes_at;
  ByteView codes;
};

class WordGroups {
 public:
  WordGroups() = default;
  static Result<WordGroups> open(const GroupSections& sections, std::uint32_t names, std::uint32_t words);

  // The groups that the words are, when they are a whole number of groups (but for hubs).
  std::optional<WordRange> covering(WordRange words) const noexcept;

  // Calls visit(word) for the hubs among the words.
  template <typename Visit>
  void for_each_hub(WordRange words, Visit&& visit) const {
    for (std::size_t i = lower_bound(hubs_, words.begin); i < hubs_.size() && hubs_[i] < words.end; ++i)
      visit(hubs_[i]);
  }

  // The groups of each name. REQUIRES: there are groups
  const GroupCodes& codes() const noexcept { return codes_; }

 private:
  static std::size_t lower_bound(NumberView values, std::uint32_t least) noexcept;

  NumberView groups_;
  NumberView hubs_;
  GroupCodes codes_;
  std::uint32_t words_ = 0;
};

}  // namespace wirespeed::search
