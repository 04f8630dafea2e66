// The postings of a block of words, in the section "postings": one list for its rare words together, and one for each
// of its common words.
//
//   | u16 n: postings of its rare words | u8 number of its common words | per common word: u8 place, u32 names |
//   | monotone list of n ranks | n places, kPlaceBits each | postings of each common word (postings.hpp) |
//
// A place is a word's number in its block. Of equal ranks the lower place comes first. Most words are rare: together
// they need no list each, and the many words of a prefix are read in few pieces.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/search/postings.hpp"
#include "wirespeed/search/word_range.hpp"

namespace wirespeed::search {

// Ranks of each word of a block, by place; rising, and none is without.
using BlockRanks = std::span<const std::span<const std::uint32_t>>;

// What they take.
std::uint64_t bundle_bytes(std::span<const std::uint32_t> counts, std::uint32_t names) noexcept;

// REQUIRES: bundle_bytes() + kSpareBytes zeroed bytes at `out`; the spare ones keep what they hold.
void write_bundle(BlockRanks ranks, std::uint32_t names, std::uint8_t* out);

class Bundle {
 public:
  // One without postings where the bytes are altered.
  Bundle(ByteView section, std::uint64_t at, std::uint32_t names) noexcept;

  // Calls visit(Postings) until it returns false, and returns that. The rare words come as one, which holds a rank
  // once for each of them, and whose count is that of all rare words of the block.
  template <typename Visit>
  bool for_each(WordRange places, Visit&& visit) const;

  // The postings of the word at this place.
  std::optional<Postings> of_word(std::uint32_t place) const noexcept;

 private:
  static constexpr std::size_t kHeader = 3;
  static constexpr std::size_t kCommonEntry = 5;

  std::uint32_t common_place(std::uint32_t i) const noexcept { return section_[common_at(i)]; }
  std::uint32_t common_count(std::uint32_t i) const noexcept {
    return load_le<std::uint32_t>(section_.data() + common_at(i) + 1);
  }
  std::uint64_t common_at(std::uint32_t i) const noexcept { return at_ + kHeader + i * kCommonEntry; }
  bool holds(std::uint64_t end) const noexcept { return end + kSpareBytes <= section_.size(); }
  Postings rare(WordRange places) const noexcept;

  ByteView section_;
  std::uint64_t at_;
  std::uint64_t common_postings_at_ = 0;
  std::uint32_t names_;
  std::uint32_t rare_count_ = 0;
  std::uint32_t commons_ = 0;
};

template <typename Visit>
bool Bundle::for_each(WordRange places, Visit&& visit) const {
  if (rare_count_ > 0 && !visit(rare(places))) return false;
  std::uint64_t at = common_postings_at_;
  for (std::uint32_t i = 0; i < commons_; ++i) {
    const std::uint32_t count = common_count(i);
    if (count < kCommonCount || count > names_) return true;  // altered bytes
    const std::uint64_t end = at + posting_bytes(count, names_);
    if (!holds(end)) return true;
    const std::uint32_t place = common_place(i);
    if (place >= places.begin && place < places.end) {
      if (!visit(Postings{.count = count, .names = names_, .data = section_.data() + at, .listed = count}))
        return false;
    }
    at = end;
  }
  return true;
}

}  // namespace wirespeed::search
