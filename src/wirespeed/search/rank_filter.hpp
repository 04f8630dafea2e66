// Tells quickly of most ranks that they are not in a set: the set's ranks, hashed, in 64 KiB of bits.
#pragma once

#include <cstdint>
#include <vector>

namespace wirespeed::search {

class RankFilter {
 public:
  // So many ranks fill it by a quarter.
  static constexpr std::uint32_t kMaxRanks = 1 << 17;

  void clear() { bits_.assign(kBits / 64, 0); }
  void add(std::uint32_t rank) noexcept { bits_[bit_of(rank) / 64] |= std::uint64_t{1} << (bit_of(rank) % 64); }
  bool may_hold(std::uint32_t rank) const noexcept {
    return ((bits_[bit_of(rank) / 64] >> (bit_of(rank) % 64)) & 1) != 0;
  }

 private:
  static constexpr std::uint32_t kBits = 1 << 19;
  static std::uint32_t bit_of(std::uint32_t rank) noexcept { return (rank * 0x9E3779B1u) >> 13; }

  std::vector<std::uint64_t> bits_;
};

}  // namespace wirespeed::search
