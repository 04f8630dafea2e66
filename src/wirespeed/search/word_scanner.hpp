// Reads the words of one block of a dictionary, one after the other.
//
//   a word:  | u8: bytes shared with the word before (low half), bytes that it adds (high half) | these bytes |
//
// A half of 15 means that a u8 follows with the number; that of the shared bytes comes first. The first word of a block
// shares nothing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/search/fold.hpp"
#include "wirespeed/search/postings.hpp"

namespace wirespeed::search {

inline constexpr std::uint32_t kLongHalf = 15;

class WordScanner {
 public:
  // The block begins at `at` of the text of a dictionary of so many words.
  WordScanner(ByteView text, std::uint32_t words, std::uint32_t block, std::size_t at) noexcept
      : text_(text), at_(at), number_(block * kBlockWords - 1), end_(std::min(words, (block + 1) * kBlockWords)) {}

  bool next() noexcept;  // false at the end of the block, and where its bytes are altered

  std::uint32_t number() const noexcept { return number_; }
  std::uint32_t shared() const noexcept { return shared_; }     // bytes that it has from the word before
  std::string_view suffix() const noexcept { return suffix_; }  // the rest; together at most kMaxWordBytes

 private:
  bool read_byte(std::uint32_t& value) noexcept {
    if (at_ >= text_.size()) return false;
    value = text_[at_++];
    return true;
  }

  ByteView text_;
  std::size_t at_;
  std::uint32_t number_;
  std::uint32_t end_;
  std::uint32_t shared_ = 0;
  std::string_view suffix_;
};

inline bool WordScanner::next() noexcept {
  ++number_;
  const std::size_t known = shared_ + suffix_.size();
  std::uint32_t halves = 0;
  if (number_ >= end_ || !read_byte(halves)) return false;
  std::uint32_t size = halves >> 4;
  shared_ = halves & 0xF;
  if (shared_ == kLongHalf && !read_byte(shared_)) return false;
  if (size == kLongHalf && !read_byte(size)) return false;
  if (shared_ > known || shared_ + size > kMaxWordBytes || size > text_.size() - at_) return false;
  suffix_ = text_of(text_.subspan(at_, size));
  at_ += size;
  return true;
}

}  // namespace wirespeed::search
