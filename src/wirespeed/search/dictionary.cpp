#include "wirespeed/search/dictionary.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "wirespeed/search/fold.hpp"
#include "wirespeed/search/section_size.hpp"

namespace wirespeed::search {
namespace {

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
  dictionary.best_ = NumberView(sections.best);
  dictionary.words_ = words;
  dictionary.names_ = names;
  const std::uint64_t blocks = block_count(words);
  if (auto ok = check_size("blocks", (blocks + 1) * 8, sections.blocks.size()); !ok) return std::unexpected(ok.error());
  if (auto ok = check_size("best", blocks * 4, sections.best.size()); !ok) return std::unexpected(ok.error());
  if (auto ok = check_size("postings", kSpareBytes, sections.postings.size()); !ok) return std::unexpected(ok.error());
  return dictionary;
}

std::string_view Dictionary::first_word(std::uint32_t block) const noexcept {
  WordScanner scanner = scan(block);
  return scanner.next() ? scanner.suffix() : std::string_view();
}

// The last block whose first word is not above `word`; 0 when there is none.
std::uint32_t Dictionary::block_before(std::string_view word) const noexcept {
  std::uint32_t low = 0;
  std::uint32_t high = block_count(words_);
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
  WordScanner scanner = scan(block);
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
  WordScanner scanner = scan(block_before(word));
  while (scanner.next()) {
    const std::string_view suffix = scanner.suffix();
    std::ranges::copy(suffix, text.data() + scanner.shared());
    const auto order = std::string_view(text.data(), scanner.shared() + suffix.size()) <=> word;
    if (order == 0) return postings(scanner.number());
    if (order > 0) break;
  }
  return std::nullopt;
}

WordRange Dictionary::with_prefix(std::string_view prefix) const noexcept {
  const std::string after = after_prefix(prefix);
  return {lower_bound(prefix), after.empty() ? words_ : lower_bound(after)};
}

double Dictionary::weight(WordRange range) const noexcept {
  if (range.empty()) return 0;
  const WordRange blocks = blocks_of(range);
  const std::uint32_t begin = postings_at(blocks.begin);
  const std::uint32_t end = postings_at(blocks.end);
  const double share = static_cast<double>(range.size()) / (blocks.size() * double{kBlockWords});
  return end > begin ? share * (end - begin) : 0;
}

}  // namespace wirespeed::search
