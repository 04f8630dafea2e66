// Numbers at random that are the same for a seed on every machine and with every compiler.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

namespace wirespeed::graph_algorithms {

// SplitMix64 (Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t next() noexcept {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  // One of [0, bound), even for bounds up to 2^32 to a share of 2^-32. REQUIRES: 0 < bound <= 2^32
  std::uint64_t below(std::uint64_t bound) noexcept { return ((next() >> 32) * bound) >> 32; }

 private:
  std::uint64_t state_;
};

template <typename T>
void shuffle(std::span<T> items, Random& random) noexcept {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}

}  // namespace wirespeed::graph_algorithms
