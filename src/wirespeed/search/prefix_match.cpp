#include "wirespeed/search/prefix_match.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "wirespeed/search/best_first.hpp"
#include "wirespeed/search/byte_sort.hpp"
#include "wirespeed/search/common_ranks.hpp"
#include "wirespeed/search/rank_filter.hpp"

namespace wirespeed::search {
namespace {

constexpr std::uint64_t kMaxBestFirst = 4096;  // more hits than this are gathered in a bitmap of all names
constexpr std::size_t kFewRanks = 200;
constexpr std::size_t kAskedAtOnce = 16;

// About what these cost, in nanoseconds.
constexpr double kBitmapCost = 1.6;       // to set a byte of postings (Dictionary::weight()) in a bitmap
constexpr double kBitmapNameCost = 0.02;  // to make a bitmap and to go over it, for each name of the label
constexpr double kLeapCost = 4;           // to gather a byte of postings and to seek them
constexpr double kFilterCost = 1.2;       // the same where most of them fall through a filter; and to put a rank in it
constexpr double kOpenCost = 60;          // to open the postings of a block
constexpr double kAskCost = 40;           // to ask a name for its groups
constexpr double kPostingsPerWeight = 0.55;

constexpr std::uint64_t kWindowGrowth = 2;

void match_best_first(const Shard& shard, WordRange prefix, RankSink& sink, Pace& pace) {
  BestFirst ranks(shard, prefix);
  std::uint32_t before = kNoRank;
  for (std::uint32_t rank = ranks.next(); rank != kNoRank && !pace.step(32); rank = ranks.next()) {
    if (rank != before && !sink.take(rank)) return;
    before = rank;
  }
}

// All names that hold a word of the prefix.
std::vector<std::uint64_t> bitmap_of(const Shard& shard, WordRange prefix, Pace& pace) {
  std::vector<std::uint64_t> bitmap((std::size_t{shard.names()} + 63) / 64);
  shard.dictionary().for_each(prefix, [&](const Postings& postings) {
    PostingCursor(postings).add_to(bitmap);
    return !pace.step(8 + postings.count);
  });
  return bitmap;
}

// The ranks of several postings as one.
class Union {
 public:
  void add(const Postings& postings) { cursors_.emplace_back(postings); }

  // The first rank >= least that one of them holds. REQUIRES: not below a `least` before
  std::uint32_t seek(std::uint32_t least) noexcept {
    std::uint32_t first = kNoRank;
    for (PostingCursor& cursor : cursors_) {
      cursor.seek(least);
      first = std::min(first, cursor.value());
    }
    return first;
  }

 private:
  std::vector<PostingCursor> cursors_;
};

// For each name of the whole words: does it hold one of the groups, or one of the hubs?
void match_by_groups(Conjunction& words, const Shard& shard, WordRange prefix, WordRange groups, RankSink& sink,
                     Pace& pace) {
  const GroupCodes& codes = shard.groups().codes();
  Union hubs;
  shard.groups().for_each_hub(prefix, [&](std::uint32_t word) {
    if (const auto postings = shard.dictionary().postings(word)) hubs.add(*postings);
  });
  const auto holds = [&](std::uint32_t rank) { return codes.holds(rank, groups) || hubs.seek(rank) == rank; };
  CommonRanks candidates(words);
  while (!pace.step(4 * kAskedAtOnce)) {
    const auto ranks = candidates.take(kAskedAtOnce);  // so many, that the memory of all of them comes at once
    if (ranks.empty()) return;
    for (const std::uint32_t rank : ranks) codes.prefetch_place(rank);
    for (const std::uint32_t rank : ranks) codes.prefetch(rank);
    for (const std::uint32_t rank : ranks) {
      if (holds(rank) && !sink.take(rank)) return;
    }
  }
}

// Is it worth it to filter the postings of a prefix by the names of the rarest word, in a share of all ranks?
bool filters(double rarest, double share, double weight) noexcept {
  return rarest * share < RankFilter::kMaxRanks && rarest < weight;
}

struct RankRange {
  std::uint32_t begin;
  std::uint32_t end;
};

void sort_ranks(std::vector<std::uint32_t>& ranks) {
  if (ranks.size() < kFewRanks) {
    std::ranges::sort(ranks);
    return;
  }
  std::vector<std::uint32_t> other(ranks.size());
  sort_by_bytes(ranks, other, [](std::uint32_t rank) { return rank; });
}

// The ranks of a prefix that may be those of the whole words, range by range: long postings are sought in, short ones
// are put together.
class PrefixRanks {
 public:
  PrefixRanks(const Conjunction& words, const Shard& shard, WordRange prefix)
      : words_(words),
        names_(shard.names()),
        dictionary_(shard.dictionary()),
        prefix_(prefix),
        blocks_(Dictionary::blocks_of(prefix)),
        long_postings_(std::max(1024u, 4 * std::min(words.bound(), 1u << 28))) {}

  // Makes the ranks of the range those that seek() finds. REQUIRES: not below a range before
  void enter(RankRange range, Pace& pace) {
    gathered_.clear();
    next_ = 0;
    fill_filter(range);
    open_blocks(range.end, pace);
    for (PostingCursor& postings : short_) {
      postings.seek(range.begin);
      postings.visit_below(range.end, [this](std::uint32_t rank) {
        if (!filters_ || filter_.may_hold(rank)) gathered_.push_back(rank);
      });
      if (pace.step(4)) return;
    }
    sort_ranks(gathered_);
  }

  // REQUIRES: in the range, not below a `least` before
  std::uint32_t seek(std::uint32_t least) noexcept {
    while (next_ < gathered_.size() && gathered_[next_] < least) ++next_;
    return std::min(long_.seek(least), next_ < gathered_.size() ? gathered_[next_] : kNoRank);
  }

 private:
  // What is not a name of the rarest word need not be gathered.
  void fill_filter(RankRange range) {
    const double share = static_cast<double>(range.end - range.begin) / names_;
    filters_ = filters(words_.bound(), share, dictionary_.weight(prefix_));
    if (!filters_) return;
    filter_.clear();
    PostingCursor rarest = words_.cursors().front();
    rarest.seek(range.begin);
    rarest.visit_below(range.end, [&](std::uint32_t rank) { filter_.add(rank); });
  }

  // Those whose best rank lies below `end` and did not before.
  void open_blocks(std::uint32_t end, Pace& pace) {
    for (std::uint32_t block = blocks_.begin; block < blocks_.end && !pace.step(); ++block) {
      const std::uint32_t best = dictionary_.best_rank(block);
      if (best >= opened_end_ && best < end) open(block, pace);
    }
    opened_end_ = end;
  }

  void open(std::uint32_t block, Pace& pace) {
    dictionary_.bundle(block).for_each(Dictionary::places_of(prefix_, block), [&](const Postings& postings) {
      if (postings.count >= long_postings_) {
        long_.add(postings);
      } else {
        short_.emplace_back(postings);
      }
      return !pace.step(8);
    });
  }

  const Conjunction& words_;
  double names_;
  const Dictionary& dictionary_;
  WordRange prefix_;
  WordRange blocks_;
  std::uint32_t long_postings_;
  std::uint32_t opened_end_ = 0;  // blocks with a rank below this are open
  std::vector<PostingCursor> short_;
  Union long_;
  bool filters_ = false;
  RankFilter filter_;
  std::vector<std::uint32_t> gathered_;
  std::size_t next_ = 0;
};

// The ranks of the prefix and those of the whole words, each leaping to where the other is.
void match_by_leaps(Conjunction& words, const Shard& shard, WordRange prefix, std::uint64_t window, RankSink& sink,
                    Pace& pace) {
  const std::uint64_t names = std::min(shard.names(), sink.end());
  PrefixRanks prefix_ranks(words, shard, prefix);
  std::uint32_t least = 0;
  for (std::uint64_t begin = 0; begin < names; begin += window, window *= kWindowGrowth) {
    const RankRange range{static_cast<std::uint32_t>(begin),
                          static_cast<std::uint32_t>(std::min(names, begin + window))};
    if (least >= range.end) continue;
    prefix_ranks.enter(range, pace);
    least = std::max(least, range.begin);
    for (std::uint32_t rank = prefix_ranks.seek(least); rank < range.end; rank = prefix_ranks.seek(least)) {
      least = words.probe(rank);
      if (least == rank && !sink.take(least++)) return;
      if (least >= range.end || pace.step(4)) break;
    }
    if (pace.stopped() || least == kNoRank) return;
  }
}

// What each way would cost, were the whole words and the prefix independent.
class Estimate {
 public:
  Estimate(const Conjunction& words, const Shard& shard, WordRange prefix, const RankSink& sink)
      : names_(shard.names()),
        rarest_(words.bound()),
        walk_(words.cost()),
        asked_(words.expected()),
        weight_(shard.dictionary().weight(prefix)),
        scan_(kOpenCost * Dictionary::blocks_of(prefix).size()) {
    const double hits = expected_hits(words, shard, prefix);
    const auto wanted = static_cast<double>(sink.wanted());
    const double useful = std::min(1.0, sink.end() / names_);
    needed_ = sink.counts() || hits <= 2 * wanted ? useful : std::min(useful, wanted / hits);
  }

  double ask() const noexcept { return (walk_ + kAskCost * asked_) * needed_; }
  double leap() const noexcept {
    const double share = static_cast<double>(window()) / names_;
    const double postings = filters(rarest_, share, weight_) ? kFilterCost * (rarest_ + weight_) : kLeapCost * weight_;
    return scan_ + postings * share;
  }
  double bitmap() const noexcept { return scan_ + kBitmapCost * weight_ + kBitmapNameCost * names_ + walk_ * needed_; }

  // Ranks from the best on that should hold the hits that are wanted, and some more.
  std::uint64_t window() const noexcept {
    return static_cast<std::uint64_t>(std::min(names_, std::max(4096.0, 1.25 * needed_ * names_)));
  }

 private:
  double names_;
  double rarest_;  // names of the rarest word
  double walk_;    // what it costs to find the names of all words
  double asked_;   // names of all words
  double weight_;
  double scan_;
  double needed_;  // the share of all ranks that is needed
};

}  // namespace

double expected_hits(const Conjunction& words, const Shard& shard, WordRange prefix) noexcept {
  return words.expected() / shard.names() * shard.dictionary().weight(prefix) * kPostingsPerWeight;
}

void match_prefix(const Shard& shard, WordRange prefix, RankSink& sink, Pace& pace) {
  if (!sink.counts() && sink.wanted() <= kMaxBestFirst) return match_best_first(shard, prefix, sink, pace);
  const auto bitmap = bitmap_of(shard, prefix, pace);
  if (!pace.stopped()) take_bits(bitmap, 0, sink);
}

void match_prefix_beside(Conjunction& words, const Shard& shard, WordRange prefix, RankSink& sink, Pace& pace) {
  const Estimate cost(words, shard, prefix, sink);
  const auto groups = shard.groups().covering(prefix);
  const double ask = groups ? cost.ask() : std::numeric_limits<double>::infinity();
  if (cost.bitmap() < std::min(ask, cost.leap())) {
    const auto bitmap = bitmap_of(shard, prefix, pace);
    if (!pace.stopped()) words.match_within(bitmap, sink, pace);
  } else if (ask < cost.leap()) {
    match_by_groups(words, shard, prefix, *groups, sink, pace);
  } else {
    match_by_leaps(words, shard, prefix, cost.window(), sink, pace);
  }
}

}  // namespace wirespeed::search
