// A column of u32 by rank, in blocks of 128: each block's least value, and above it as many bits as its widest needs.
//
//   | (u32 least, u32 at) per block, and one more | blocks of 16 * width bytes | 8 spare bytes |
//
// `at` counts 16 bytes from the first block, so a block's width is the next block's `at` less its own. Ranks of equal
// popularity are sorted by length and node, so most blocks are narrow, and of width 0 where all are equal.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/base/large_memory.hpp"

namespace wirespeed::search {

LargeVector<std::uint8_t> pack_column(std::span<const std::uint32_t> values);

class PackedColumn {
 public:
  PackedColumn() = default;

  // `what` names the section in errors. The blocks are checked when they are read.
  static Result<PackedColumn> open(ByteView bytes, std::uint32_t count, std::string_view what);

  // 0 where the bytes are altered beyond use. REQUIRES: rank < count
  std::uint32_t operator[](std::uint32_t rank) const noexcept;

 private:
  ByteView bytes_;
  std::uint64_t blocks_at_ = 0;
};

}  // namespace wirespeed::search
