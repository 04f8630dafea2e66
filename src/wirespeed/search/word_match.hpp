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

  // The postings of the rarest word, of the second rarest and so on, from here on.
  std::span<const PostingCursor> cursors() const noexcept { return cursors_; }

  std::uint32_t names() const noexcept { return names_; }

  // Not more ranks than this.
  std::uint32_t bound() const noexcept { return cursors_.front().count(); }

  // How many there would be, were the words independent.
  double expected() const noexcept;

  // How their common ranks are found fastest, as they stand: rank by rank in leaps; by walking over the two rarest with
  // a filter between them; or window by window, which takes as long for few ranks as for many.
  enum class Way : std::uint8_t { leaps, filter, windows };
  Way way() const noexcept;

  // About what it takes to find all of them one after the other, in nanoseconds.
  double cost() const noexcept;

  // Sets the bits of the common ranks among those from `begin` on. REQUIRES: as PostingCursor::keep_in()
  void meet(std::uint32_t begin, RankWindow& window) noexcept;

  // All of them into the sink, as it wants them.
  void match(RankSink& sink, Pace& pace);

  // Those whose bit is set in a bitmap of all names.
  void match_within(std::span<const std::uint64_t> bitmap, RankSink& sink, Pace& pace);

 private:
  struct Costs {  // in nanoseconds, of two words or more
    double leaps;
    double filter;
    double windows;
  };
  Costs costs() const noexcept;
  void match_by_window(RankSink& sink, Pace& pace);

  std::uint32_t names_ = 0;
  std::vector<PostingCursor> cursors_;  // the shortest first
};

// The ranks whose bit is set into the sink; false when it has enough. Bit 0 of the first word stands for rank `begin`.
bool take_bits(std::span<const std::uint64_t> bits, std::uint32_t begin, RankSink& sink);

}  // namespace wirespeed::search
