#include "wirespeed/search/prefix_match.hpp"

#include <algorithm>
#include <bit>
#include <queue>

#include "wirespeed/search/byte_sort.hpp"

namespace wirespeed::search {
namespace {

// --- A prefix alone: the best ranks first -------------------------------------------------------------------------

// More hits than this are gathered in a bitmap of all names.
constexpr std::uint64_t kMaxHeapHits = 4096;

// Gives the ranks of a range of words in rising order, in a time that depends on how many are taken, not on how many
// there are: a range of words is known by its best word, and is cut in two around it when that one's turn comes.
class BestFirst {
 public:
  BestFirst(const Shard& shard, WordRange words) : shard_(shard) { push_range(words); }

  // The next rank (a name of two such words comes twice); kNoRank at the end.
  std::uint32_t next() {
    if (queue_.empty()) return kNoRank;
    const Entry best = queue_.top();
    queue_.pop();
    if (best.cursor == kNoCursor) {
      push_range({best.words.begin, best.word});
      push_range({best.word + 1, best.words.end});
      open_word(best.word);
    } else {
      cursors_[best.cursor].next();
      push_cursor(best.cursor);
    }
    return best.rank;
  }

 private:
  static constexpr std::uint32_t kNoCursor = 0xFFFFFFFF;
  struct Entry {
    std::uint32_t rank;
    std::uint32_t cursor;  // or:
    WordRange words;
    std::uint32_t word;  // the best of them
  };
  struct Later {
    bool operator()(const Entry& a, const Entry& b) const noexcept { return a.rank > b.rank; }
  };

  void push_range(WordRange words) {
    if (words.empty()) return;
    const std::uint32_t word = shard_.minima().best(words);
    const std::uint32_t rank = shard_.dictionary().first_rank(word);
    if (rank < shard_.names()) queue_.push({rank, kNoCursor, words, word});
  }

  void open_word(std::uint32_t word) {
    const auto postings = shard_.dictionary().postings(word);
    if (!postings || postings->count < 2) return;
    cursors_.emplace_back(*postings);
    cursors_.back().next();
    push_cursor(static_cast<std::uint32_t>(cursors_.size() - 1));
  }

  void push_cursor(std::uint32_t cursor) {
    const std::uint32_t rank = cursors_[cursor].value();
    if (rank != kNoRank) queue_.push({rank, cursor, {}, 0});
  }

  const Shard& shard_;
  std::priority_queue<Entry, std::vector<Entry>, Later> queue_;
  std::vector<PostingCursor> cursors_;
};

void match_best_first(const Shard& shard, WordRange prefix, RankSink& sink, Pace& pace) {
  BestFirst ranks(shard, prefix);
  std::uint32_t before = kNoRank;
  for (std::uint32_t rank = ranks.next(); rank != kNoRank && !pace.step(32); rank = ranks.next()) {
    if (rank != before && !sink.take(rank)) return;
    before = rank;
  }
}

void match_by_bitmap(const Shard& shard, WordRange prefix, RankSink& sink, Pace& pace) {
  std::vector<std::uint64_t> bitmap((std::size_t{shard.names()} + 63) / 64);
  shard.dictionary().for_each(prefix, [&](std::uint32_t, const Postings& postings) {
    for (PostingCursor at(postings); at.value() != kNoRank && !pace.step(); at.next()) {
      bitmap[at.value() / 64] |= std::uint64_t{1} << (at.value() % 64);
    }
    return !pace.step(8);
  });
  for (std::size_t i = 0; i < bitmap.size() && !pace.stopped(); ++i) {
    if (!sink.wants_ranks() && sink.counts()) {
      sink.add(count_ones(bitmap[i]));
      continue;
    }
    for (std::uint64_t word = bitmap[i]; word != 0; word &= word - 1) {
      if (!sink.take(static_cast<std::uint32_t>(64 * i) + static_cast<std::uint32_t>(std::countr_zero(word)))) return;
    }
  }
}

// --- A prefix beside whole words ------------------------------------------------------------------------------------

// Below so many postings, walking them is faster than asking the names of the other words one by one.
constexpr std::uint64_t kMinAsked = 4096;

// For each name of the whole words: does it hold one of the groups, or one of the hubs?
void match_by_groups(Conjunction& words, const Shard& shard, WordRange prefix, WordRange groups, RankSink& sink,
                     Pace& pace) {
  WordGroups::Reader group_reader(shard.groups(), groups);
  std::vector<PostingCursor> hubs;
  shard.groups().for_each_hub(prefix, [&](std::uint32_t word) {
    if (const auto postings = shard.dictionary().postings(word)) hubs.emplace_back(*postings);
  });
  const auto is_in_hub = [&](std::uint32_t rank) {
    return std::ranges::any_of(hubs, [&](PostingCursor& hub) {
      hub.seek(rank);
      return hub.value() == rank;
    });
  };
  for (std::uint32_t rank = words.seek(0); rank != kNoRank && !pace.step(4); rank = words.seek(rank + 1)) {
    if ((group_reader.holds(rank) || is_in_hub(rank)) && !sink.take(rank)) return;
  }
}

constexpr std::size_t kFewRanks = 200;

void sort_ranks(std::vector<std::uint32_t>& ranks) {
  if (ranks.size() < kFewRanks) {
    std::ranges::sort(ranks);
    return;
  }
  std::vector<std::uint32_t> other(ranks.size());
  sort_by_bytes(ranks, other, [](std::uint32_t rank) { return rank; });
}

struct RankRange {
  std::uint32_t begin;
  std::uint32_t end;
};

// The ranks in the range that hold a word of the prefix, sorted.
std::vector<std::uint32_t> gather(const Dictionary& dictionary, WordRange prefix, RankRange range, Pace& pace) {
  std::vector<std::uint32_t> ranks;
  dictionary.for_each(prefix, [&](std::uint32_t, const Postings& postings) {
    if (postings.first >= range.end) return !pace.step(4);
    PostingCursor at(postings);
    for (at.seek(range.begin); at.value() < range.end && !pace.step(); at.next()) ranks.push_back(at.value());
    return !pace.step(8);
  });
  sort_ranks(ranks);
  return ranks;
}

bool match_gathered(Conjunction& words, std::span<const std::uint32_t> gathered, RankSink& sink, Pace& pace) {
  std::uint32_t before = kNoRank;
  std::uint32_t match = 0;
  for (const std::uint32_t rank : gathered) {
    if (rank < match || rank == before) continue;
    before = rank;
    match = words.seek(rank);
    if (match == kNoRank || pace.step(4)) return false;
    if (match == rank && !sink.take(rank)) return false;
  }
  return true;
}

// How many ranks from the best on should hold some thirty hits, were the words independent.
std::uint64_t first_window(std::uint64_t words, std::uint64_t prefix, std::uint64_t names) {
  const double share = static_cast<double>(words) / static_cast<double>(names) * static_cast<double>(prefix);
  return share < 64
             ? names
             : std::max<std::uint64_t>(4096, static_cast<std::uint64_t>(32 / share * static_cast<double>(names)));
}

// The postings of the prefix, range of ranks by range, against the whole words.
void match_by_gathering(Conjunction& words, const Shard& shard, WordRange prefix, RankSink& sink, Pace& pace) {
  const std::uint64_t names = std::min(shard.names(), sink.end());
  const std::uint64_t weight = shard.dictionary().weight(prefix);
  std::uint64_t window = sink.counts() ? names : first_window(words.bound(), weight, shard.names());
  for (std::uint64_t begin = 0; begin < names; window *= 8) {
    const std::uint64_t end = std::min(names, begin + window);
    const RankRange range{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    const auto gathered = gather(shard.dictionary(), prefix, range, pace);
    if (pace.stopped() || !match_gathered(words, gathered, sink, pace)) return;
    begin = end;
  }
}

}  // namespace

void match_prefix(const Shard& shard, WordRange prefix, RankSink& sink, Pace& pace) {
  if (sink.counts() || sink.wanted() > kMaxHeapHits) return match_by_bitmap(shard, prefix, sink, pace);
  match_best_first(shard, prefix, sink, pace);
}

void match_prefix_beside(Conjunction& words, const Shard& shard, WordRange prefix, RankSink& sink, Pace& pace) {
  const auto groups = shard.groups().covering(prefix);
  if (groups && shard.dictionary().weight(prefix) >= kMinAsked) {
    return match_by_groups(words, shard, prefix, *groups, sink, pace);
  }
  match_by_gathering(words, shard, prefix, sink, pace);
}

}  // namespace wirespeed::search
