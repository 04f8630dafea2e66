// Columns of Python's libraries as constants of SQL, for python/wirespeed/sql/.
#pragma once

#include <Python.h>

namespace wirespeed::python {

// constants(values, kind, form, unit, separator) -> str; kind, form and unit are places in postgres/constants.hpp's
// enumerations.
PyObject* sql_constants(PyObject* self, PyObject* const* arguments, Py_ssize_t count);

// arrow_format(values) -> str | None: how Arrow's C interface spells the type of the items, of a dictionary that of its
// values; None for what is no array of Arrow.
PyObject* sql_arrow_format(PyObject* self, PyObject* values);

}  // namespace wirespeed::python
