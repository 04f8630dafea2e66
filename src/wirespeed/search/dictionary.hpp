// The words of a label in byte order, 32 to a block, each written as what it adds to the one before.
//
//   "words"     per block: word, word, ... (word_scanner.hpp)
//   "blocks"    per block, and one more: | u32 its byte in "words" | u32 its first byte in "postings" |
//   "best"      u32 per block: the best rank of its words
//   "postings"  per block the ranks of its words (bundle.hpp)
//
// A word's number is its place in the order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/search/bits.hpp"
#include "wirespeed/search/bundle.hpp"
#include "wirespeed/search/postings.hpp"
#include "wirespeed/search/word_range.hpp"
#include "wirespeed/search/word_scanner.hpp"

namespace wirespeed::search {

struct DictionarySections {
  ByteView words;
  ByteView blocks;
  ByteView best;
  ByteView postings;  // ends with kSpareBytes spare bytes
};

constexpr std::uint32_t block_count(std::uint32_t words) noexcept {
  return words / kBlockWords + (words % kBlockWords != 0);
}

class Dictionary {
 public:
  Dictionary() = default;

  // Checks the sizes; the blocks are checked when they are read.
  static Result<Dictionary> open(const DictionarySections& sections, std::uint32_t words, std::uint32_t names);

  std::uint32_t size() const noexcept { return words_; }
  std::uint32_t best_rank(std::uint32_t block) const noexcept { return best_[block]; }
  NumberView best_ranks() const noexcept { return best_; }

  std::optional<Postings> find(std::string_view word) const noexcept;
  WordRange with_prefix(std::string_view prefix) const noexcept;

  // Nothing where the bytes are altered. REQUIRES: word < size()
  std::optional<Postings> postings(std::uint32_t word) const noexcept {
    return bundle(word / kBlockWords).of_word(word % kBlockWords);
  }

  // Those of the words of a block. REQUIRES: block < block_count(size())
  Bundle bundle(std::uint32_t block) const noexcept { return Bundle(postings_, postings_at(block), names_); }

  // The blocks that hold the words.
  static WordRange blocks_of(WordRange words) noexcept {
    return words.empty() ? WordRange{} : WordRange{words.begin / kBlockWords, (words.end - 1) / kBlockWords + 1};
  }
  // The places of those of the words that stand in the block.
  static WordRange places_of(WordRange words, std::uint32_t block) noexcept {
    const std::uint32_t first = block * kBlockWords;
    return {std::max(words.begin, first) - first, std::min(words.end - first, kBlockWords)};
  }

  // Calls visit(Postings) as Bundle::for_each() for the words of the range, until it returns false.
  template <typename Visit>
  void for_each(WordRange range, Visit&& visit) const {
    const WordRange blocks = blocks_of(range);
    for (std::uint32_t block = blocks.begin; block < blocks.end; ++block) {
      if (!bundle(block).for_each(places_of(range, block), visit)) return;
    }
  }

  // About how many bytes of postings the range has.
  double weight(WordRange range) const noexcept;

 private:
  WordScanner scan(std::uint32_t block) const noexcept { return WordScanner(text_, words_, block, text_at(block)); }
  std::uint32_t text_at(std::uint32_t block) const noexcept { return blocks_[2 * std::size_t{block}]; }
  std::uint32_t postings_at(std::uint32_t block) const noexcept { return blocks_[2 * std::size_t{block} + 1]; }
  std::string_view first_word(std::uint32_t block) const noexcept;
  std::uint32_t lower_bound(std::string_view word) const noexcept;
  std::uint32_t block_before(std::string_view word) const noexcept;

  ByteView text_;
  ByteView postings_;
  NumberView blocks_;
  NumberView best_;
  std::uint32_t words_ = 0;
  std::uint32_t names_ = 0;
};

}  // namespace wirespeed::search
