#include "wirespeed/search/word_reader.hpp"

#include <algorithm>
#include <array>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/search/code_point_fold.hpp"
#include "wirespeed/search/fold.hpp"

namespace wirespeed::search {
namespace {

// For each byte: the folded letter, or what else it is.
constexpr char kEnds = 0;
constexpr char kOther = 1;  // part of a code point beyond ASCII
constexpr std::array<char, 256> kBytes = [] {
  std::array<char, 256> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = c;
  for (char c = 'a'; c <= 'z'; ++c) {
    table[static_cast<unsigned char>(c)] = c;
    table[static_cast<unsigned char>(c - 'a' + 'A')] = c;
  }
  for (std::size_t i = 0x80; i < 256; ++i) table[i] = kOther;
  return table;
}();

bool is_blank(char c) noexcept { return static_cast<unsigned char>(c) <= ' '; }

std::string_view without_blanks_around(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// At most `limit` bytes of it, and no half code point at its end.
std::string_view cut(std::string_view text, std::size_t limit) noexcept {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

}  // namespace

void WordReader::reserve(std::size_t name_bytes) {
  // Nothing beyond ASCII grows by more than a byte when it is folded, and a word takes one byte more for its space.
  const std::size_t needed = name_bytes * 2 + 1 + kReadableAfter;
  if (needed <= capacity_) return;
  capacity_ = needed * 2;
  text_ = std::make_unique_for_overwrite<char[]>(capacity_);
}

void WordReader::read(std::string_view name) {
  reserve(name.size());
  words_.clear();
  length_ = 0;
  word_ = end_ = text_.get();
  for (std::size_t at = 0; at < name.size();) {
    const char folded = kBytes[static_cast<unsigned char>(name[at])];
    if (folded == kOther) {
      at += read_other(name.substr(at));
      continue;
    }
    ++at;
    if (folded == kEnds) {
      end_word();
    } else {
      *end_++ = folded;
      ++length_;
    }
  }
  end_word();
  if (words_.empty()) return take_as_written(name);
  --end_;  // the space behind the last word
  --length_;
}

std::size_t WordReader::read_other(std::string_view rest) {
  const CodePoint next = decode_utf8(rest);
  const char32_t folded = next.valid ? fold_code_point(next.value) : kSeparator;
  if (folded == kSeparator) {
    end_word();
  } else if (folded != kAccent) {
    append_letter(folded);
  }
  return next.bytes;
}

void WordReader::append_letter(char32_t folded) {
  end_ += encode_utf8(folded, end_);
  ++length_;
}

void WordReader::end_word() {
  if (end_ == word_) return;
  std::string_view word(word_, static_cast<std::size_t>(end_ - word_));
  if (word.size() > kMaxWordBytes) {
    const std::string_view kept = cut(word, kMaxWordBytes);
    length_ -= static_cast<std::uint32_t>(count_code_points(word.substr(kept.size())));
    end_ = word_ + kept.size();
    word = kept;
  }
  words_.push_back(word);
  *end_++ = ' ';
  ++length_;
  word_ = end_;
}

void WordReader::take_as_written(std::string_view name) {
  const std::string_view word = cut(without_blanks_around(name), kMaxWordBytes);
  if (word.empty()) return;
  std::ranges::replace_copy(word, end_, '\0', ' ');  // so that no word holds a zero byte
  words_.emplace_back(end_, word.size());
  end_ += word.size();
  length_ = static_cast<std::uint32_t>(count_code_points(word));
}

}  // namespace wirespeed::search
