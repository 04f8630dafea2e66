#include "wirespeed/kernels/groups.hpp"

#include <algorithm>

namespace wirespeed::kernels {

void count_rows(GroupView groups, std::span<std::uint32_t> counts) noexcept {
  std::ranges::fill(counts, 0U);
  for (const std::uint32_t code : groups.codes) {
    if (code != kNoGroup) ++counts[code];
  }
}

// While rows are put, offsets[g + 1] is where the next row of group g goes; in the end it is where group g + 1 begins.
GroupRows rows_of(GroupView groups) {
  GroupRows made;
  made.offsets.resize(std::size_t{groups.groups} + 2);
  const std::span<std::uint32_t> counts(made.offsets.data() + 2, groups.groups);
  made.offsets[0] = made.offsets[1] = 0;
  count_rows(groups, counts);
  for (std::size_t g = 2; g < made.offsets.size(); ++g) made.offsets[g] += made.offsets[g - 1];
  made.order.resize(made.offsets.back());
  std::uint32_t* const next = made.offsets.data() + 1;
  std::uint32_t* const order = made.order.data();
  const auto n = static_cast<std::uint32_t>(groups.codes.size());
  for (std::uint32_t row = 0; row < n; ++row) {
    const std::uint32_t code = groups.codes[row];
    if (code != kNoGroup) order[next[code]++] = row;
  }
  made.offsets.pop_back();
  return made;
}

}  // namespace wirespeed::kernels
