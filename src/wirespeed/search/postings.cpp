#include "wirespeed/search/postings.hpp"

#include <algorithm>
#include <bit>

#include "wirespeed/search/bits.hpp"

namespace wirespeed::search {
namespace {

void write_bitmap(std::span<const std::uint32_t> ranks, std::uint8_t* out) noexcept {
  for (const std::uint32_t rank : ranks) out[rank / 8] = static_cast<std::uint8_t>(out[rank / 8] | (1u << (rank % 8)));
}

}  // namespace

void write_postings(std::span<const std::uint32_t> ranks, std::uint32_t names, std::uint8_t* out) noexcept {
  const auto count = static_cast<std::uint32_t>(ranks.size());
  if (posting_form(count, names) == PostingForm::bitmap) return write_bitmap(ranks, out);
  MonotoneWriter writer(MonotoneShape(count, names), out);
  for (const std::uint32_t rank : ranks) writer.push(rank);
  writer.finish();
}

PostingCursor::PostingCursor(const Postings& postings) noexcept
    : form_(postings.form()),
      count_(postings.count),
      names_(postings.names),
      lists_all_(form_ == PostingForm::list ||
                 (form_ == PostingForm::shared && postings.wanted == WordRange{0, kBlockWords})),
      wanted_(postings.wanted),
      bitmap_or_places_(form_ == PostingForm::bitmap ? postings.data : postings.places) {
  if (form_ == PostingForm::bitmap) {
    seek_bit(0);
    return;
  }
  list_ = MonotoneCursor(MonotoneShape(postings.listed, names_), postings.data);
  if (!lists_all_) skip_others();
}

// To the next value of a shared list that belongs to one of the wanted words, unless it is one.
void PostingCursor::skip_others() noexcept {
  while (list_.value() != kNoRank) {
    const std::uint32_t place = load_bits(bitmap_or_places_, std::uint64_t{list_.index()} * kPlaceBits, kPlaceBits);
    if (place >= wanted_.begin && place < wanted_.end) return;
    list_.next();
  }
}

void PostingCursor::next() noexcept {
  if (form_ == PostingForm::bitmap) return seek_bit(std::uint64_t{value_} + 1);
  list_.next();
  if (!lists_all_) skip_others();
}

void PostingCursor::seek(std::uint32_t least) noexcept {
  if (form_ == PostingForm::bitmap) {
    if (value_ < least) seek_bit(least);
    return;
  }
  list_.seek(least);
  if (lists_all_) return;
  skip_others();
  if (list_.value() < least) list_.end();  // altered bytes: the values fall, and would be sought again and again
}

std::uint64_t PostingCursor::bitmap_word(std::uint64_t at) const noexcept {
  return load_le<std::uint64_t>(bitmap_or_places_ + 8 * at);
}

void PostingCursor::seek_bit(std::uint64_t least) noexcept {
  value_ = kNoRank;
  if (least >= names_) return;
  const std::uint64_t words = bitmap_words(names_);
  std::uint64_t at = least / 64;
  std::uint64_t word = bitmap_word(at) & (~std::uint64_t{0} << (least % 64));
  while (word == 0) {
    if (++at == words) return;
    word = bitmap_word(at);
  }
  const std::uint64_t found = at * 64 + static_cast<unsigned>(std::countr_zero(word));
  if (found < names_) value_ = static_cast<std::uint32_t>(found);
}

void PostingCursor::add_to(std::span<std::uint64_t> bitmap) noexcept {
  if (form_ == PostingForm::bitmap) {
    for (std::size_t i = 0; i < bitmap_words(names_); ++i) bitmap[i] |= bitmap_word(i);
    return;
  }
  visit_below(kNoRank, [&](std::uint32_t rank) { bitmap[rank / 64] |= std::uint64_t{1} << (rank % 64); });
}

void PostingCursor::keep_in(std::uint32_t begin, RankWindow& window) noexcept {
  if (form_ == PostingForm::bitmap) {
    const std::uint64_t words = bitmap_words(names_);
    for (std::size_t i = 0; i < window.size(); ++i) {
      window[i] &= begin / 64 + i < words ? bitmap_word(begin / 64 + i) : 0;
    }
    return;
  }
  RankWindow mine{};
  const auto set = [&](std::uint32_t rank) {
    if (rank - begin < kWindowRanks)
      mine[(rank - begin) / 64] |= std::uint64_t{1} << (rank % 64);  // else altered bytes
  };
  const auto end = static_cast<std::uint32_t>(std::min<std::uint64_t>(std::uint64_t{begin} + kWindowRanks, kNoRank));
  seek(begin);
  visit_below(end, set);
  for (std::size_t i = 0; i < window.size(); ++i) window[i] &= mine[i];
}

}  // namespace wirespeed::search
