// The shape of the music graph: which labels, properties and relationships the records of a dump become.
//
//   Genre Style Artist Label Master Release Person      one block of nodes each, in this order
//   BY            Master|Release -> Artist              main artists
//   ON            Release -> Label
//   IS            Master|Release -> Genre|Style
//   DERIVED_FROM  Release -> Master
//   ALIAS_OF      Artist -> Artist
//   MEMBER_OF     Artist -> Artist                      member -> group, from either's record
//   SUBLABEL_OF   Label -> Label                        sublabel -> parent, from either's record
//   PART_OF       Style -> Genre                        from records of a single genre
//   CREDITED_ON   Person -> Release {role}              extra artists
//   SAME_AS       Person -> Artist                      the artist that a credit names by id
//
// docs/discography.md tells the rules.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "wirespeed/base/section_file.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/discogs/graph_input.hpp"
#include "wirespeed/discogs/shape_parts.hpp"
#include "wirespeed/graph/types.hpp"

namespace wirespeed::discogs {

// In the order of their blocks, so the numbers are those of graph::LabelId and of the search index's labels too.
enum class NodeLabel : std::uint8_t { genre, style, artist, label, master, release, person };
inline constexpr std::size_t kNodeLabelCount = 7;
inline constexpr std::array<const char*, kNodeLabelCount> kNodeLabelNames = {"Genre",  "Style",   "Artist", "Label",
                                                                             "Master", "Release", "Person"};

constexpr graph::LabelId to_label_id(NodeLabel label) noexcept { return static_cast<graph::LabelId>(label); }

struct ShapeOptions {
  unsigned threads = 0;  // 0: all cores of this process
  Stop stop = {};
  std::function<void()> on_search{};  // called when the graph is written and the search index begins
  ShapeParts* parts = nullptr;        // null: nothing is kept, and a run that is killed leaves nothing to go on with
};

struct ShapeReport {
  struct Label {
    std::string name;
    std::uint64_t nodes = 0;  // with a record (or, where there are none, with a name); without stubs
    std::uint64_t stubs = 0;  // referenced, without a record
  };
  struct Type {
    std::string name;
    std::uint64_t rows = 0;      // as written
    std::uint64_t distinct = 0;  // relationships of the graph
  };
  std::vector<Label> labels;
  std::vector<Type> types;
  double graph_seconds = 0;
  double search_seconds = 0;
};

// Writes the sections "graph/..." and "search/...". Frees the input as it goes: nothing is left of it.
// The bytes depend on the input alone, not on the number of threads, nor on parts that an earlier run had made.
// Relationship types and, in the search index, labels are parts; what nodes are called and have is made again.
Result<ShapeReport> write_shape(GraphInput& input, SectionWriter& writer, const ShapeOptions& options = {});

}  // namespace wirespeed::discogs
