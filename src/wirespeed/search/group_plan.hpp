// Cuts the words of a label into groups (word_groups.hpp says what for).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "wirespeed/base/large_memory.hpp"

namespace wirespeed::search {

inline constexpr std::uint32_t kNoGroup = 0xFFFFFFFF;

struct GroupPlan {
  std::vector<std::uint32_t> begins;    // the first word of each group
  std::vector<std::uint32_t> hubs;      // words in no group
  LargeVector<std::uint32_t> group_of;  // by word; kNoGroup for hubs
  std::uint64_t members = 0;            // postings of the words in groups
};

// A word is the i-th of the dictionary's order and `counts[i]` names hold it. A label of few names has no groups.
GroupPlan plan_groups(std::span<const std::string_view> words, std::span<const std::uint32_t> counts,
                      std::uint32_t names);

}  // namespace wirespeed::search
