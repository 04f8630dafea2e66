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
  names_ = postings.names;
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

double Conjunction::expected() const noexcept {
  const double names = names_;
  double expected = names;
  for (const PostingCursor& cursor : cursors_) expected *= cursor.count() / names;
  return expected;
}

bool Conjunction::is_dense() const noexcept {
  std::uint64_t listed = 0;
  for (const PostingCursor& cursor : cursors_) {
    if (posting_form(cursor.count(), names_) == PostingForm::list) listed += cursor.count();
  }
  return cursors_.size() > 1 && std::uint64_t{bound()} * 16 >= listed && bound() >= names_ / 2048;
}

void Conjunction::meet(std::uint32_t begin, RankWindow& window) noexcept {
  window.fill(~std::uint64_t{0});
  for (PostingCursor& cursor : cursors_) cursor.keep_in(begin, window);
}

void Conjunction::match(RankSink& sink, Pace& pace) {
  if (sink.counts() && is_dense()) return match_by_window(sink, pace);
  for (std::uint32_t rank = seek(0); rank != kNoRank && sink.take(rank); rank = seek(rank + 1)) {
    if (pace.step()) return;
    if (cursors_.size() == 1 && !sink.wants_ranks()) return sink.add(bound() - sink.total());
  }
}

void Conjunction::match_by_window(RankSink& sink, Pace& pace) {
  RankWindow window;
  for (std::uint64_t begin = 0; begin < names_ && !pace.step(1024); begin += kWindowRanks) {
    meet(static_cast<std::uint32_t>(begin), window);
    if (!take_bits(window, static_cast<std::uint32_t>(begin), sink)) return;
  }
}

void Conjunction::match_within(std::span<const std::uint64_t> bitmap, RankSink& sink, Pace& pace) {
  RankWindow window;
  for (std::uint64_t begin = 0; begin < names_ && !pace.step(1024); begin += kWindowRanks) {
    meet(static_cast<std::uint32_t>(begin), window);
    const auto part = bitmap.subspan(begin / 64);
    for (std::size_t i = 0; i < window.size(); ++i) window[i] &= i < part.size() ? part[i] : 0;
    if (!take_bits(window, static_cast<std::uint32_t>(begin), sink)) return;
  }
}

std::span<const std::uint32_t> CommonRanks::take(std::size_t at_most) {
  if (taken_ == found_.size()) {
    found_.clear();
    taken_ = 0;
    if (dense_) {
      fill_by_window();
    } else {
      fill_by_leaps(at_most);
    }
  }
  const auto rest = std::span<const std::uint32_t>(found_).subspan(taken_);
  const auto some = rest.first(std::min(at_most, rest.size()));
  taken_ += some.size();
  return some;
}

void CommonRanks::fill_by_window() {
  RankWindow window;
  while (found_.empty() && next_ < words_.names()) {
    const auto begin = static_cast<std::uint32_t>(next_);
    words_.meet(begin, window);
    RankSink sink(kWindowRanks, words_.names(), false);
    take_bits(window, begin, sink);
    found_ = sink.ranks();
    next_ += kWindowRanks;
  }
}

void CommonRanks::fill_by_leaps(std::size_t count) {
  while (found_.size() < count && next_ < words_.names()) {
    const std::uint32_t rank = words_.seek(static_cast<std::uint32_t>(next_));
    if (rank != kNoRank) found_.push_back(rank);
    next_ = std::uint64_t{rank} + 1;
  }
}

}  // namespace wirespeed::search
