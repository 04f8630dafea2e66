#include "wirespeed/search/word_match.hpp"

#include <algorithm>
#include <bit>

namespace wirespeed::search {

bool take_bits(std::span<const std::uint64_t> bits, std::uint32_t begin, RankSink& sink) {
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (!sink.wants_ranks() && sink.counts()) {
      sink.add(count_ones(bits[i]));
      continue;
    }
    for (std::uint64_t word = bits[i]; word != 0; word &= word - 1) {
      const auto bit = static_cast<std::uint32_t>(64 * i) + static_cast<std::uint32_t>(std::countr_zero(word));
      if (!sink.take(begin + bit)) return false;
    }
  }
  return true;
}

std::optional<Conjunction> Conjunction::of(const Dictionary& dictionary, std::span<const std::string_view> words) {
  Conjunction found;
  for (const std::string_view word : words) {
    const auto postings = dictionary.find(word);
    if (!postings) return std::nullopt;
    found.add(*postings);
  }
  return found;
}

void Conjunction::add(const Postings& postings) {
  const auto at = std::ranges::upper_bound(cursors_, postings.count, {}, &PostingCursor::count);
  cursors_.insert(at, PostingCursor(postings));
}

std::uint32_t Conjunction::seek(std::uint32_t least) noexcept {
  cursors_.front().seek(least);
  std::uint32_t rank = cursors_.front().value();
  for (std::size_t i = 1; i < cursors_.size() && rank != kNoRank;) {
    cursors_[i].seek(rank);
    if (cursors_[i].value() == rank) {
      ++i;
      continue;
    }
    cursors_.front().seek(cursors_[i].value());
    rank = cursors_.front().value();
    i = 1;
  }
  return rank;
}

std::uint32_t Conjunction::probe(std::uint32_t rank) noexcept {
  for (PostingCursor& cursor : cursors_) {
    cursor.seek(rank);
    if (cursor.value() != rank) return cursor.value();
  }
  return rank;
}

// Common words are met faster window by window than rank by rank.
bool Conjunction::is_dense(std::uint32_t names) const noexcept {
  std::uint64_t listed = 0;
  for (const PostingCursor& cursor : cursors_) {
    if (posting_form(cursor.count(), names) == PostingForm::list) listed += cursor.count();
  }
  return cursors_.size() > 1 && std::uint64_t{bound()} * 16 >= listed && bound() >= names / 2048;
}

void Conjunction::match(std::uint32_t names, RankSink& sink, Pace& pace) {
  if (sink.counts() && is_dense(names)) return match_by_window(names, {}, sink, pace);
  for (std::uint32_t rank = seek(0); rank != kNoRank && sink.take(rank); rank = seek(rank + 1)) {
    if (pace.step()) return;
    if (cursors_.size() == 1 && !sink.wants_ranks()) return sink.add(bound() - sink.total());
  }
}

void Conjunction::match_within(std::span<const std::uint64_t> bitmap, RankSink& sink, Pace& pace) {
  match_by_window(64 * std::uint64_t{bitmap.size()}, bitmap, sink, pace);
}

// An empty bitmap stands for one of all names.
void Conjunction::match_by_window(std::uint64_t names, std::span<const std::uint64_t> bitmap, RankSink& sink,
                                  Pace& pace) {
  for (std::uint64_t begin = 0; begin < names && !pace.step(1024); begin += kWindowRanks) {
    RankWindow window;
    window.fill(bitmap.empty() ? ~std::uint64_t{0} : 0);
    const auto part = bitmap.subspan(std::min<std::size_t>(begin / 64, bitmap.size()));
    std::ranges::copy(part.first(std::min(part.size(), window.size())), window.begin());
    for (PostingCursor& cursor : cursors_) cursor.keep_in(static_cast<std::uint32_t>(begin), window);
    if (!take_bits(window, static_cast<std::uint32_t>(begin), sink)) return;
  }
}

}  // namespace wirespeed::search
