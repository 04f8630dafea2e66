// Arguments of the methods of record classes, as Python's fast calls hand them over.
#pragma once

#include "method_cast.hpp"
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

}  // namespace wirespeed::python
