// Writes a property graph into a snapshot file: labels, then properties, then one relationship type after the other.
//
//   EdgeList by;  TextRows titles;                         // gathered in one pass over the input
//   Builder builder(writer, {.threads = 2});
//   const LabelId artist = value_or_throw(builder.add_label("Artist", artist_ids, referenced_ids));
//   const LabelId release = value_or_throw(builder.add_label("Release", release_ids));
//   if (auto ok = builder.to_nodes(release, row_ids); !ok) ...        // external ids of the rows -> nodes
//   if (auto ok = builder.add_text(release, "title", row_ids, titles, TextUse::name); !ok) ...
//   if (auto ok = builder.translate(by, release, artist); !ok) ...    // external ids of the edges -> nodes
//   auto counts = builder.add_relationships({.name = "BY", .sources = builder.range(release),
//                                            .targets = builder.range(artist)}, std::move(by));
//   if (auto ok = builder.finish(); !ok) ...
//   if (auto ok = writer.commit(); !ok) ...                           // the writer may take other sections too
//
// Every section is written before the next is made, and edges are freed as they are read, so the peak is that of the
// biggest relationship type: about 16 bytes an edge, 24 with a value. The bytes written are the same for any number of
// threads.
//
// Order of calls: all add_label() first; a label's properties before a relationship type whose trend reads them.
// One builder is used by one thread; it starts its own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/section_file.hpp"
#include "wirespeed/graph/dictionary.hpp"
#include "wirespeed/graph/edge_list.hpp"
#include "wirespeed/graph/text_rows.hpp"
#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

struct BuildOptions {
  unsigned threads = 0;  // 0: all cores this process may use
};

// What a text property is to its label.
enum class TextUse : std::uint8_t {
  plain,
  name,          // NodeView::name() and Graph::find(), which then reads all names of the label
  indexed_name,  // the same, and find() answers from an index (4-6 bytes a node)
};

// "How many nodes of `counted` per year" for each node at the other end of a relationship type: see Graph::trends().
struct TrendSpec {
  LabelId counted;       // as Release in BY
  std::string property;  // an i16 property of `counted`; nodes without a value are not counted
  Direction direction;   // seen from the node that is asked: in for BY (Release -> Artist), out for Person -> Release
  std::uint32_t precompute_degree = 4096;  // nodes with more relationships get their answer stored
};

struct RelationshipSpec {
  std::string name;
  NodeRange sources;  // may span adjacent labels: {range(master).begin, range(release).end}
  NodeRange targets;
  std::string value_name{};                // of the property that each relationship has, as "role"; empty: none
  const Dictionary* dictionary = nullptr;  // of the values' codes. REQUIRED with value_name
  std::optional<TrendSpec> trend{};
};

struct RelationshipCounts {
  std::uint64_t rows = 0;      // as written
  std::uint64_t distinct = 0;  // by (source, target), with a value by (source, target, value)
};

class Builder {
 public:
  // The writer is borrowed and must outlive the builder.
  explicit Builder(SectionWriter& writer, BuildOptions options = {});
  ~Builder();
  Builder(Builder&&) noexcept;

  // A label without external ids: nodes are numbered by the caller, 0 .. count-1.
  Result<LabelId> add_label(std::string name, std::uint32_t count);

  // A label with external ids: its nodes are `records` and what is only in `referenced` (stubs), in ascending order of
  // ids. Both must ascend without duplicates.
  Result<LabelId> add_label(std::string name, std::span<const ExternalId> records,
                            std::span<const ExternalId> referenced = {});

  NodeRange range(LabelId label) const;
  std::uint32_t stubs(LabelId label) const;

  // External ids (or the caller's numbers, for a label without external ids) become NodeIds, in place.
  // An id that has no node is an error that names it.
  Result<void> to_nodes(LabelId label, std::span<std::uint32_t> ids) const;
  Result<void> translate(EdgeList& edges, LabelId sources, LabelId targets) const;

  // Properties. `nodes` tells the node of each row, in any order; empty: row i is node i of the block. Nodes without a
  // row have no value; of two rows for one node the later counts. An empty text is no value. Texts of one property hold
  // at most 4 GiB.
  Result<void> add_text(LabelId label, std::string name, std::span<const NodeId> nodes, const TextRows& texts,
                        TextUse use = TextUse::plain);
  Result<void> add_i16(LabelId label, std::string name, std::span<const NodeId> nodes,
                       std::span<const std::int16_t> values);
  Result<void> add_i32(LabelId label, std::string name, std::span<const NodeId> nodes,
                       std::span<const std::int32_t> values);
  Result<void> add_u32(LabelId label, std::string name, std::span<const NodeId> nodes,
                       std::span<const std::uint32_t> values);
  // Codes of `dictionary`; kNoCode: no value.
  Result<void> add_dictionary_text(LabelId label, std::string name, std::span<const NodeId> nodes,
                                   std::span<const std::uint32_t> codes, const Dictionary& dictionary);
  // Row i has the texts codes[ends[i - 1] .. ends[i]), in that order.
  Result<void> add_text_list(LabelId label, std::string name, std::span<const NodeId> nodes,
                             std::span<const std::uint32_t> ends, std::span<const std::uint32_t> codes,
                             const Dictionary& dictionary);

  // Sorts, merges duplicates and writes both directions. An endpoint outside its range is an error.
  Result<RelationshipCounts> add_relationships(RelationshipSpec spec, EdgeList edges);

  // A type whose sections another builder wrote, with the same labels and the same types before it: described() of that
  // builder says what it is. The sections are the caller's to copy, in this place of the order.
  Result<RelationshipCounts> take_relationships(ByteView described);
  // The type that was added last.
  std::vector<std::uint8_t> described() const;

  // What follows goes there, for parts that are to be files of their own. The writer is borrowed.
  void write_to(SectionWriter& writer);

  // Writes the section that describes all others. Nothing may follow.
  Result<void> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wirespeed::graph
