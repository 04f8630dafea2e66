// Many records as columns, and columns as records.
#pragma once

#include <Python.h>

#include <nanobind/nanobind.h>

namespace wirespeed::python {

// cls.to_columns(source, trusted=False): a dict of NumPy arrays.
PyObject* record_arrays(PyObject* cls, PyObject* const* args, Py_ssize_t n, PyObject* names);

// A ColumnTable of the records.
nanobind::object record_table(nanobind::handle cls, nanobind::handle source, bool is_trusted);

// A batch of records of the columns. Each field has None, where it is left out, or (array or list, mask or None), a
// mask being an array of booleans that are true where a value is missing.
nanobind::object records_of_columns(nanobind::handle cls, const nanobind::tuple& columns, std::size_t rows);

}  // namespace wirespeed::python
