// Groups.agg(name=(aggregate, column, ...), ...) and the object with its results.
#pragma once

#include <Python.h>

namespace wirespeed::python {

struct GroupsObject;

// The call of METH_FASTCALL | METH_KEYWORDS: `count` positional values, then one for each of `names`. A new Aggregates,
// or nullptr with an error set.
PyObject* kernels_agg(GroupsObject& groups, PyObject* const* values, Py_ssize_t count, PyObject* names);

// wirespeed.kernels.Aggregates, made once before any call; nullptr with an error set.
PyObject* make_aggregates_type();

// A new one with these names, a tuple of str, each of whose results is to be put in. nullptr with an error set.
PyObject* new_aggregates(PyObject* names);
// Steals the result.
void put_aggregate(PyObject* aggregates, Py_ssize_t i, PyObject* result) noexcept;

}  // namespace wirespeed::python
