#include "wirespeed/search/word_groups.hpp"

#include <algorithm>

namespace wirespeed::search {
namespace {

Result<void> check_size(std::string_view section, std::uint64_t expected, std::uint64_t found) {
  if (found >= expected) return {};
  return fail(Errc::malformed, "open search index: section {}: expected at least {} bytes, found {}", section, expected,
              found);
}

}  // namespace

Result<WordGroups> WordGroups::open(const GroupSections& sections, std::uint32_t members, std::uint32_t names,
                                    std::uint32_t words) {
  WordGroups groups;
  groups.groups_ = NumberView(sections.groups);
  groups.hubs_ = NumberView(sections.hubs);
  groups.members_shape_ = MonotoneShape(members, names);
  groups.members_ = sections.members;
  groups.codes_ = sections.codes;
  groups.words_ = words;
  if (auto ok = check_size("members", groups.members_shape_.bytes() + kSpareBytes, sections.members.size()); !ok) {
    return std::unexpected(ok.error());
  }
  const std::uint64_t code_bits = group_code_bits(groups.groups_.size());
  if (code_bits > 32) return fail(Errc::malformed, "open search index: section groups: too many groups");
  const std::uint64_t code_bytes = bytes_for_bits(members * code_bits) + kSpareBytes;
  if (auto ok = check_size("codes", code_bytes, sections.codes.size()); !ok) return std::unexpected(ok.error());
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

WordGroups::Reader::Reader(const WordGroups& groups, WordRange wanted) noexcept
    : groups_(groups),
      code_bits_(group_code_bits(groups.groups_.size())),
      wanted_(wanted),
      members_(groups.members_shape_, groups.members_.data()) {}

bool WordGroups::Reader::holds(std::uint32_t rank) noexcept {
  for (members_.seek(rank); members_.value() == rank; members_.next()) {
    const std::uint32_t code =
        load_bits(groups_.codes_.data(), std::uint64_t{members_.index()} * code_bits_, code_bits_);
    if (code >= wanted_.begin && code < wanted_.end) return true;
  }
  return false;
}

void WordGroups::Reader::prefetch(std::uint32_t rank) const noexcept {
  const auto near = members_.near(rank);
  const std::uint8_t* codes =
      groups_.codes_.data() + std::min<std::uint64_t>(near.index, groups_.members_shape_.count()) * code_bits_ / 8;
  __builtin_prefetch(near.unary);
  __builtin_prefetch(codes);
  __builtin_prefetch(codes + 64);
}

}  // namespace wirespeed::search
