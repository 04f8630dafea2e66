#include "kernels_columns.hpp"

namespace wirespeed::python {

// From a copy, since taking a column may run code that changes the dict.
bool ColumnSet::take_dict(const char* function) {
  dict_ = Owned(PyDict_Copy(given_));
  if (!dict_) return false;
  columns_.reserve(static_cast<std::size_t>(PyDict_GET_SIZE(dict_.get())));
  PyObject* name = nullptr;
  PyObject* array = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(dict_.get(), &at, &name, &array) != 0;) {
    Column& column = columns_.emplace_back();
    column.name = name;
    if (!column.input.take(array, function, Use::items)) return false;
  }
  return true;
}

bool ColumnSet::take_sequence(const char* function) {
  const Owned columns(PySequence_Tuple(given_));
  if (!columns) return false;
  const Py_ssize_t count = PyTuple_GET_SIZE(columns.get());
  columns_.reserve(static_cast<std::size_t>(count));
  for (Py_ssize_t i = 0; i < count; ++i) {
    if (!columns_.emplace_back().input.take(PyTuple_GET_ITEM(columns.get(), i), function, Use::items)) return false;
  }
  return true;
}

bool ColumnSet::take(const char* function, PyObject* object) {
  if (!has_numpy()) return false;
  given_ = object;
  if (PyDict_Check(object)) return take_dict(function);
  if (PyTuple_Check(object) || PyList_Check(object)) return take_sequence(function);
  return columns_.emplace_back().input.take(object, function, Use::items);
}

PyObject* ColumnSet::find(const char* function, PyObject* name) const {
  const bool has_places = PyTuple_Check(given_) || PyList_Check(given_);
  if (PyDict_Check(given_) && PyUnicode_Check(name)) {
    PyObject* column = PyDict_GetItemWithError(given_, name);
    if (column != nullptr) return Py_NewRef(column);
    if (PyErr_Occurred() == nullptr) PyErr_Format(PyExc_KeyError, "%s: no column is called %R", function, name);
    return nullptr;
  }
  if (has_places && PyLong_Check(name)) return PySequence_GetItem(given_, PyLong_AsSsize_t(name));
  return Py_NewRef(name);
}

PyObject* ColumnSet::finish() {
  if (dict_) {
    for (const Column& column : columns_) {
      if (PyDict_SetItem(dict_.get(), column.name, column.result.get()) != 0) return nullptr;
    }
    return dict_.release();
  }
  if (!PyTuple_Check(given_) && !PyList_Check(given_)) return columns_[0].result.release();
  const auto count = static_cast<Py_ssize_t>(columns_.size());
  const bool is_tuple = PyTuple_Check(given_);
  PyObject* made = is_tuple ? PyTuple_New(count) : PyList_New(count);
  for (Py_ssize_t i = 0; made != nullptr && i < count; ++i) {
    PyObject* item = columns_[static_cast<std::size_t>(i)].result.release();
    if (is_tuple) {
      PyTuple_SET_ITEM(made, i, item);
    } else {
      PyList_SET_ITEM(made, i, item);
    }
  }
  return made;
}

}  // namespace wirespeed::python
