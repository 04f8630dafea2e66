#include "wirespeed/search/word_groups.hpp"

namespace wirespeed::search {

Result<WordGroups> WordGroups::open(const GroupSections& sections, std::uint32_t names, std::uint32_t words) {
  WordGroups groups;
  groups.groups_ = NumberView(sections.groups);
  groups.hubs_ = NumberView(sections.hubs);
  groups.words_ = words;
  const std::size_t count = groups.groups_.size();
  if (count == 0) return groups;
  if (count > kMaxGroups) {
    return fail(Errc::malformed, "open search index: section groups: expected at most {} groups, found {}", kMaxGroups,
                count);
  }
  auto codes = GroupCodes::open(sections.codes_at, sections.codes, bits_of_codes(count), names);
  if (!codes) return std::unexpected(codes.error());
  groups.codes_ = *codes;
  return groups;
}

std::size_t WordGroups::lower_bound(NumberView values, std::uint32_t least) noexcept {
  std::size_t low = 0;
  for (std::size_t high = values.size(); low < high;) {
    const std::size_t middle = low + (high - low) / 2;
    if (values[middle] < least) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::optional<WordRange> WordGroups::covering(WordRange words) const noexcept {
  const std::size_t begin = lower_bound(groups_, words.begin);
  const std::size_t end = lower_bound(groups_, words.end);
  const bool begins = begin < groups_.size() && groups_[begin] == words.begin;
  const bool ends = end < groups_.size() ? groups_[end] == words.end : words.end == words_;
  if (!begins || !ends) return std::nullopt;
  return WordRange{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

}  // namespace wirespeed::search
