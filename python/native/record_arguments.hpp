// Arguments of the methods of record classes, as Python's fast calls hand them over.
#pragma once

#include "record_object.hpp"

namespace wirespeed::python {

// cls.method(source, trusted=False)
struct SourceArguments {
  const RecordClass* cls = nullptr;
  PyObject* source = nullptr;  // borrowed
  bool trusted = false;

  // False with an error set.
  bool take(const char* method, PyObject* type, PyObject* const* args, Py_ssize_t n, PyObject* names);
};

inline PyCFunction as_method(PyObject* (*function)(PyObject*, PyObject* const*, Py_ssize_t, PyObject*)) {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(function));
}

}  // namespace wirespeed::python
