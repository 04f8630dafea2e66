// A list of which each item is made in its turn.
#pragma once

#include "owned.hpp"

namespace wirespeed::python {

// Its items are what new_item(i) returns; nullptr with an error set when one of them is.
template <typename NewItem>
PyObject* new_list(std::size_t n, NewItem new_item) {
  Owned list(PyList_New(static_cast<Py_ssize_t>(n)));
  for (std::size_t i = 0; list && i < n; ++i) {
    PyObject* item = new_item(i);
    if (item == nullptr) return nullptr;
    PyList_SET_ITEM(list.get(), static_cast<Py_ssize_t>(i), item);
  }
  return list.release();
}

}  // namespace wirespeed::python
