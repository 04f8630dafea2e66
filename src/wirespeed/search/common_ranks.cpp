#include "wirespeed/search/common_ranks.hpp"

#include <algorithm>

namespace wirespeed::search {
namespace {

constexpr std::uint64_t kFirstWalked = 1024;  // ranks of the rarest word; often they are all that is needed

}  // namespace

CommonRanks::CommonRanks(Conjunction& words) : words_(words), way_(words.way()) {
  if (way_ != Conjunction::Way::filter) return;
  walked_.assign(words.cursors().begin(), words.cursors().begin() + 2);
  const std::uint64_t names = words.names();
  step_ = names * kFirstWalked / words.bound() + 1;
  longest_step_ = names * (RankFilter::kMaxRanks / 2) / words.bound() + 1;
}

std::span<const std::uint32_t> CommonRanks::take(std::size_t at_most) {
  if (taken_ == found_.size()) {
    found_.clear();
    taken_ = 0;
    fill(at_most);
  }
  const auto rest = std::span<const std::uint32_t>(found_).subspan(taken_);
  const auto some = rest.first(std::min(at_most, rest.size()));
  taken_ += some.size();
  return some;
}

void CommonRanks::fill(std::size_t count) {
  switch (way_) {
    case Conjunction::Way::leaps:
      return fill_by_leaps(count);
    case Conjunction::Way::filter:
      return fill_by_filter();
    case Conjunction::Way::windows:
      return fill_by_window();
  }
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

void CommonRanks::fill_by_filter() {
  while (found_.empty() && next_ < words_.names()) {
    next_ = std::min<std::uint64_t>(next_ + step_, words_.names());
    step_ = std::min(step_ * 8, longest_step_);
    const auto end = static_cast<std::uint32_t>(next_);
    filter_.clear();
    walked_[0].visit_below(end, [&](std::uint32_t rank) { filter_.add(rank); });
    walked_[1].visit_below(end, [&](std::uint32_t rank) {
      if (filter_.may_hold(rank)) found_.push_back(rank);
    });
    std::erase_if(found_, [&](std::uint32_t rank) { return words_.probe(rank) != rank; });
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
