// What the calls of wirespeed._native._kernels share: arguments, errors, and the way out of the interpreter.
#pragma once

#include <Python.h>

#include <new>
#include <utility>

#include "attachment.hpp"
#include "errors.hpp"
#include "kernels_arrays.hpp"
#include "method_cast.hpp"
#include "wirespeed/kernels/factorize.hpp"

namespace wirespeed::python {

// Fewer rows take less time than to detach from the interpreter and come back while others want it.
inline constexpr std::int64_t kRowsToDetach = 20'000;

// Runs `work`, which touches no Python object; detached where there are many rows.
template <typename Work>
auto without_python(std::int64_t rows, Work&& work) {
  if (rows < kRowsToDetach) return work();
  const Detached detached;
  return work();
}

// What `work` returns; nullptr with an error set where memory has run out. Every call of C++ that allocates is within.
template <typename Work>
PyObject* within_memory(Work&& work) noexcept {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return PyErr_NoMemory();
  }
}

// Sets the error with the operation before its message; returns nullptr.
PyObject* refuse(const char* operation, const Error& error);

// Keyword arguments one after the other: calls put(name, value), which says whether it knows the name and sets an
// error for a bad value. False with an error set.
template <typename Put>
bool read_keywords(const char* operation, PyObject* const* values, PyObject* names, Put put) {
  const Py_ssize_t count = names == nullptr ? 0 : PyTuple_GET_SIZE(names);
  for (Py_ssize_t i = 0; i < count; ++i) {
    PyObject* name = PyTuple_GET_ITEM(names, i);
    const bool is_known = put(name, values[i]);
    if (PyErr_Occurred() != nullptr) return false;
    if (is_known) continue;
    PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%U'", operation, name);
    return false;
  }
  return true;
}

inline bool is_named(PyObject* name, const char* text) noexcept {
  return PyUnicode_CompareWithASCIIString(name, text) == 0;
}

// Whether the name is `text`; then `out` has the value's truth.
inline bool take_flag(PyObject* name, PyObject* value, const char* text, bool& out) {
  if (!is_named(name, text)) return false;
  out = PyObject_IsTrue(value) > 0;
  return true;
}

// The same for nulls="group" | "drop" | "error".
bool take_nulls(PyObject* name, PyObject* value, kernels::Nulls& out);

// All of them; false with an error set.
bool take_arrays(const char* operation, PyObject* const* objects, Py_ssize_t count, std::vector<InputArray>& out,
                 Use use = Use::values);

// Groups of equal keys. Fails with an error set.
bool find_groups(const char* operation, const std::vector<InputArray>& keys, kernels::Nulls nulls, bool is_sorted,
                 kernels::Factorized& out, kernels::CodeMemory memory = kernels::CodeMemory::own);

}  // namespace wirespeed::python
