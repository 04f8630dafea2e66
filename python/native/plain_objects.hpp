// What objects stand for, of libraries that have their own for Python's.
#pragma once

#include <Python.h>

#include "owned.hpp"

namespace wirespeed::python {

// The value of an Enum's member, Python's object for a scalar of NumPy's, None for NaT and NA of pandas; all others are
// themselves. Null with an error set.
Owned plain_of(PyObject* object);

// NaT of pandas, which says that it is a datetime.
bool is_not_a_time(PyObject* object) noexcept;

}  // namespace wirespeed::python
