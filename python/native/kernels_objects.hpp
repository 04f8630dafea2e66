// The classes and functions of wirespeed._native._kernels, for the one place that makes the module.
#pragma once

#include <Python.h>

namespace wirespeed::python {

// New references, or nullptr with an error set; once each.
PyObject* make_array_type();
PyObject* make_encoded_type();
PyObject* make_groups_type();

PyObject* as_bool(PyObject* module, PyObject* objects);
PyObject* encode(PyObject* module, PyObject* column);
PyObject* factorize(PyObject* module, PyObject* const* args, Py_ssize_t count, PyObject* names);
PyObject* group(PyObject* module, PyObject* const* args, Py_ssize_t count, PyObject* names);
PyObject* is_not_null(PyObject* module, PyObject* objects);
PyObject* is_null(PyObject* module, PyObject* objects);
PyObject* nested_lengths(PyObject* module, PyObject* objects);
PyObject* unique(PyObject* module, PyObject* const* args, Py_ssize_t count, PyObject* names);

PyObject* filter_columns(PyObject* module, PyObject* const* args, Py_ssize_t count, PyObject* names);

// Tables of functions, each ended by one without a name.
PyMethodDef* set_methods();
PyMethodDef* take_methods();
PyMethodDef* join_methods();
PyMethodDef* sort_methods();
PyMethodDef* interval_methods();

}  // namespace wirespeed::python
