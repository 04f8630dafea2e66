// The common ranks of a conjunction, some at a time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "wirespeed/search/rank_filter.hpp"
#include "wirespeed/search/word_match.hpp"

namespace wirespeed::search {

// Nobody else may move the conjunction meanwhile.
class CommonRanks {
 public:
  explicit CommonRanks(Conjunction& words);

  // The next ones, rising; none at the end. Valid until the next call.
  std::span<const std::uint32_t> take(std::size_t at_most);

 private:
  void fill(std::size_t count);
  void fill_by_window();
  void fill_by_filter();
  void fill_by_leaps(std::size_t count);

  Conjunction& words_;
  Conjunction::Way way_;
  std::uint64_t next_ = 0;  // rank from which on they were not looked for
  std::vector<std::uint32_t> found_;
  std::size_t taken_ = 0;

  // The two rarest once more, to walk over, so many ranks at a time; `words_` follows to see what passes the filter.
  std::vector<PostingCursor> walked_;
  RankFilter filter_;
  std::uint64_t step_ = 0;
  std::uint64_t longest_step_ = 0;
};

}  // namespace wirespeed::search
