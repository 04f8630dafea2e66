// Python objects for values that several formats have: decimals, UUIDs, intervals. New references, or nullptr with an
// error set.
#pragma once

#include <Python.h>

#include <cstdint>
#include <string_view>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::python {

PyObject* new_decimal(std::string_view text);  // as Decimal(text) reads it
// value * 10^-scale, from the 16 bytes of a decimal128.
PyObject* new_decimal(const std::uint8_t* little_endian, std::int32_t scale);
PyObject* new_uuid(const std::uint8_t* bytes);  // REQUIRES: 16 bytes
// The 16 bytes of a uuid.UUID into `out`. False with an error set.
bool bytes_of_uuid(PyObject* uuid, std::uint8_t* out);
// A timedelta when there are no months and Python's has the range, else wirespeed.postgres.Interval.
PyObject* new_interval(std::int32_t months, std::int32_t days, std::int64_t us);
PyObject* new_bytes(ByteView bytes);

}  // namespace wirespeed::python
