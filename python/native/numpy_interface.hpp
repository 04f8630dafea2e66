// NumPy arrays by NumPy's array interface, without NumPy's headers.
#pragma once

#include <Python.h>

#include <cstdint>

#include "owned.hpp"

namespace wirespeed::python {

// Items that lie one behind the other.
struct NumpyItems {
  const std::uint8_t* data = nullptr;
  std::size_t count = 0;
  std::size_t width = 0;  // bytes of each
};

// What __array_struct__ says. Borrows the array's memory, which it keeps alive.
class NumpyArray {
 public:
  bool take(PyObject* array);  // false with an error set

  char kind() const noexcept;  // 'b', 'i', 'u', 'f', 'M', 'm', 'U', 'S', 'O', ...
  int dimensions() const noexcept;
  Py_ssize_t size(int dimension) const noexcept;
  std::size_t count() const noexcept;
  NumpyItems items() const noexcept;  // REQUIRES: the array is contiguous

 private:
  struct Interface;

  Owned capsule_;
  Interface* interface_ = nullptr;
};

// The array in row order, native byte order and the dtype ("": its own); itself when it is so already. Null with an
// error set.
Owned contiguous_of(PyObject* array, const char* dtype);

}  // namespace wirespeed::python
