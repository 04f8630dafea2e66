#include "wirespeed/search/dictionary.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "wirespeed/search/fold.hpp"

namespace wirespeed::search {
namespace {

Result<void> check_size(std::string_view section, std::uint64_t expected, std::uint64_t found) {
  if (found >= expected) return {};
  return fail(Errc::malformed, "open search index: section {}: expected at least {} bytes, found {}", section, expected,
              found);
}

// The least text above everything that begins with the prefix; empty when there is none.
std::string after_prefix(std::string_view prefix) {
  std::string after(prefix);
  while (!after.empty() && static_cast<unsigned char>(after.back()) == 0xFF) after.pop_back();
  if (!after.empty()) after.back() = static_cast<char>(after.back() + 1);
  return after;
}

}  // namespace

Result<Dictionary> Dictionary::open(const DictionarySections& sections, std::uint32_t words, std::uint32_t names) {
  Dictionary dictionary;
  dictionary.text_ = sections.words;
  dictionary.postings_ = sections.postings;
  dictionary.blocks_ = NumberView(sections.blocks);
  dictionary.first_ = NumberView(sections.first);
  dictionary.words_ = words;
  dictionary.names_ = names;
  const std::uint64_t blocks = (std::uint64_t{words} + kBlockWords - 1) / kBlockWords;
  if (auto ok = check_size("blocks", (blocks + 1) * 8, sections.blocks.size()); !ok) return std::unexpected(ok.error());
  if (auto ok = check_size("first", std::uint64_t{words} * 4, sections.first.size()); !ok) {
    return std::unexpected(ok.error());
  }
  if (auto ok = check_size("postings", kSpareBytes, sections.postings.size()); !ok) return std::unexpected(ok.error());
  return dictionary;
}

std::string_view Dictionary::first_word(std::uint32_t block) const noexcept {
  const std::size_t at = text_at(block);
  if (at >= text_.size()) return {};
  const std::size_t size = std::min<std::size_t>(text_[at], text_.size() - at - 1);
  return text_of(text_.subspan(at + 1, size));
}

// The last block whose first word is not above `word`; 0 when there is none.
std::uint32_t Dictionary::block_before(std::string_view word) const noexcept {
  std::uint32_t low = 0;
  std::uint32_t high = block_count();
  while (high - low > 1) {
    const std::uint32_t middle = low + (high - low) / 2;
    (first_word(middle) <= word ? low : high) = middle;
  }
  return low;
}

std::uint32_t Dictionary::lower_bound(std::string_view word) const noexcept {
  if (words_ == 0) return 0;
  const std::uint32_t block = block_before(word);
  std::array<char, kMaxWordBytes * 2> text;
  WordScanner scanner(*this, block);
  while (scanner.next()) {
    const std::string_view suffix = scanner.suffix();
    std::ranges::copy(suffix, text.data() + scanner.shared());
    if (std::string_view(text.data(), scanner.shared() + suffix.size()) >= word) return scanner.number();
  }
  return std::min(words_, (block + 1) * kBlockWords);
}

std::optional<Postings> Dictionary::find(std::string_view word) const noexcept {
  if (words_ == 0) return std::nullopt;
  std::array<char, kMaxWordBytes * 2> text;
  WordScanner scanner(*this, block_before(word));
  while (scanner.next()) {
    const std::string_view suffix = scanner.suffix();
    std::ranges::copy(suffix, text.data() + scanner.shared());
    const auto order = std::string_view(text.data(), scanner.shared() + suffix.size()) <=> word;
    if (order == 0) return scanner.postings();
    if (order > 0) break;
  }
  return std::nullopt;
}

WordRange Dictionary::with_prefix(std::string_view prefix) const noexcept {
  const std::string after = after_prefix(prefix);
  return {lower_bound(prefix), after.empty() ? words_ : lower_bound(after)};
}

std::optional<Postings> Dictionary::postings(std::uint32_t word) const noexcept {
  std::optional<Postings> found;
  for_each({word, word + 1}, [&](std::uint32_t, const Postings& postings) {
    found = postings;
    return false;
  });
  return found;
}

std::uint64_t Dictionary::weight(WordRange range) const noexcept {
  if (range.empty()) return 0;
  const std::uint32_t begin = postings_at(range.begin / kBlockWords);
  const std::uint32_t end = postings_at((range.end - 1) / kBlockWords + 1);
  return range.size() + (end > begin ? end - begin : 0);
}

WordScanner::WordScanner(const Dictionary& dictionary, std::uint32_t block) noexcept
    : dictionary_(dictionary),
      at_(dictionary.text_at(block)),
      postings_at_(dictionary.postings_at(block)),
      postings_end_(postings_at_),
      number_(block * kBlockWords),
      end_(std::min(dictionary.words_, number_ + kBlockWords)) {}

bool WordScanner::next() noexcept {
  postings_at_ = postings_end_;
  const bool first = !started_;
  if (!first) ++number_;
  started_ = true;
  if (number_ >= end_) return false;
  const std::size_t known = shared_ + suffix_.size();
  shared_ = 0;
  std::uint32_t size = 0;
  if ((!first && !read_byte(shared_)) || !read_byte(size)) return false;
  if (shared_ > known || size > dictionary_.text_.size() - at_) return false;
  suffix_ = text_of(dictionary_.text_.subspan(at_, size));
  at_ += size;
  if (shared_ + suffix_.size() > kMaxWordBytes || !read_count()) return false;
  postings_end_ = postings_at_ + posting_bytes(count_, dictionary_.names_);
  return true;
}

bool WordScanner::read_byte(std::uint32_t& value) noexcept {
  if (at_ >= dictionary_.text_.size()) return false;
  value = dictionary_.text_[at_++];
  return true;
}

bool WordScanner::read_count() noexcept {
  count_ = 0;
  for (unsigned shift = 0; shift < 35; shift += 7) {
    std::uint32_t byte = 0;
    if (!read_byte(byte)) return false;
    count_ |= (byte & 0x7F) << shift;
    if (byte < 0x80) return count_ > 0 && count_ <= dictionary_.names_;
  }
  return false;
}

std::optional<Postings> WordScanner::postings() const noexcept {
  if (postings_end_ + kSpareBytes > dictionary_.postings_.size()) return std::nullopt;
  return Postings{.count = count_,
                  .names = dictionary_.names_,
                  .first = dictionary_.first_rank(number_),
                  .data = dictionary_.postings_.data() + postings_at_};
}

}  // namespace wirespeed::search
