#include "wirespeed/search/group_codes.hpp"

#include <algorithm>

#include "wirespeed/search/section_size.hpp"

namespace wirespeed::search {
namespace {

constexpr unsigned kFurtherBits = 16;

constexpr std::uint64_t blocks_of_names(std::uint64_t names) noexcept {
  return (names + kBlockNames - 1) / kBlockNames;
}

// The sum of counts of four bits. REQUIRES: below 256
constexpr unsigned sum_of_counts(std::uint64_t counts) noexcept {
  constexpr std::uint64_t kEachOther = 0x0F0F0F0F0F0F0F0Fu;
  const std::uint64_t pairs = (counts & kEachOther) + ((counts >> 4) & kEachOther);
  return static_cast<unsigned>((pairs * 0x0101010101010101u) >> 56);
}

bool is_in(std::uint32_t code, WordRange wanted) noexcept { return code - wanted.begin < wanted.end - wanted.begin; }

}  // namespace

GroupCodesWriter::GroupCodesWriter(unsigned code_bits, std::uint32_t names, std::uint64_t expected)
    : codes(kSpareBytes), code_bits_(code_bits) {
  codes_at.reserve(4 * blocks_of_names(names));
  codes.reserve(blocks_of_names(names) * (GroupCodes::kCountsBits / 8 + 2) + bytes_for_bits(expected * code_bits) +
                kSpareBytes);
}

void GroupCodesWriter::add(std::vector<std::uint32_t>& name) {
  std::ranges::sort(name);
  const auto again = std::ranges::unique(name);
  name.erase(again.begin(), again.end());
  const std::size_t counted = std::min<std::size_t>(name.size(), GroupCodes::kMostCounted);
  counts_ |= std::uint64_t{counted} << (names_ * GroupCodes::kCountBits);
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i < counted) {
      block_.push_back(name[i]);
    } else {
      further_.push_back({names_, name[i]});
    }
  }
  has_full_ = has_full_ || counted == GroupCodes::kMostCounted;
  if (++names_ == kBlockNames) end_block();
}

void GroupCodesWriter::end_block() {
  const std::size_t at = codes.size() - kSpareBytes;
  const std::uint64_t further_bits =
      has_full_ ? kFurtherBits + further_.size() * (GroupCodes::kCountBits + code_bits_) : 0;
  const std::uint64_t bits = GroupCodes::kCountsBits + block_.size() * code_bits_ + further_bits;
  codes_at.resize(codes_at.size() + 4);
  store_le(codes_at.data() + codes_at.size() - 4, static_cast<std::uint32_t>(at / 2));
  codes.resize(codes.size() + (bits + 15) / 16 * 2);
  write_block(codes.data() + at);
  names_ = 0;
  counts_ = 0;
  block_.clear();
  further_.clear();
  has_full_ = false;
}

void GroupCodesWriter::write_block(std::uint8_t* out) const noexcept {
  store_le(out, counts_);
  std::uint64_t bit = GroupCodes::kCountsBits;
  const auto put = [&](std::uint32_t value, unsigned width) {
    store_bits(out, bit, value);
    bit += width;
  };
  for (const std::uint32_t code : block_) put(code, code_bits_);
  if (has_full_) put(static_cast<std::uint32_t>(further_.size()), kFurtherBits);
  for (const auto& [name, code] : further_) {
    put(name, GroupCodes::kCountBits);
    put(code, code_bits_);
  }
}

void GroupCodesWriter::finish() {
  if (names_ > 0) end_block();
}

Result<GroupCodes> GroupCodes::open(ByteView codes_at, ByteView codes, unsigned code_bits, std::uint32_t names) {
  if (auto ok = check_size("codes_at", 4 * blocks_of_names(names), codes_at.size()); !ok) {
    return std::unexpected(ok.error());
  }
  GroupCodes opened;
  opened.at_ = codes_at;
  opened.codes_ = codes;
  opened.code_bits_ = code_bits;
  return opened;
}

bool GroupCodes::holds(std::uint32_t rank, WordRange wanted) const noexcept {
  const std::uint64_t begin = place(rank) * 8;
  if (!reach(begin + kCountsBits)) return false;
  const auto counts = load_le<std::uint64_t>(codes_.data() + begin / 8);
  const unsigned shift = rank % kBlockNames * kCountBits;
  const auto count = static_cast<unsigned>(counts >> shift) & kMostCounted;
  const unsigned before = sum_of_counts(counts & ((std::uint64_t{1} << shift) - 1));
  std::uint64_t bit = begin + kCountsBits + std::uint64_t{before} * code_bits_;
  if (!reach(bit + std::uint64_t{count} * code_bits_)) return false;
  for (unsigned i = 0; i < count; ++i, bit += code_bits_) {
    if (is_in(load_bits(codes_.data(), bit, code_bits_), wanted)) return true;
  }
  if (count < kMostCounted) return false;
  return further_holds(begin + kCountsBits + std::uint64_t{sum_of_counts(counts)} * code_bits_, rank % kBlockNames,
                       wanted);
}

bool GroupCodes::further_holds(std::uint64_t bit, std::uint32_t name, WordRange wanted) const noexcept {
  if (!reach(bit)) return false;
  const std::uint32_t count = load_bits(codes_.data(), bit, kFurtherBits);
  bit += kFurtherBits;
  const unsigned width = kCountBits + code_bits_;
  if (!reach(bit + std::uint64_t{count} * width)) return false;
  for (std::uint32_t i = 0; i < count; ++i, bit += width) {
    const std::uint32_t entry = load_bits(codes_.data(), bit, width);
    if (entry % kBlockNames == name && is_in(entry / kBlockNames, wanted)) return true;
  }
  return false;
}

void GroupCodes::prefetch(std::uint32_t rank) const noexcept {
  const std::uint8_t* block = codes_.data() + std::min<std::uint64_t>(place(rank), codes_.size());
  __builtin_prefetch(block);
  __builtin_prefetch(block + 56);  // where the codes of most blocks end
}

}  // namespace wirespeed::search
