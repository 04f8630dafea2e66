// A column with other rows and some other values.
#pragma once

#include <span>
#include <utility>

#include "wirespeed/graph/edge_graph.hpp"
#include "wirespeed/graph/graph_changes.hpp"

namespace wirespeed::graph {

inline constexpr std::uint32_t kNoRow = 0xFFFFFFFF;

using ChangedValue = std::pair<std::uint32_t, PropertyValue>;  // of a row; the last one of a row holds

// Whether values of the column's kind can be so; "none" they can.
bool can_be(const NodeProperty& column, const PropertyValue& value);

// Its row i is row rows[i] of `old`, or none, unless a value is given for it. Numbers keep their type, flags become
// bytes, texts Arrow's; dictionaries are looked up. Fails for a value that the type does not have.
Result<NodeProperty> edited_column(const NodeProperty& old, std::span<const std::uint32_t> rows,
                                   std::span<const ChangedValue> values);

// A column of those values alone: flags, int64, float64, texts, times, lists, structs. Fails where there are several
// kinds.
Result<NodeProperty> column_of(const std::string& name, std::size_t rows, std::span<const ChangedValue> values);

}  // namespace wirespeed::graph
