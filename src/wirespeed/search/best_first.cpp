#include "wirespeed/search/best_first.hpp"

namespace wirespeed::search {

// Of the blocks at both ends some words may lie outside: their best rank would tell nothing.
BestFirst::BestFirst(const Shard& shard, WordRange words) : shard_(shard), words_(words) {
  WordRange blocks = Dictionary::blocks_of(words);
  if (words.begin % kBlockWords != 0) open_block(blocks.begin++);
  if (!blocks.empty() && words.end % kBlockWords != 0) open_block(--blocks.end);
  push_blocks(blocks);
}

std::uint32_t BestFirst::next() {
  while (!queue_.empty()) {
    const Entry best = queue_.top();
    queue_.pop();
    if (best.cursor != kNoCursor) {
      cursors_[best.cursor].next();
      push_cursor(best.cursor);
      return best.rank;
    }
    push_blocks({best.blocks.begin, best.block});
    push_blocks({best.block + 1, best.blocks.end});
    open_block(best.block);
  }
  return kNoRank;
}

void BestFirst::push_blocks(WordRange blocks) {
  if (blocks.empty()) return;
  const std::uint32_t block = shard_.minima().best(blocks);
  queue_.push({shard_.dictionary().best_rank(block), kNoCursor, blocks, block});
}

void BestFirst::open_block(std::uint32_t block) {
  shard_.dictionary().bundle(block).for_each(Dictionary::places_of(words_, block), [this](const Postings& postings) {
    cursors_.emplace_back(postings);
    push_cursor(static_cast<std::uint32_t>(cursors_.size() - 1));
    return true;
  });
}

void BestFirst::push_cursor(std::uint32_t cursor) {
  const std::uint32_t rank = cursors_[cursor].value();
  if (rank != kNoRank) queue_.push({rank, cursor, {}, 0});
}

}  // namespace wirespeed::search
