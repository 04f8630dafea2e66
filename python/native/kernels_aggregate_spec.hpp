// What one keyword argument of agg() asks for.
//
//   "size"                       alone, as "cumcount"
//   ("sum", column)              as most
//   ("quantile", column, 0.9)    parameters behind the columns
#pragma once

#include <Python.h>

#include "wirespeed/kernels/aggregate.hpp"

namespace wirespeed::python {

struct AggregateSpec {
  kernels::AggregateTask task;  // without its columns
  PyObject* column = nullptr;   // borrowed
  PyObject* other = nullptr;
};

// False with an error set that names the argument.
bool read_spec(PyObject* name, PyObject* value, AggregateSpec& spec);

// To be called once before. False with an error set.
bool prepare_specs();

}  // namespace wirespeed::python
