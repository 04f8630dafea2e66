#include "wirespeed/search/shard.hpp"

#include <algorithm>

namespace wirespeed::search {
namespace {

// The sections of a label; the first that is missing is kept as the error.
class Parts {
 public:
  Parts(std::uint8_t label, const SectionLookup& sections) : label_(label), sections_(sections) {}

  ByteView operator[](std::string_view part) {
    auto bytes = sections_(section_name(label_, part));
    if (bytes) return *bytes;
    if (found_) found_ = std::unexpected(bytes.error());
    return {};
  }
  const Result<void>& found() const noexcept { return found_; }

 private:
  std::uint8_t label_;
  const SectionLookup& sections_;
  Result<void> found_;
};

// Puts what was opened at `out`, or keeps the first error.
template <typename Part>
void take(Result<void>& opened, Result<Part> part, Part& out) {
  if (part) {
    out = std::move(*part);
  } else if (opened) {
    opened = std::unexpected(part.error());
  }
}

// The first rank in [low, high) of which it is true, where it is true of all from some rank on; high when of none.
template <typename Predicate>
std::uint32_t first_rank_where(std::uint32_t low, std::uint32_t high, Predicate&& is_true) {
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (is_true(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

std::string section_name(std::uint8_t label, std::string_view part) { return fmt::format("search/{}/{}", label, part); }

Result<Shard> Shard::open(const LabelRow& row, const SectionLookup& sections) {
  Shard shard;
  shard.label_ = static_cast<std::uint8_t>(row.label);
  shard.names_ = row.names;
  Parts part(shard.label_, sections);
  const DictionarySections dictionary{part["words"], part["blocks"], part["best"], part["postings"]};
  const GroupSections groups{part["groups"], part["hubs"], part["codes_at"], part["codes"]};
  const ByteView minima = part["minima"], nodes = part["nodes"], popularity = part["popularity"];
  const ByteView lengths = part["lengths"];
  Result<void> opened = part.found();
  if (!opened) return std::unexpected(opened.error());
  take(opened, Dictionary::open(dictionary, row.words, row.names), shard.dictionary_);
  if (!opened) return std::unexpected(opened.error());
  take(opened, MinimumTree::open(shard.dictionary_.best_ranks(), block_count(row.words), minima), shard.minima_);
  take(opened, WordGroups::open(groups, row.names, row.words), shard.groups_);
  take(opened, PackedColumn::open(nodes, row.names, "nodes"), shard.nodes_);
  take(opened, PackedColumn::open(popularity, row.names, "popularity"), shard.popularity_);
  take(opened, PackedColumn::open(lengths, row.names, "lengths"), shard.lengths_);
  if (!opened) return std::unexpected(opened.error());
  return shard;
}

std::uint32_t Shard::first_behind(const Standing& standing) const noexcept {
  return first_rank_where(0, names_, [&](std::uint32_t rank) {
    const std::uint32_t popularity = popularity_[rank];
    if (popularity != standing.popularity) return popularity < standing.popularity;
    const std::uint32_t length = lengths_[rank];
    return length != standing.length ? length > standing.length : nodes_[rank] > standing.node;
  });
}

// Of equal popularity the lengths rise. The end is sought in growing steps: most such runs are short.
std::uint32_t Shard::leap_to_length(std::uint32_t from, std::uint32_t length) const noexcept {
  const std::uint32_t popularity = popularity_[from];
  const bool is_beyond = lengths_[from] > length;
  const auto is_end = [&](std::uint32_t rank) {
    return popularity_[rank] < popularity || (!is_beyond && lengths_[rank] >= length);
  };
  std::uint64_t step = 1;
  while (from + step < names_ && !is_end(static_cast<std::uint32_t>(from + step))) step *= 2;
  const auto end = static_cast<std::uint32_t>(std::min<std::uint64_t>(names_, from + step));
  return is_end(from) ? from : first_rank_where(static_cast<std::uint32_t>(from + step / 2), end, is_end);
}

}  // namespace wirespeed::search
