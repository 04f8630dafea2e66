// The driver's temporal and spatial values, made as its own constructors would have left them: the same attributes, in
// the same order. What is out of the driver's range is not made: the caller then lets the driver say so.
#pragma once

#include <Python.h>

#include <cstdint>

#include "calendar.hpp"
#include "neo4j_driver.hpp"
#include "owned.hpp"

namespace wirespeed::python {

// All give an empty Owned for values that they do not make; with an error set, if Python raised one.
Owned new_date(const Driver& driver, std::int64_t ordinal);
// Of `nanoseconds` since midnight; tzinfo may be nullptr.
Owned new_time(const Driver& driver, std::int64_t nanoseconds, PyObject* tzinfo);
// Of the clock on the wall: `seconds` since 1970.
Owned new_datetime(const Driver& driver, std::int64_t seconds, std::int64_t nanoseconds, PyObject* tzinfo);
// Of an instant, in the zone called `name`.
Owned new_datetime_in_zone(const Driver& driver, std::int64_t seconds, std::int64_t nanoseconds, PyObject* zone);
Owned new_duration(const Driver& driver, std::int64_t months, std::int64_t days, std::int64_t seconds,
                   std::int64_t nanoseconds);
Owned new_point(const Driver& driver, std::int64_t srid, const double* coordinates, Py_ssize_t dimensions);

// pytz's zone of an offset from UTC in seconds, which it rounds down to minutes.
Owned zone_of_offset(const Driver& driver, std::int64_t seconds);

// object.__new__(type). Not tp_alloc: before 3.13 only object's own constructor makes room for attributes in the object
// itself, and without it each would get a dict.
Owned new_instance(PyTypeObject* type);

// Sets an attribute to a new reference, or fails with nullptr.
bool set_new(PyObject* object, PyObject* name, PyObject* value);

}  // namespace wirespeed::python
