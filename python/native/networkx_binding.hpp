// What the bindings for NetworkX share.
#pragma once

#include "edge_graph_binding.hpp"
#include "networkx_keys.hpp"

namespace wirespeed::python {

using List = nb::typed<nb::list, nb::any>;

// For type checkers: what it holds depends on the arguments.
inline nb::any any_of(nb::object object) { return nb::steal<nb::any>(object.release()); }

// A new reference, or the Python error that is set.
template <typename Object>
Object made_or_throw(PyObject* made) {
  if (made == nullptr) throw nb::python_error();
  return nb::steal<Object>(made);
}

// Throws unless all are numbers of nodes.
inline void check_numbers(const NodeKeys& keys, std::span<const std::uint32_t> numbers) {
  for (const std::uint32_t number : numbers) {
    if (number < keys.size()) continue;
    throw Exception(
        fail(Errc::invalid_argument, "nodes: expected numbers below {}, found {}", keys.size(), number).error());
  }
}

void bind_networkx_paths(nb::module_& m);
void bind_networkx_measures(nb::module_& m);

}  // namespace wirespeed::python
