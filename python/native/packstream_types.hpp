// What counts as null, number, list and map besides Python's own types: what the official driver says, once it is
// there.
#pragma once

#include <Python.h>

namespace wirespeed::python {

// Tuples, borrowed from one that this keeps. The first three hold objects to be met by identity, the others classes.
struct PackableTypes {
  PyObject* null_values = nullptr;
  PyObject* true_values = nullptr;
  PyObject* false_values = nullptr;
  PyObject* floats = nullptr;
  PyObject* integers = nullptr;
  PyObject* lists = nullptr;
  PyObject* maps = nullptr;

  PackableTypes() = default;
  PackableTypes(const PackableTypes&) = delete;
  PackableTypes& operator=(const PackableTypes&) = delete;
  ~PackableTypes() { Py_XDECREF(kept_); }

  // Asks wirespeed.packstream._types.find(), until it says that its answer is final. False with an error set.
  // REQUIRES: to be called once.
  bool find();

 private:
  PyObject* kept_ = nullptr;
};

}  // namespace wirespeed::python
