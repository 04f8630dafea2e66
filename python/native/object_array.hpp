// A NumPy array of Python objects, to be filled.
#pragma once

#include <nanobind/nanobind.h>

#include "known_objects.hpp"

namespace wirespeed::python {

class ObjectArray {
 public:
  // Of n times None. Throws nanobind::python_error.
  explicit ObjectArray(std::size_t n) {
    PyObject* empty = known(Known::numpy_empty);
    if (empty == nullptr) throw nanobind::python_error();
    array_ = nanobind::borrow(empty)(n, nanobind::arg("dtype") = "O");
    if (PyObject_GetBuffer(array_.ptr(), &buffer_, PyBUF_WRITABLE | PyBUF_FORMAT | PyBUF_ND) != 0) {
      throw nanobind::python_error();
    }
  }
  ObjectArray(const ObjectArray&) = delete;
  ObjectArray& operator=(const ObjectArray&) = delete;
  ~ObjectArray() { PyBuffer_Release(&buffer_); }

  // Takes over a reference.
  void put(std::size_t i, PyObject* object) noexcept { Py_XSETREF(static_cast<PyObject**>(buffer_.buf)[i], object); }
  nanobind::object array() const { return array_; }

 private:
  nanobind::object array_;
  Py_buffer buffer_{};
};

}  // namespace wirespeed::python
