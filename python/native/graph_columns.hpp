// Columns of properties, of Python's arrays and as such.
#pragma once

#include "edge_graph_binding.hpp"

namespace wirespeed::python {

// Of whatever kernels take, and of GraphColumn, which lists and structs have become. Throws for anything else.
graph::NodeProperty property_of(std::string name, nb::handle values);

void bind_graph_columns(nb::module_& m, EdgeGraphClass& edge_graph);

}  // namespace wirespeed::python
