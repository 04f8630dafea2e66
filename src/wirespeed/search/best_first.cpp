#include "wirespeed/search/best_first.hpp"

namespace wirespeed::search {

BestFirst::BestFirst(const Shard& shard, WordRange words) : shard_(shard) { push_range(words); }

std::uint32_t BestFirst::next() {
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

void BestFirst::push_range(WordRange words) {
  if (words.empty()) return;
  const std::uint32_t word = shard_.minima().best(words);
  const std::uint32_t rank = shard_.dictionary().first_rank(word);
  if (rank < shard_.names()) queue_.push({rank, kNoCursor, words, word});
}

void BestFirst::open_word(std::uint32_t word) {
  const auto postings = shard_.dictionary().postings(word);
  if (!postings || postings->count < 2) return;
  cursors_.emplace_back(*postings);
  cursors_.back().next();
  push_cursor(static_cast<std::uint32_t>(cursors_.size() - 1));
}

void BestFirst::push_cursor(std::uint32_t cursor) {
  const std::uint32_t rank = cursors_[cursor].value();
  if (rank != kNoRank) queue_.push({rank, cursor, {}, 0});
}

}  // namespace wirespeed::search
