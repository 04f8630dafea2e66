// External id <-> place in the label's block, for ids of any density.
//
// Ids below `universe` are a bitmap with ranks; those above, few and far apart, are a sorted list behind it. The split
// is where both together are smallest, so dense ids cost about a bit each and one wild id costs 4 bytes, not a wide
// bitmap.
#pragma once

#include <algorithm>
#include <optional>
#include <span>

#include "wirespeed/graph/bit_rank.hpp"
#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

struct IdSplit {
  std::uint64_t universe = 0;    // ids below it are in the bitmap
  std::uint32_t head_count = 0;  // how many those are
};

// REQUIRES: ids ascend without duplicates.
IdSplit split_ids(std::span<const ExternalId> ids) noexcept;

// Borrowed. Answers on altered bytes may be wrong, but find() is below the label's count.
class IdMapView {
 public:
  IdMapView() = default;
  IdMapView(BitRankView head, std::uint32_t head_count, std::span<const ExternalId> tail) noexcept
      : head_(head), head_count_(head_count), tail_(tail) {}

  std::uint32_t size() const noexcept { return head_count_ + static_cast<std::uint32_t>(tail_.size()); }

  std::optional<std::uint32_t> find(ExternalId id) const noexcept {
    if (id >= head_.size()) return find_in_tail(id);
    if (!head_.test(id)) return std::nullopt;
    const std::uint32_t place = head_.rank(id);
    return place < head_count_ ? std::optional(place) : std::nullopt;
  }

  // REQUIRES: place < size()
  ExternalId id_of(std::uint32_t place) const noexcept {
    return place < head_count_ ? static_cast<ExternalId>(head_.select(place)) : tail_[place - head_count_];
  }

  const BitRankView& head() const noexcept { return head_; }
  std::span<const ExternalId> tail() const noexcept { return tail_; }

 private:
  std::optional<std::uint32_t> find_in_tail(ExternalId id) const noexcept {
    const auto at = std::ranges::lower_bound(tail_, id);
    if (at == tail_.end() || *at != id) return std::nullopt;
    return head_count_ + static_cast<std::uint32_t>(at - tail_.begin());
  }

  BitRankView head_;
  std::uint32_t head_count_ = 0;
  std::span<const ExternalId> tail_;
};

}  // namespace wirespeed::graph
