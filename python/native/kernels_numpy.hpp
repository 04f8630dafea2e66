// NumPy's C API, which is loaded when it is first needed, never when wirespeed is imported.
#pragma once

#include <Python.h>

#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define PY_ARRAY_UNIQUE_SYMBOL wirespeed_numpy_api
#ifndef WIRESPEED_HOLDS_NUMPY_API
#define NO_IMPORT_ARRAY
#endif
#include <numpy/arrayobject.h>

#include <cstdint>

namespace wirespeed::python {

// Imports NumPy. False with an error set.
bool import_numpy();

// Before anything else of NumPy's C API is used.
inline bool has_numpy() { return wirespeed_numpy_api != nullptr || import_numpy(); }

// A new array of one dimension whose items the caller writes; nullptr with an error set. REQUIRES: has_numpy()
PyObject* new_array(int numpy_type, std::int64_t length);
// The same with the dtype of `like`, an ndarray. Objects begin as None.
PyObject* new_array_like(PyObject* like, std::int64_t length);
// An array over memory that `owner` keeps; read-only. Takes no reference away.
PyObject* array_over(int numpy_type, std::int64_t length, const void* memory, PyObject* owner);

inline PyArrayObject* as_array(PyObject* array) noexcept { return reinterpret_cast<PyArrayObject*>(array); }

template <typename T>
T* items_of(PyObject* array) noexcept {
  return static_cast<T*>(PyArray_DATA(as_array(array)));
}

}  // namespace wirespeed::python
