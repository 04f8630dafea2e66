// Python objects as parameters of a query, by the types that the server says they have.
//
// What is taken for a type is what postgres_values.hpp makes of it, and what means the same: any object with __index__
// for integers, with __float__ for floats; list, tuple, set, range and NumPy arrays for arrays, nested for more
// dimensions; tuples, lists and dicts for composites; objects with lower, upper, lower_inc, upper_inc and isempty for
// ranges, as asyncpg's and psycopg's, and pairs; anything that json.dumps() takes for json and jsonb, in which a str
// is JSON already; members of an Enum for their values; NumPy's scalars; NaT and NA of pandas for NULL.
// A str for a type that is no text is sent as text, and the server reads it; numbers, dates and UUIDs for a type that
// is text likewise. A datetime for timestamptz must know its zone, and one for timestamp must not. NumPy's datetime64
// is taken for both, in UTC.
#pragma once

#include <Python.h>

#include "postgres_bytes.hpp"
#include "wirespeed/postgres/type.hpp"

namespace wirespeed::python {

// Appends | int32 size, -1 for NULL | bytes |, and says in which format they are. `number` is the N of $N.
// False with an error set, which says the parameter, what was expected and what type was found, never the value.
bool append_parameter(PyObject* value, int number, postgres::TypeRef type, const postgres::TypeCatalog& catalog,
                      Bytes& out, postgres::Format& format);

// The type that a value has by itself; 0 where the server should find out, as for str and None. -1 with an error set.
std::int64_t guess_type(PyObject* value);

}  // namespace wirespeed::python
