#include "wirespeed/search/shard.hpp"

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

}  // namespace

std::string section_name(std::uint8_t label, std::string_view part) { return fmt::format("search/{}/{}", label, part); }

Result<Shard> Shard::open(const LabelRow& row, const SectionLookup& sections) {
  Shard shard;
  shard.label_ = static_cast<std::uint8_t>(row.label);
  shard.names_ = row.names;
  Parts part(shard.label_, sections);
  const DictionarySections dictionary{part["words"], part["blocks"], part["first"], part["postings"]};
  const GroupSections groups{part["groups"], part["hubs"], part["members"], part["codes"]};
  const ByteView minima = part["minima"], nodes = part["nodes"], popularity = part["popularity"];
  const ByteView lengths = part["lengths"];
  Result<void> opened = part.found();
  if (!opened) return std::unexpected(opened.error());
  take(opened, Dictionary::open(dictionary, row.words, row.names), shard.dictionary_);
  if (!opened) return std::unexpected(opened.error());
  take(opened, MinimumTree::open(shard.dictionary_.first_ranks(), row.words, minima), shard.minima_);
  take(opened, WordGroups::open(groups, row.members, row.names, row.words), shard.groups_);
  take(opened, PackedColumn::open(nodes, row.names, "nodes"), shard.nodes_);
  take(opened, PackedColumn::open(popularity, row.names, "popularity"), shard.popularity_);
  take(opened, PackedColumn::open(lengths, row.names, "lengths"), shard.lengths_);
  if (!opened) return std::unexpected(opened.error());
  return shard;
}

std::uint32_t Shard::first_below(std::uint32_t popularity) const noexcept {
  std::uint32_t low = 0;
  for (std::uint32_t high = names_; low < high;) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (popularity_[middle] >= popularity) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace wirespeed::search
