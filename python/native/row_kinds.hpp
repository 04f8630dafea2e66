// What type a column of Python objects has, found out from them.
#pragma once

#include <Python.h>

#include <string>
#include <string_view>

#include "owned.hpp"

namespace wirespeed::python {

class RowKinds {
 public:
  // False when the object is of another kind than those before: nothing has changed then. None, NaT and NA go with all,
  // and ints go with floats. Enums' members and NumPy's scalars are what they stand for.
  bool add(PyObject* object);

  // As make_row_column() calls it; "null" of None alone, that of moments of NaT alone, "object" of a kind without a
  // type.
  std::string_view type() const noexcept;
  const std::string& name() const noexcept { return name_; }  // of the class of the first that was not None

 private:
  bool goes_with(unsigned kind, PyObject* object) const noexcept;

  unsigned seen_ = 0;
  bool has_not_a_time_ = false;
  Owned class_;  // of those without a type
  std::string name_;
};

}  // namespace wirespeed::python
