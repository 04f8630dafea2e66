// Which group each row belongs to, and the rows of each group: what aggregates are taken over.
//
//   codes   0 1 0 2 1        offsets  0 2 4 5
//   groups  3                order    0 2 | 1 4 | 3
#pragma once

#include <cstdint>
#include <span>

#include "wirespeed/kernels/raw_vector.hpp"

namespace wirespeed::kernels {

// A row that belongs to none, since its key is null and nulls were to be dropped.
inline constexpr std::uint32_t kNoGroup = 0xffffffff;

// Every code is below `groups` or kNoGroup, and each group has a row.
struct GroupView {
  std::span<const std::uint32_t> codes;
  std::uint32_t groups = 0;
  bool is_complete = false;  // known: no code is kNoGroup
};

// Rows of group 0, then of group 1 and so on, within a group in their own order. Rows of no group are left out.
struct GroupRows {
  RawVector<std::uint32_t> offsets;  // groups + 1: where in `order` each begins
  RawVector<std::uint32_t> order;

  std::span<const std::uint32_t> rows(std::uint32_t group) const noexcept {
    return {order.data() + offsets[group], order.data() + offsets[group + 1]};
  }
};

// By counting, in O(rows + groups).
GroupRows rows_of(GroupView groups);

// How many rows each group has. REQUIRES: counts.size() == groups.groups
void count_rows(GroupView groups, std::span<std::uint32_t> counts) noexcept;

}  // namespace wirespeed::kernels
