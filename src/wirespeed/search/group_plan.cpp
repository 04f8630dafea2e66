#include "wirespeed/search/group_plan.hpp"

#include <algorithm>

#include "wirespeed/search/word_groups.hpp"

namespace wirespeed::search {
namespace {

// Words that share their first bytes. A group holds up to `limit` postings, more only when it is a single word.
class Planner {
 public:
  Planner(std::span<const std::string_view> words, std::span<const std::uint64_t> sums, std::uint64_t limit)
      : words_(words), sums_(sums), limit_(limit) {}

  std::vector<std::uint32_t> plan() && {
    cut({0, static_cast<std::uint32_t>(words_.size())}, 0);
    return std::move(begins_);
  }

 private:
  std::uint64_t volume(WordRange range) const noexcept { return sums_[range.end] - sums_[range.begin]; }

  // Words that share their first `depth` bytes: small parts of them are put together, large ones are cut further.
  void cut(WordRange range, std::size_t depth) {
    bool open = false;
    std::uint64_t filled = 0;
    while (!range.empty()) {
      const WordRange part{range.begin, end_of_part(range, depth)};
      const std::uint64_t size = volume(part);
      if (size > limit_ && part.size() > 1) {
        cut(part, depth + 1);
        open = false;
      } else {
        if (!open || filled + size > limit_) {
          begins_.push_back(part.begin);
          filled = 0;
        }
        filled += size;
        open = true;
      }
      range.begin = part.end;
    }
  }

  // Where the byte at `depth` changes. A word that ends there is a part of its own.
  std::uint32_t end_of_part(WordRange range, std::size_t depth) const noexcept {
    const auto byte_at = [depth](std::string_view word) {
      return word.size() > depth ? static_cast<unsigned char>(word[depth]) : -1;
    };
    const auto words = words_.subspan(range.begin, range.size());
    const auto end = std::ranges::upper_bound(words, byte_at(words.front()), {}, byte_at);
    return range.begin + static_cast<std::uint32_t>(end - words.begin());
  }

  std::span<const std::string_view> words_;
  std::span<const std::uint64_t> sums_;
  std::uint64_t limit_;
  std::vector<std::uint32_t> begins_;
};

// Groups as small as there may be many of them.
std::vector<std::uint32_t> cut_into_groups(std::span<const std::string_view> words, std::span<const std::uint64_t> sums,
                                           std::uint32_t names) {
  for (std::uint64_t limit = names / 1024;; limit += limit / 8 + 1) {
    auto begins = Planner(words, sums, limit).plan();
    if (begins.size() <= kMaxGroups) return begins;
  }
}

}  // namespace

GroupPlan plan_groups(std::span<const std::string_view> words, std::span<const std::uint32_t> counts,
                      std::uint32_t names) {
  GroupPlan plan;
  plan.group_of.assign(words.size(), kNoGroup);
  if (names < kMinGroupedNames) return plan;
  LargeVector<std::uint64_t> sums(words.size() + 1);
  for (std::uint32_t i = 0; i < words.size(); ++i) {
    const bool hub = is_hub(counts[i], names);
    if (hub) plan.hubs.push_back(i);
    sums[i + 1] = sums[i] + (hub ? 0 : counts[i]);
  }
  plan.members = sums.back();
  plan.begins = cut_into_groups(words, sums, names);
  std::uint32_t group = 0;
  for (std::uint32_t i = 0; i < words.size(); ++i) {
    if (group + 1 < plan.begins.size() && plan.begins[group + 1] == i) ++group;
    if (!is_hub(counts[i], names)) plan.group_of[i] = group;
  }
  return plan;
}

}  // namespace wirespeed::search
