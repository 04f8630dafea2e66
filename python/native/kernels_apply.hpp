// The rows of each group for Python: as arrays, and as what a function makes of them.
#pragma once

#include "kernels_groups.hpp"

namespace wirespeed::python {

// A list of arrays, one for each group, that share one copy of the column. nullptr with an error set.
PyObject* slices_of(GroupsObject& groups, PyObject* column);

// apply(function, *columns, out=None). nullptr with an error set.
PyObject* applied(GroupsObject& groups, PyObject* const* args, Py_ssize_t count, PyObject* names);

}  // namespace wirespeed::python
