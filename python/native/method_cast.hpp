// Functions of Python's fast calls as PyMethodDef holds them.
#pragma once

#include <Python.h>

namespace wirespeed::python {

// METH_FASTCALL | METH_KEYWORDS, METH_FASTCALL, METH_VARARGS | METH_KEYWORDS.
inline PyCFunction as_method(PyObject* (*function)(PyObject*, PyObject* const*, Py_ssize_t, PyObject*)) {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(function));
}
inline PyCFunction as_method(PyObject* (*function)(PyObject*, PyObject* const*, Py_ssize_t)) {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(function));
}
inline PyCFunction as_method(PyObject* (*function)(PyObject*, PyObject*, PyObject*)) {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(function));
}

}  // namespace wirespeed::python
