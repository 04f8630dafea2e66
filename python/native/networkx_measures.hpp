#pragma once

#include "edge_graph_binding.hpp"

namespace wirespeed::python {

// For type checkers: what it holds depends on the arguments.
inline nb::any any_of(nb::object object) { return nb::steal<nb::any>(object.release()); }

void bind_networkx_measures(nb::module_& m);

}  // namespace wirespeed::python
