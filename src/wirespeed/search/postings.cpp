#include "wirespeed/search/postings.hpp"

#include <algorithm>
#include <bit>

#include "wirespeed/search/bits.hpp"

namespace wirespeed::search {
namespace {

std::uint64_t bitmap_bytes(std::uint32_t names) noexcept { return (std::uint64_t{names} + 63) / 64 * 8; }

void write_bitmap(std::span<const std::uint32_t> ranks, std::uint8_t* out) noexcept {
  for (const std::uint32_t rank : ranks) out[rank / 8] = static_cast<std::uint8_t>(out[rank / 8] | (1u << (rank % 8)));
}

}  // namespace

std::uint64_t posting_bytes(std::uint32_t count, std::uint32_t names) noexcept {
  switch (posting_form(count, names)) {
    case PostingForm::single:
      return 0;
    case PostingForm::list:
      return MonotoneShape(count, names).bytes();
    case PostingForm::bitmap:
      return bitmap_bytes(names);
  }
  return 0;
}

void write_postings(std::span<const std::uint32_t> ranks, std::uint32_t names, std::uint8_t* out) noexcept {
  const auto count = static_cast<std::uint32_t>(ranks.size());
  const PostingForm form = posting_form(count, names);
  if (form == PostingForm::single) return;
  if (form == PostingForm::bitmap) return write_bitmap(ranks, out);
  MonotoneWriter writer(MonotoneShape(count, names), out);
  for (const std::uint32_t rank : ranks) writer.push(rank);
  writer.finish();
}

PostingCursor::PostingCursor(const Postings& postings) noexcept
    : form_(postings.form()), count_(postings.count), names_(postings.names) {
  switch (form_) {
    case PostingForm::single:
      value_ = postings.count == 1 && postings.first < names_ ? postings.first : kNoRank;
      break;
    case PostingForm::list:
      list_ = MonotoneCursor(MonotoneShape(count_, names_), postings.data);
      break;
    case PostingForm::bitmap:
      bitmap_ = postings.data;
      seek_bit(0);
      break;
  }
}

void PostingCursor::next() noexcept {
  switch (form_) {
    case PostingForm::single:
      value_ = kNoRank;
      break;
    case PostingForm::list:
      list_.next();
      break;
    case PostingForm::bitmap:
      seek_bit(std::uint64_t{value_} + 1);
      break;
  }
}

void PostingCursor::seek(std::uint32_t least) noexcept {
  if (form_ == PostingForm::list) return list_.seek(least);
  if (value_ >= least) return;
  if (form_ == PostingForm::bitmap) return seek_bit(least);
  value_ = kNoRank;
}

std::uint64_t PostingCursor::bitmap_word(std::uint64_t at) const noexcept {
  return load_le<std::uint64_t>(bitmap_ + 8 * at);
}

void PostingCursor::seek_bit(std::uint64_t least) noexcept {
  value_ = kNoRank;
  if (least >= names_) return;
  const std::uint64_t words = (std::uint64_t{names_} + 63) / 64;
  std::uint64_t at = least / 64;
  std::uint64_t word = bitmap_word(at) & (~std::uint64_t{0} << (least % 64));
  while (word == 0) {
    if (++at == words) return;
    word = bitmap_word(at);
  }
  const std::uint64_t found = at * 64 + static_cast<unsigned>(std::countr_zero(word));
  if (found < names_) value_ = static_cast<std::uint32_t>(found);
}

void PostingCursor::keep_in(std::uint32_t begin, RankWindow& window) noexcept {
  if (form_ == PostingForm::bitmap) {
    const std::uint64_t words = (std::uint64_t{names_} + 63) / 64;
    for (std::size_t i = 0; i < window.size(); ++i) {
      window[i] &= begin / 64 + i < words ? bitmap_word(begin / 64 + i) : 0;
    }
    return;
  }
  RankWindow mine{};
  const std::uint64_t end = std::uint64_t{begin} + kWindowRanks;
  for (seek(begin); value() < end && value() != kNoRank; next()) {
    mine[(value() - begin) / 64] |= std::uint64_t{1} << (value() % 64);
  }
  for (std::size_t i = 0; i < window.size(); ++i) window[i] &= mine[i];
}

}  // namespace wirespeed::search
