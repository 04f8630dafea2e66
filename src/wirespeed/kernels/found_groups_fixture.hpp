// For tests of what groups rows: the groups that a map finds.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "wirespeed/column/array_view.hpp"

namespace wirespeed::kernels {

using Codes = std::vector<std::uint32_t>;

struct Found {
  Codes codes;  // of each row its group, which are numbered as they are met
  Codes first;  // of each group its first row
  bool operator==(const Found&) const = default;
};

// group(codes, first) is how many there are.
template <typename Group>
Found found_by(const column::ArrayView& view, const Group& group) {
  const auto rows = static_cast<std::size_t>(view.length);
  Found found{Codes(rows), Codes(rows)};
  found.first.resize(group(found.codes.data(), found.first.data()));
  return found;
}

template <typename Word>
Found found_by_map(const std::vector<Word>& words) {
  std::map<Word, std::uint32_t> known;
  Found found;
  for (const Word& word : words) {
    const auto [at, is_new] = known.try_emplace(word, static_cast<std::uint32_t>(known.size()));
    if (is_new) found.first.push_back(static_cast<std::uint32_t>(found.codes.size()));
    found.codes.push_back(at->second);
  }
  return found;
}

}  // namespace wirespeed::kernels
