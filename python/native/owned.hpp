// A reference to a Python object, given back at the end of the scope.
#pragma once

#include <Python.h>

#include <utility>

namespace wirespeed::python {

class Owned {
 public:
  Owned() = default;
  // Takes over a new reference, or nullptr.
  explicit Owned(PyObject* object) noexcept : object_(object) {}
  Owned(Owned&& other) noexcept : object_(other.release()) {}
  Owned& operator=(Owned&& other) noexcept {
    Py_XSETREF(object_, other.release());
    return *this;
  }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() { Py_XDECREF(object_); }

  PyObject* get() const noexcept { return object_; }
  PyObject* release() noexcept { return std::exchange(object_, nullptr); }
  explicit operator bool() const noexcept { return object_ != nullptr; }

 private:
  PyObject* object_ = nullptr;
};

}  // namespace wirespeed::python
