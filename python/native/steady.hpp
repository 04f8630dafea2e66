// Lists and dicts of a caller's, which other threads may change while they are looked at. Under the GIL they cannot
// between two steps that run no Python code. Without it an item that is only lent may be gone at once: here it is taken
// by a call that locks the container, or out of a copy.
#pragma once

#include "owned.hpp"

namespace wirespeed::python {

// A list or a tuple of what the sequence has, for PySequence_Fast_GET_ITEM() and its like; empty with an error set.
inline Owned steady_sequence(PyObject* sequence, const char* complaint = "expected a sequence") {
  Owned items(PySequence_Fast(sequence, complaint));
#ifdef Py_GIL_DISABLED
  if (items && PyList_Check(items.get())) return Owned(PyList_AsTuple(items.get()));
#endif
  return items;
}

// The dict, for PyDict_Next(); empty with an error set.
inline Owned steady_dict(PyObject* dict) {
#ifdef Py_GIL_DISABLED
  return Owned(PyDict_Copy(dict));
#else
  return Owned(Py_NewRef(dict));
#endif
}

// What the dict has for the key; empty, with an error set or, where it has nothing, without.
inline Owned dict_item(PyObject* dict, PyObject* key) {
#if PY_VERSION_HEX >= 0x030D0000
  PyObject* found = nullptr;
  if (PyDict_GetItemRef(dict, key, &found) < 0) return Owned();
  return Owned(found);
#else
  return Owned(Py_XNewRef(PyDict_GetItemWithError(dict, key)));
#endif
}

inline Owned dict_item(PyObject* dict, const char* key) {
  const Owned name(PyUnicode_FromString(key));
  return name ? dict_item(dict, name.get()) : Owned();
}

}  // namespace wirespeed::python
