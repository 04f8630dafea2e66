#include "wirespeed/search/word_match.hpp"

#include <algorithm>
#include <bit>

#include "wirespeed/search/common_ranks.hpp"
#include "wirespeed/search/rank_filter.hpp"

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

// They are measured ones, rounded.
Conjunction::Costs Conjunction::costs() const noexcept {
  constexpr double kLeap = 25, kWalk = 2.5, kMark = 1.5, kWindowName = 0.008;
  const double names = names_;
  const double rarest = bound();
  const double second = cursors_[1].count();
  double listed = 0;  // what windows walk over; bitmaps are met by the word
  for (const PostingCursor& cursor : cursors_) {
    if (posting_form(cursor.count(), names_) != PostingForm::bitmap) listed += cursor.count();
  }
  const double passed = second * std::min(1.0, rarest / (4 * RankFilter::kMaxRanks));  // the filter, and in vain
  return {.leaps = kLeap * rarest,
          .filter = kWalk * (rarest + second) + kLeap * passed,
          .windows = kMark * listed + kWindowName * names * static_cast<double>(cursors_.size() + 1)};
}

Conjunction::Way Conjunction::way() const noexcept {
  if (cursors_.size() < 2) return Way::leaps;
  const Costs cost = costs();
  if (cost.leaps <= std::min(cost.filter, cost.windows)) return Way::leaps;
  return cost.filter < cost.windows ? Way::filter : Way::windows;
}

double Conjunction::cost() const noexcept {
  constexpr double kWalk = 6;  // one word alone
  if (cursors_.size() < 2) return kWalk * bound();
  const Costs cost = costs();
  return std::min({cost.leaps, 1.5 * cost.filter, 2 * cost.windows});
}

void Conjunction::meet(std::uint32_t begin, RankWindow& window) noexcept {
  window.fill(~std::uint64_t{0});
  for (PostingCursor& cursor : cursors_) cursor.keep_in(begin, window);
}

void Conjunction::match(RankSink& sink, Pace& pace) {
  if (sink.counts() && way() == Way::windows) return match_by_window(sink, pace);
  CommonRanks common(*this);
  while (!pace.step(64)) {
    const auto ranks = common.take(64);
    if (ranks.empty()) return;
    for (const std::uint32_t rank : ranks) {
      if (!sink.take(rank)) return;
      if (cursors_.size() == 1 && !sink.wants_ranks()) return sink.add(bound() - sink.total());
    }
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

}  // namespace wirespeed::search
