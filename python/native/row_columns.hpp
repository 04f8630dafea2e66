// Columns of known types from Python objects, tile by tile.
#pragma once

#include <Python.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "wirespeed/column/batch.hpp"

namespace wirespeed::python {

using Objects = std::span<PyObject* const>;

class RowColumn {
 public:
  virtual ~RowColumn() = default;

  virtual void reserve(std::size_t rows) = 0;  // so many are to come

  // Appends one value for each object, None for NULL. False when one does not fit: fault() says which; or with an
  // error of Python's set.
  virtual bool append(Objects objects) = 0;
  virtual column::Column finish() = 0;

  const column::Field& field() const noexcept { return field_; }

  struct Fault {
    std::size_t index = 0;  // of the object
    std::string expected{};
  };
  const Fault& fault() const noexcept { return fault_; }

 protected:
  explicit RowColumn(column::Field field) : field_(std::move(field)) {}

  column::Field field_;
  Fault fault_;
};

// The type as _rows.py names it: "bool", "i1" ... "f8", "text", "binary", "date", "time", "uuid", "M8[us]",
// "M8[us, UTC]", "M8[ns]", "M8[ns, UTC]", "m8[us]", "decimal128(p, s)". Null for what is none of these. An exact one
// takes no object of another class for a number: no bool for an int, no Decimal for a float, no moment of a zone for
// one without.
std::unique_ptr<RowColumn> make_row_column(std::string_view type, bool is_exact = false);

}  // namespace wirespeed::python
