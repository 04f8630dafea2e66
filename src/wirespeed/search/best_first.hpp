// The ranks of a range of words, the best first, in a time that depends on how many are taken and not on how many there
// are: a range of blocks is known by its best rank, and is cut in two around that block when its turn comes.
#pragma once

#include <cstdint>
#include <queue>
#include <vector>

#include "wirespeed/search/shard.hpp"

namespace wirespeed::search {

class BestFirst {
 public:
  // The shard outlives it.
  BestFirst(const Shard& shard, WordRange words);

  // The next rank (a name of two such words comes twice); kNoRank at the end.
  std::uint32_t next();

 private:
  static constexpr std::uint32_t kNoCursor = 0xFFFFFFFF;
  struct Entry {
    std::uint32_t rank;
    std::uint32_t cursor;  // or kNoCursor and:
    WordRange blocks;
    std::uint32_t block;  // the best of them
  };
  struct Later {
    bool operator()(const Entry& a, const Entry& b) const noexcept { return a.rank > b.rank; }
  };

  void push_blocks(WordRange blocks);
  void push_cursor(std::uint32_t cursor);
  void open_block(std::uint32_t block);

  const Shard& shard_;
  WordRange words_;
  std::priority_queue<Entry, std::vector<Entry>, Later> queue_;
  std::vector<PostingCursor> cursors_;
};

}  // namespace wirespeed::search
