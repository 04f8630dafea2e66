// Numbers of each name, its codes, where one look at a name reads bytes that stand together.
//
//   "codes_at"   u32 per 16 names: where their block begins in "codes", in pairs of bytes
//   "codes"      the blocks, each from an even byte on; 8 spare bytes
//
// A block, in bits, least significant first:
//
//   | 16 x 4 number of codes, 15 at most | the codes, name after name | 16 further codes | (4 name, code) ... |
//
// Names seldom have more than 15 codes. What they have beyond is further codes, each beside the place of its name in
// the block, and a block where no name has 15 ends without them.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/base/large_memory.hpp"
#include "wirespeed/search/bits.hpp"
#include "wirespeed/search/word_range.hpp"

namespace wirespeed::search {

inline constexpr std::uint32_t kBlockNames = 16;
inline constexpr std::size_t kMaxCodes = 2048;  // a code has 11 bits at most, and a block less than 65536 further ones

constexpr unsigned bits_of_codes(std::uint64_t codes) noexcept {
  return codes < 2 ? 0 : static_cast<unsigned>(std::bit_width(codes - 1));
}

class GroupCodesWriter {
 public:
  // `expected` codes in all names. REQUIRES: code_bits <= 11
  GroupCodesWriter(unsigned code_bits, std::uint32_t names, std::uint64_t expected);

  // Those of the next name, sorted by this; what is there twice is written once.
  void add(std::vector<std::uint32_t>& codes);

  // Must follow the last add().
  void finish();

  LargeVector<std::uint8_t> codes_at;
  LargeVector<std::uint8_t> codes;

 private:
  struct Further {
    std::uint32_t name;
    std::uint32_t code;
  };
  void end_block();
  void write_block(std::uint8_t* out) const noexcept;

  unsigned code_bits_;
  std::uint32_t names_ = 0;  // of the block
  std::uint64_t counts_ = 0;
  std::vector<std::uint32_t> block_;
  std::vector<Further> further_;
  bool has_full_ = false;  // a name of 15 counted codes
};

// Reads nothing outside, whatever the bytes are.
class GroupCodes {
 public:
  GroupCodes() = default;

  // REQUIRES: code_bits <= 11
  static Result<GroupCodes> open(ByteView codes_at, ByteView codes, unsigned code_bits, std::uint32_t names);

  // Has the name a code in [begin, end)? REQUIRES: rank < names
  bool holds(std::uint32_t rank, WordRange wanted) const noexcept;

  // Ask the memory for what holds() will read: first for where it stands, then for itself.
  void prefetch_place(std::uint32_t rank) const noexcept { __builtin_prefetch(at_.data() + 4 * (rank / kBlockNames)); }
  void prefetch(std::uint32_t rank) const noexcept;

 private:
  static constexpr unsigned kCountBits = 4;
  static constexpr unsigned kMostCounted = 15;
  static constexpr std::uint64_t kCountsBits = kBlockNames * kCountBits;
  friend class GroupCodesWriter;

  std::uint64_t place(std::uint32_t rank) const noexcept {
    return std::uint64_t{load_le<std::uint32_t>(at_.data() + 4 * (rank / kBlockNames))} * 2;
  }
  bool reach(std::uint64_t bit) const noexcept { return bit / 8 + kSpareBytes <= codes_.size(); }
  bool further_holds(std::uint64_t bit, std::uint32_t name, WordRange wanted) const noexcept;

  ByteView at_;
  ByteView codes_;
  unsigned code_bits_ = 0;
};

}  // namespace wirespeed::search
