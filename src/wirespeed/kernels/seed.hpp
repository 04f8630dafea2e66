// Numbers that nobody outside can know, drawn once for the process: keys come from requests, and whoever could foresee
// where they go in a table could make every one of them go to the same place.
#pragma once

#include <cstdint>

namespace wirespeed::kernels {

struct Seed {
  std::uint64_t mask;        // XORed into words
  std::uint64_t multiplier;  // odd
  std::uint64_t text;
  std::uint64_t text_multiplier;  // odd
};

const Seed& seed() noexcept;

}  // namespace wirespeed::kernels
