// Columns of a graph's properties and Arrow's, lists and structs among them.
#pragma once

#include "edge_graph_binding.hpp"

namespace wirespeed::python {

// Of what offers an Arrow column of lists or structs in one piece. Nothing is copied but lists' offsets. Throws for
// types that graphs do not have.
graph::NodeProperty nested_property_of(nb::handle values);

// REQUIRES: a column that edited_column() made
Result<std::shared_ptr<const ArrowColumn>> arrow_column_of(const graph::NodeProperty& column);

}  // namespace wirespeed::python
