// Some neighbours among the words of a dictionary, by their numbers; or among its blocks, its groups, or the words of a
// block.
#pragma once

#include <cstdint>

namespace wirespeed::search {

struct WordRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool empty() const noexcept { return begin >= end; }
  std::uint32_t size() const noexcept { return empty() ? 0 : end - begin; }
  friend bool operator==(const WordRange&, const WordRange&) = default;
};

}  // namespace wirespeed::search
