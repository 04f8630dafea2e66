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

  // `rank` when each of the postings holds it; else a higher rank, below which there is no common one (kNoRank when
  // there is none at all). REQUIRES: not below a rank before
  std::uint32_t probe(std::uint32_t rank) noexcept;

  // The postings of the rarest word, from here on.
  const PostingCursor& rarest() const noexcept { return cursors_.front(); }

  // Not more ranks than this.
  std::uint32_t bound() const noexcept { return cursors_.front().count(); }

  // All of them into the sink, as it wants them.
  void match(std::uint32_t names, RankSink& sink, Pace& pace);

  // Those whose bit is set in a bitmap of all names.
  void match_within(std::span<const std::uint64_t> bitmap, RankSink& sink, Pace& pace);

 private:
  bool is_dense(std::uint32_t names) const noexcept;
  void match_by_window(std::uint64_t names, std::span<const std::uint64_t> bitmap, RankSink& sink, Pace& pace);

  std::vector<PostingCursor> cursors_;  // the shortest first
};

// The ranks whose bit is set into the sink; false when it has enough. Bit 0 of the first word stands for rank `begin`.
bool take_bits(std::span<const std::uint64_t> bits, std::uint32_t begin, RankSink& sink);

}  // namespace wirespeed::search
