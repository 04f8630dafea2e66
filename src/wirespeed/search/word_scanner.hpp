// Reads the words of one block of a dictionary (dictionary.hpp shows its bytes), one after the other.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/search/bits.hpp"
#include "wirespeed/search/fold.hpp"
#include "wirespeed/search/postings.hpp"

namespace wirespeed::search {

inline constexpr std::uint32_t kBlockWords = 16;

// Where the words of a dictionary are. REQUIRES: `first` has a number for each word
struct WordSource {
  ByteView text;
  ByteView postings;
  NumberView first;
  std::uint32_t words;
  std::uint32_t names;
};

class WordScanner {
 public:
  WordScanner(const WordSource& source, std::uint32_t block, std::size_t text_at, std::uint64_t postings_at) noexcept
      : source_(source),
        at_(text_at),
        postings_at_(postings_at),
        postings_end_(postings_at),
        number_(block * kBlockWords),
        end_(std::min(source.words, number_ + kBlockWords)) {}

  bool next() noexcept;  // false at the end of the block, and where its bytes are altered

  std::uint32_t number() const noexcept { return number_; }
  std::uint32_t shared() const noexcept { return shared_; }     // bytes that it has from the word before
  std::string_view suffix() const noexcept { return suffix_; }  // the rest; together at most kMaxWordBytes

  // Nothing where they lie outside the section.
  std::optional<Postings> postings() const noexcept {
    if (postings_end_ + kSpareBytes > source_.postings.size()) return std::nullopt;
    return Postings{.count = count_,
                    .names = source_.names,
                    .first = source_.first[number_],
                    .data = source_.postings.data() + postings_at_};
  }

 private:
  bool read_byte(std::uint32_t& value) noexcept {
    if (at_ >= source_.text.size()) return false;
    value = source_.text[at_++];
    return true;
  }
  bool read_word(bool first) noexcept;
  bool read_count() noexcept;

  WordSource source_;
  std::size_t at_;
  std::uint64_t postings_at_;
  std::uint64_t postings_end_;
  std::uint32_t number_;
  std::uint32_t end_;
  bool started_ = false;
  std::uint32_t shared_ = 0;
  std::uint32_t count_ = 0;
  std::string_view suffix_;
};

inline bool WordScanner::next() noexcept {
  postings_at_ = postings_end_;
  const bool first = !started_;
  started_ = true;
  if (!first) ++number_;
  if (number_ >= end_ || !read_word(first) || !read_count()) return false;
  if (count_ > 1) postings_end_ += posting_bytes(count_, source_.names);
  return true;
}

inline bool WordScanner::read_word(bool first) noexcept {
  const std::size_t known = shared_ + suffix_.size();
  std::uint32_t size = 0;
  shared_ = 0;
  if ((!first && !read_byte(shared_)) || !read_byte(size)) return false;
  if (shared_ > known || shared_ + size > kMaxWordBytes || size > source_.text.size() - at_) return false;
  suffix_ = text_of(source_.text.subspan(at_, size));
  at_ += size;
  return true;
}

inline bool WordScanner::read_count() noexcept {
  count_ = 0;
  for (unsigned shift = 0; shift < 35; shift += 7) {
    std::uint32_t byte = 0;
    if (!read_byte(byte)) return false;
    count_ |= (byte & 0x7F) << shift;
    if (byte < 0x80) return count_ > 0 && count_ <= source_.names;
  }
  return false;
}

}  // namespace wirespeed::search
