// A section must be as long as the numbers in "search/labels" say.
#pragma once

#include <cstdint>
#include <string_view>

#include "wirespeed/base/error.hpp"

namespace wirespeed::search {

inline Result<void> check_size(std::string_view section, std::uint64_t expected, std::uint64_t found) {
  if (found >= expected) return {};
  return fail(Errc::malformed, "open search index: section {}: expected at least {} bytes, found {}", section, expected,
              found);
}

}  // namespace wirespeed::search
