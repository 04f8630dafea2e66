#include "wirespeed/search/code_point_fold.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "wirespeed/search/fold_tables.hpp"

namespace wirespeed::search {
namespace {

constexpr char32_t kPlaneSize = 0x10000;

template <typename Range>
const Range* find_range(std::span<const Range> ranges, char32_t c) noexcept {
  const auto after = std::ranges::upper_bound(ranges, c, {}, &Range::first);
  if (after == ranges.begin()) return nullptr;
  const Range& range = *std::prev(after);
  return c <= range.last ? &range : nullptr;
}

char32_t fold_ascii(char32_t c) noexcept {
  if (c >= 'A' && c <= 'Z') return c + ('a' - 'A');
  const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return kept ? c : kSeparator;
}

char32_t fold_by_search(char32_t c) noexcept {
  if (c < 0x80) return fold_ascii(c);
  if (find_range(kAccentRanges, c) != nullptr) return kAccent;
  if (find_range(kWordRanges, c) == nullptr) return kSeparator;
  const FoldRun* run = find_range(kFoldRuns, c);
  return run != nullptr && (c - run->first) % run->step == 0 ? run->to + (c - run->first) : c;
}

// The basic plane, spread out at first use (128 KiB): names in Cyrillic or Japanese are looked up letter by letter.
class BasicPlane {
 public:
  BasicPlane() {
    for (char32_t c = 0; c < kPlaneSize; ++c) folded_[c] = static_cast<char16_t>(fold_by_search(c));
  }
  char32_t operator[](char32_t c) const noexcept { return folded_[c]; }

 private:
  std::array<char16_t, kPlaneSize> folded_;  // no letter of this plane folds into another plane
};

}  // namespace

char32_t fold_code_point(char32_t code_point) noexcept {
  if (code_point >= kPlaneSize) return fold_by_search(code_point);
  static const auto kBasicPlane = std::make_unique<const BasicPlane>();
  return (*kBasicPlane)[code_point];
}

}  // namespace wirespeed::search
