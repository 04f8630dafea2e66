// One gzip member out of blocks that were deflated apart: each ends on a byte, the checksums are combined.
//
//   | header 10 B | block | block | ... | empty last block 03 00 | CRC-32 | length mod 2^32 |
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"

namespace wirespeed::discogs::generator {

struct DeflatedBlock {
  std::vector<std::uint8_t> bytes;
  std::uint32_t crc = 0;   // of the text
  std::uint64_t size = 0;  // of the text
};

// Keeps its tables from block to block. One for each thread.
class BlockDeflater {
 public:
  explicit BlockDeflater(int level);  // 0 to 3
  ~BlockDeflater();
  BlockDeflater(BlockDeflater&&) noexcept;

  Result<void> deflate(std::string_view text, DeflatedBlock& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The bytes around the blocks.
class GzipFrame {
 public:
  static ByteView header() noexcept;
  void add(const DeflatedBlock& block) noexcept;
  std::vector<std::uint8_t> trailer() const;
  std::uint64_t size() const noexcept { return size_; }

 private:
  std::uint32_t crc_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace wirespeed::discogs::generator
