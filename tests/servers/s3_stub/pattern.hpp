// What all contents are cut from. An object of seed S has at offset O the byte (O + S * kSeedStep) % kPeriod of it.
#pragma once

#include <vector>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::s3_stub {

// A prime: no two parts of an object begin alike, whatever their size, so parts in a wrong order are other bytes. Small
// enough for a core's cache: sending costs what sending costs, and nothing for reading.
inline constexpr std::uint64_t kPeriod = 1'048'573;
inline constexpr std::uint64_t kSeedStep = 7919;

class Pattern {
 public:
  Pattern();
  // At least kPeriod bytes from there on.
  ByteView from(std::uint64_t seed, std::uint64_t offset) const noexcept;

 private:
  std::vector<std::uint8_t> twice_;
};

}  // namespace wirespeed::s3_stub
