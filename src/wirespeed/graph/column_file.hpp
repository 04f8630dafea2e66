// A column of values in a section file, whatever memory it came from: one item next to the other, without a first one
// that is not at the beginning, without strides.
//
//   <name>/data      items; bits of booleans; the characters of texts
//   <name>/offsets   of texts: where each begins, i32 (text) or i64 (large_text), one more than texts
//   <name>/validity  bit i: item i is there; none: all are
//   <name>/dictionary/...  the same of a dictionary's values, whose places the items are
//   <name>/<i>/...         the same of what lists and structs hold, who have no data of their own; numbered from 1 on,
//                          each before what it holds itself; its dictionary is .../d
#pragma once

#include <string>
#include <vector>

#include "wirespeed/graph/checked_sections.hpp"
#include "wirespeed/graph/edge_graph.hpp"

namespace wirespeed::graph {

struct PlainDescription {
  column::Item item = column::Item::int64;
  std::uint64_t length = 0;
  std::uint32_t width = 0;
  std::uint8_t has_validity = 0;
};

struct ColumnDescription {
  std::string name;
  PlainDescription values{};
  std::uint8_t has_dictionary = 0;
  PlainDescription dictionary{};
  std::string type{};
  std::vector<ColumnDescription> children{};
};

// Texts of all kinds become text or large_text; what Arrow calls null, a slice without memory and a place outside of
// the dictionary are not there. Fails for a dictionary whose values are places in another one.
Result<ColumnDescription> save_column(SectionWriter& writer, const std::string& name, const NodeProperty& column);

// In the file's memory. Everything that its values lead to is there.
Result<NodeProperty> checked_column(const CheckedSections& sections, const std::string& name,
                                    const ColumnDescription& said);

}  // namespace wirespeed::graph
