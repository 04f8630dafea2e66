// Names that hold all of some whole words.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "wirespeed/search/rank_sink.hpp"
#include "wirespeed/search/shard.hpp"

namespace wirespeed::search {

// The ranks that stand in each of several postings.
class Conjunction {
 public:
  // Nothing when a word is in no name. REQUIRES: !words.empty()
  static std::optional<Conjunction> of(const Dictionary& dictionary, std::span<const std::string_view> words);

  void add(const Postings& postings);

  // The first common rank >= least, kNoRank when there is none. REQUIRES: not below a `least` before
  std::uint32_t seek(std::uint32_t least) noexcept;

  // Not more ranks than this.
  std::uint32_t bound() const noexcept { return cursors_.front().count(); }

  // All of them into the sink, as it wants them.
  void match(std::uint32_t names, RankSink& sink, Pace& pace);

 private:
  bool is_dense(std::uint32_t names) const noexcept;
  void match_by_window(std::uint32_t names, RankSink& sink, Pace& pace);

  std::vector<PostingCursor> cursors_;  // the shortest first
};

}  // namespace wirespeed::search
