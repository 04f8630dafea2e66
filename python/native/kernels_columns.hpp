// What filter and take are called with: one column, or a dict, list or tuple of columns; and the same of results.
#pragma once

#include <span>
#include <vector>

#include "kernels_call.hpp"

namespace wirespeed::python {

class ColumnSet {
 public:
  // False with an error set.
  bool take(const char* function, PyObject* object);

  struct Column {
    InputArray input{};
    Owned result{};
    PyObject* name = nullptr;  // its key in the dict, borrowed
  };
  std::span<Column> columns() noexcept { return columns_; }
  std::span<const Column> columns() const noexcept { return columns_; }

  // The array that `name` stands for: one of these columns by its key or place, or `name` itself, which is an array. A
  // new reference, or nullptr with an error set.
  PyObject* find(const char* function, PyObject* name) const;

  // All results, as the columns were given. A new reference, or nullptr with an error set. REQUIRES: each column has
  // one
  PyObject* finish();

 private:
  bool take_dict(const char* function);
  bool take_sequence(const char* function);

  PyObject* given_ = nullptr;  // borrowed
  Owned dict_;                 // of a dict: its copy, which becomes the result
  std::vector<Column> columns_;
};

}  // namespace wirespeed::python
