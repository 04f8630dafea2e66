// What counts as null, number, list and map besides Python's own types: what the official driver says, once it is
// there.
#pragma once

#include <Python.h>

namespace wirespeed::python {

// Tuples, borrowed from a tuple that is kept. The first three hold objects to be met by identity, the others classes.
struct PackableTypes {
  PyObject* null_values;
  PyObject* true_values;
  PyObject* false_values;
  PyObject* floats;
  PyObject* integers;
  PyObject* lists;
  PyObject* maps;

  // wirespeed.packstream._types.find(): asked until it says that its answer is final. False with an error set.
  static bool find(PackableTypes& out);
};

}  // namespace wirespeed::python
