// Values of finished columns as Python objects, for what NumPy and pandas have no type of their own.
//
//   bool, int, float, str, bytes, decimal.Decimal, uuid.UUID; lists as list, structs and maps as dict, and what a
//   dictionary's places stand for; date, time, datetime (aware where there is a zone) and timedelta. What datetime
//   cannot hold is text as PostgreSQL writes it (24:00:00, years beyond 9999); intervals of months are
//   wirespeed.postgres.Interval.
#pragma once

#include <Python.h>

#include "wirespeed/column/batch.hpp"

namespace wirespeed::python {

inline bool is_present(const column::Column& column, std::int64_t row) noexcept {
  const std::uint8_t* bits = column.validity.data();
  return column.nulls == 0 || column.validity.size() == 0 ||
         ((bits[static_cast<std::size_t>(row) / 8] >> (static_cast<std::size_t>(row) % 8)) & 1U) != 0;
}

// The value in `row`, None for a null. A new reference, or nullptr with an error set.
PyObject* object_at(const column::Field& field, const column::Column& column, std::int64_t row);

}  // namespace wirespeed::python
