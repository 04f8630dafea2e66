// Values of properties, of Python's: what conditions compare with and what changes say.
#pragma once

#include <nanobind/nanobind.h>

#include "wirespeed/graph/property_value.hpp"

namespace wirespeed::python {

// Of None, bool, int, float, str, datetime's classes, NumPy's, pandas' and pyarrow's scalars, lists of such, and dicts
// of them by name. Throws for anything else, naming the operation.
graph::PropertyValue property_value_of(nanobind::handle value, const char* operation);

}  // namespace wirespeed::python
