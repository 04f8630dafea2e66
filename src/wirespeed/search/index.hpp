// The name index, for reading: which names hold these words, the most popular first.
//
//   auto file = SectionFile::open(path);
//   auto index = search::Index::open(*file);                     // maps, copies nothing
//   auto hits = index->autocomplete("pink fl");                  // {node, popularity, label}...
//   auto found = index->search("dark side", {.labels = search::only(kMaster), .limit = 20});
//
// A name is a list of words, folded by fold.hpp: case and accents do not count. Hits are ranked by popularity
// (descending), then closeness (the share of the folded name that the query covers: the shorter name first), then node
// id. The index knows node ids, labels and popularity; it does not hold the names. docs/search.md describes the bytes.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/base/section_file.hpp"
#include "wirespeed/base/stop.hpp"

namespace wirespeed::search {

inline constexpr std::uint8_t kMaxLabels = 16;  // labels are 0..15

using LabelSet = std::uint16_t;  // bit n stands for label n
inline constexpr LabelSet kAllLabels = 0xFFFF;

// REQUIRES: label < kMaxLabels
constexpr LabelSet only(std::uint8_t label) noexcept { return static_cast<LabelSet>(1u << label); }

struct Hit {
  std::uint32_t node;
  std::uint32_t popularity;
  std::uint8_t label;

  friend bool operator==(const Hit&, const Hit&) = default;
};

struct QueryOptions {
  LabelSet labels = kAllLabels;  // whose names are hits
  LabelSet counted = 0;          // further ones that search() counts in `facets` alone
  std::uint32_t limit = 10;
  std::uint32_t offset = 0;          // hits to skip; page n of 10 starts at 10 * n. The work grows with offset + limit
  bool last_word_is_prefix = false;  // search() only; autocomplete() always does
  Stop stop = {};
};

struct SearchResult {
  std::vector<Hit> hits;
  std::uint64_t total = 0;                         // names that match, exactly; the hits are a page of them
  std::array<std::uint64_t, kMaxLabels> facets{};  // names that match by label (those asked for, and those counted)
};

// Tells find_exact() whether the name of this node is the one that is looked for.
using NameCheck = std::function<bool(std::uint32_t node)>;

// Gives the bytes of a section by its name: another way to open an index than from a file.
using SectionLookup = std::function<Result<ByteView>(std::string_view name)>;

class Shard;

// Thread-safe: constant after open(). Borrows the bytes of what it was opened on; a copy is a view on the same bytes.
// Bytes that were altered give an error or a wrong answer, never more (SectionFile::verify() tells).
class Index {
 public:
  static Result<Index> open(const SectionFile& file);
  static Result<Index> open(const SectionLookup& sections);

  std::uint64_t name_count() const noexcept;
  std::uint64_t name_count(std::uint8_t label) const noexcept;
  LabelSet labels() const noexcept;  // those that have names

  // Names that hold every word of `text`, the last one as the beginning of a word. No words: no hits.
  Result<std::vector<Hit>> autocomplete(std::string_view text, const QueryOptions& options = {}) const;

  // Names that hold every word of `text`, with their exact number.
  Result<SearchResult> search(std::string_view text, const QueryOptions& options = {}) const;

  // The smallest node of the label whose folded name equals the folded `name`. The index narrows it down to names of
  // the same words and length; `is_name` decides (compare fold_name() of both).
  Result<std::optional<std::uint32_t>> find_exact(std::uint8_t label, std::string_view name, const NameCheck& is_name,
                                                  const Stop& stop = {}) const;

 private:
  explicit Index(std::shared_ptr<const std::vector<Shard>> shards) : shards_(std::move(shards)) {}
  std::shared_ptr<const std::vector<Shard>> shards_;  // one for each label that has names, by label
};

}  // namespace wirespeed::search
