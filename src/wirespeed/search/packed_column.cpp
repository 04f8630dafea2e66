#include "wirespeed/search/packed_column.hpp"

#include <algorithm>
#include <bit>

#include "wirespeed/search/bits.hpp"

namespace wirespeed::search {
namespace {

constexpr std::size_t kBlock = 128;
constexpr std::size_t kUnit = kBlock / 8;  // bytes that one bit of width takes
constexpr std::size_t kEntry = 8;

std::uint64_t block_count(std::uint64_t values) noexcept { return (values + kBlock - 1) / kBlock; }

void append_entry(LargeVector<std::uint8_t>& out, std::size_t block, std::uint32_t least, std::size_t at) {
  store_le(out.data() + block * kEntry, least);
  store_le(out.data() + block * kEntry + 4, static_cast<std::uint32_t>(at));
}

void append_block(LargeVector<std::uint8_t>& out, std::span<const std::uint32_t> block, std::uint32_t least,
                  unsigned width) {
  const std::size_t at = out.size() - kSpareBytes;
  out.resize(out.size() + width * kUnit);
  for (std::size_t i = 0; i < block.size(); ++i) store_bits(out.data() + at, i * width, block[i] - least);
}

}  // namespace

LargeVector<std::uint8_t> pack_column(std::span<const std::uint32_t> values) {
  const std::size_t blocks = block_count(values.size());
  const std::size_t blocks_at = (blocks + 1) * kEntry;
  LargeVector<std::uint8_t> out(blocks_at + kSpareBytes);
  for (std::size_t b = 0; b <= blocks; ++b) {
    const auto block = values.subspan(std::min(b * kBlock, values.size()))
                           .first(std::min(kBlock, values.size() - std::min(b * kBlock, values.size())));
    const std::size_t at = (out.size() - kSpareBytes - blocks_at) / kUnit;
    if (block.empty()) {
      append_entry(out, b, 0, at);
      continue;
    }
    const auto [least, most] = std::ranges::minmax(block);
    append_entry(out, b, least, at);
    append_block(out, block, least, static_cast<unsigned>(std::bit_width(most - least)));
  }
  return out;
}

Result<PackedColumn> PackedColumn::open(ByteView bytes, std::uint32_t count, std::string_view what) {
  PackedColumn column;
  column.bytes_ = bytes;
  column.blocks_at_ = (block_count(count) + 1) * kEntry;
  if (bytes.size() < column.blocks_at_ + kSpareBytes) {
    return fail(Errc::malformed, "open search index: section {}: expected at least {} bytes for {} names, found {}",
                what, column.blocks_at_ + kSpareBytes, count, bytes.size());
  }
  return column;
}

std::uint32_t PackedColumn::operator[](std::uint32_t rank) const noexcept {
  const std::uint8_t* entry = bytes_.data() + rank / kBlock * kEntry;
  const auto least = load_le<std::uint32_t>(entry);
  const auto at = load_le<std::uint32_t>(entry + 4);
  const auto end = load_le<std::uint32_t>(entry + kEntry + 4);
  if (end < at || end - at > 32 || blocks_at_ + std::uint64_t{end} * kUnit + kSpareBytes > bytes_.size()) return 0;
  const unsigned width = end - at;
  return least +
         load_bits(bytes_.data() + blocks_at_ + std::uint64_t{at} * kUnit, std::uint64_t{rank % kBlock} * width, width);
}

}  // namespace wirespeed::search
