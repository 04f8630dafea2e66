// Columns of lists and structs with other rows and some other values: edited_column() of what they hold.
#pragma once

#include "wirespeed/graph/edited_column.hpp"

namespace wirespeed::graph {

// REQUIRES: old.is_nested()
Result<NodeProperty> edited_nested(const NodeProperty& old, std::span<const std::uint32_t> rows,
                                   std::span<const ChangedValue> values);
bool can_be_nested(const NodeProperty& column, const PropertyValue& value);

// A column without rows, in which all the values can be, if there is such a one.
NodeProperty empty_column_of(const std::string& name, std::span<const PropertyValue* const> values);

}  // namespace wirespeed::graph
