// Finished columns as NumPy arrays, and the object that shows a table of them to Python.
//
// Arrays of one batch's numbers are views, which keep the table alive; several batches are joined by one copy. NumPy's
// own headers are not needed.
#pragma once

#include <nanobind/nanobind.h>

#include <memory>

#include "wirespeed/column/arrow_export.hpp"

namespace wirespeed::python {

using SharedTable = std::shared_ptr<const column::Table>;

// wirespeed._native.ColumnTable: what python/wirespeed/_frames.py makes arrays and frames from.
nanobind::object column_table(SharedTable table);
// What it shows. Throws nanobind::cast_error for another object.
SharedTable table_in(nanobind::handle column_table);

// How _frames.py treats a column.
//   "bool"     values are bytes, 0 or 1
//   "i1" ... "u8", "f4", "f8"    numbers as NumPy names them
//   "date"     i4, days since 1970         "time"   i8, us since midnight
//   "M8[us]", "M8[ns]"    i8 of that unit; with a zone they are UTC's
//   "m8[us]" i8
//   "text", "dictionary", "object"         no numbers: values_of() has none
std::string_view kind_of(const column::Field& field) noexcept;

// The numbers of a column; nulls hold any number. What is written into a writable view is written into the table.
nanobind::object values_of(const SharedTable& table, std::size_t column, bool writable);
// True where a value is null; None when there is none.
nanobind::object mask_of(const SharedTable& table, std::size_t column);
// A copy of the numbers in which nulls are NaN, or NaT, the smallest int64. Numbers other than floats become float64
// when `as_float`; else what has 32 bits and a sign becomes int64.
nanobind::object filled_of(const SharedTable& table, std::size_t column, bool as_float);
// An array of Python objects (column_objects.hpp).
nanobind::object objects_of(const SharedTable& table, std::size_t column);

}  // namespace wirespeed::python
