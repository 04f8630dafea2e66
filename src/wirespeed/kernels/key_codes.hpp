// Codes that a key carries, where they are its groups' already: counted in the order in which they are first seen.
#pragma once

#include <optional>
#include <span>

#include "wirespeed/kernels/factorize.hpp"

namespace wirespeed::kernels {

struct KeyCodes {
  std::span<const std::uint32_t> codes;
  RawVector<std::uint32_t> first;  // of each group its first row
};

// Nothing where the key has none, or others, or a code that stands for no value; and where first rows are not known, of
// so few rows that to give them codes anew costs nothing.
std::optional<KeyCodes> codes_of_groups(const Key& key);

}  // namespace wirespeed::kernels
