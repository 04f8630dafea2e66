// The words of a label in byte order, sixteen to a block, each written as what it adds to the one before.
//
//   "words"   per block: word, word, ...      first word: | u8 size | bytes | varint names |
//                                             others:     | u8 shared with the one before | u8 size | bytes | varint
//                                             names |
//   "blocks"  per block, and one more: | u32 its byte in "words" | u32 its first byte in "postings" |
//
// `names` counts the names that hold the word; with it the size of the word's postings is known, so the place of each
// follows from its block. A word's number is its place in the order.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/search/bits.hpp"
#include "wirespeed/search/postings.hpp"
#include "wirespeed/search/word_scanner.hpp"

namespace wirespeed::search {

struct WordRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool empty() const noexcept { return begin >= end; }
  std::uint32_t size() const noexcept { return empty() ? 0 : end - begin; }
  friend bool operator==(const WordRange&, const WordRange&) = default;
};

struct DictionarySections {
  ByteView words;
  ByteView blocks;
  ByteView first;     // u32 per word: its first rank
  ByteView postings;  // ends with kSpareBytes spare bytes
};

class Dictionary {
 public:
  Dictionary() = default;

  // Checks the sizes; the blocks are checked when they are read.
  static Result<Dictionary> open(const DictionarySections& sections, std::uint32_t words, std::uint32_t names);

  std::uint32_t size() const noexcept { return words_; }
  std::uint32_t first_rank(std::uint32_t word) const noexcept { return first_[word]; }
  NumberView first_ranks() const noexcept { return first_; }

  std::optional<Postings> find(std::string_view word) const noexcept;
  WordRange with_prefix(std::string_view prefix) const noexcept;

  // Nothing where the bytes are altered. REQUIRES: word < size()
  std::optional<Postings> postings(std::uint32_t word) const noexcept;

  // Calls visit(word number, Postings) for the words of the range in order, until it returns false.
  template <typename Visit>
  void for_each(WordRange range, Visit&& visit) const;

  // About how many postings the range has: bytes of packed postings and one for each word.
  std::uint64_t weight(WordRange range) const noexcept;

 private:
  WordScanner scan(std::uint32_t block) const noexcept {
    return WordScanner({text_, postings_, first_, words_, names_}, block, text_at(block), postings_at(block));
  }
  std::uint32_t block_count() const noexcept { return (words_ + kBlockWords - 1) / kBlockWords; }
  std::uint32_t text_at(std::uint32_t block) const noexcept { return blocks_[2 * std::size_t{block}]; }
  std::uint32_t postings_at(std::uint32_t block) const noexcept { return blocks_[2 * std::size_t{block} + 1]; }
  std::string_view first_word(std::uint32_t block) const noexcept;
  std::uint32_t lower_bound(std::string_view word) const noexcept;
  std::uint32_t block_before(std::string_view word) const noexcept;

  ByteView text_;
  ByteView postings_;
  NumberView blocks_;
  NumberView first_;
  std::uint32_t words_ = 0;
  std::uint32_t names_ = 0;
};

template <typename Visit>
void Dictionary::for_each(WordRange range, Visit&& visit) const {
  while (range.begin < range.end) {
    const std::uint32_t block = range.begin / kBlockWords;
    WordScanner scanner = scan(block);
    while (scanner.next() && scanner.number() < range.end) {
      if (scanner.number() < range.begin) continue;
      const auto postings = scanner.postings();
      if (postings && !visit(scanner.number(), *postings)) return;
    }
    range.begin = (block + 1) * kBlockWords;
  }
}

}  // namespace wirespeed::search
