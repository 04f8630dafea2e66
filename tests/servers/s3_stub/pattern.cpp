#include "pattern.hpp"

namespace wirespeed::s3_stub {

namespace {

// SplitMix64 (Steele, Lea, Flood 2014): the word of that number.
std::uint64_t word(std::uint64_t number) noexcept {
  std::uint64_t z = (number + 1) * 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

}  // namespace

Pattern::Pattern() : twice_(2 * kPeriod + sizeof(std::uint64_t)) {
  for (std::uint64_t at = 0; at < kPeriod; at += sizeof(std::uint64_t)) {
    store_le(&twice_[at], word(at / sizeof(std::uint64_t)));
  }
  std::memcpy(&twice_[kPeriod], twice_.data(), kPeriod);
}

ByteView Pattern::from(std::uint64_t seed, std::uint64_t offset) const noexcept {
  const std::uint64_t first = (offset + seed % kPeriod * kSeedStep) % kPeriod;
  return {&twice_[first], 2 * kPeriod - first};
}

}  // namespace wirespeed::s3_stub
