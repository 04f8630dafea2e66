// A graph that a class of Python's knows.
#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <string>
#include <vector>

#include "wirespeed/graph_remote/provider.hpp"

namespace wirespeed::python {

// Calls object.labels(nodes), object.property(name, nodes) and object.relationships(nodes, type, direction) with int64
// arrays of NumPy's, attached, and object.relationship_property(name, ids), where it is there, for walks that ask for
// such. What they raise is thrown. REQUIRES: attached
std::shared_ptr<graph_remote::Provider> python_provider(nanobind::object object, std::vector<std::string> labels,
                                                        std::vector<std::string> types, std::string weight,
                                                        std::size_t batch);

}  // namespace wirespeed::python
