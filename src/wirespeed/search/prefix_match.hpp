// Names that hold a word with a given beginning, alone or beside whole words.
#pragma once

#include "wirespeed/search/rank_sink.hpp"
#include "wirespeed/search/shard.hpp"
#include "wirespeed/search/word_match.hpp"

namespace wirespeed::search {

// REQUIRES for all: a range of words that is not empty
void match_prefix(const Shard& shard, WordRange prefix, RankSink& sink, Pace& pace);
// About how many names hold the words and the prefix, were they independent.
double expected_hits(const Conjunction& words, const Shard& shard, WordRange prefix) noexcept;

void match_prefix_beside(Conjunction& words, const Shard& shard, WordRange prefix, RankSink& sink, Pace& pace);

}  // namespace wirespeed::search
