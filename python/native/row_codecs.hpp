// How one Python object becomes one value of a column of numbers. take() is false, without an error, for an object of
// another kind, and for None. A codec may remember what it saw: each column has one of its own.
#pragma once

#include <Python.h>

#include <array>
#include <cstdint>
#include <limits>
#include <utility>

#include "known_objects.hpp"
#include "owned.hpp"
#include "plain_objects.hpp"
#include "time_objects.hpp"
#include "value_objects.hpp"

namespace wirespeed::python {

struct BoolCodec {
  using Value = std::uint8_t;
  static constexpr const char* kExpected = "bool";

  static bool take(PyObject* object, Value& out) noexcept {
    out = object == Py_True ? 1 : 0;
    return PyBool_Check(object);
  }
};

template <typename T>
struct IntegerCodec {
  using Value = T;
  static constexpr const char* kExpected = "an int within the type";

  static bool take(PyObject* object, Value& out) {
    if (PyLong_CheckExact(object)) [[likely]]
      return narrow(object, out);
    if (PyIndex_Check(object) == 0) return false;
    const Owned index(PyNumber_Index(object));
    return index && narrow(index.get(), out);
  }

 private:
  static bool narrow(PyObject* number, Value& out) {
    int overflow = 0;
    const long long value = PyLong_AsLongLongAndOverflow(number, &overflow);
    if (overflow != 0) return narrow_large(number, out);
    out = static_cast<T>(value);
    return std::in_range<T>(value);
  }

  static bool narrow_large(PyObject* number, Value& out) {
    if constexpr (!std::is_same_v<T, std::uint64_t>) return false;
    out = static_cast<T>(PyLong_AsUnsignedLongLong(number));
    if (PyErr_Occurred() == nullptr) return true;
    PyErr_Clear();
    return false;
  }
};

template <typename T>
struct FloatCodec {
  using Value = T;
  static constexpr const char* kExpected = "float";

  static bool take(PyObject* object, Value& out) {
    if (PyFloat_CheckExact(object)) [[likely]] {
      out = static_cast<T>(PyFloat_AS_DOUBLE(object));
      return true;
    }
    if (object == Py_None || PyUnicode_Check(object)) return false;
    const double value = PyFloat_AsDouble(object);
    out = static_cast<T>(value);
    if (value != -1.0 || PyErr_Occurred() == nullptr) return true;
    if (PyErr_ExceptionMatches(PyExc_TypeError) != 0) PyErr_Clear();
    return false;
  }
};

// Of ints and floats alone; what stands for one comes again as that.
template <typename Codec>
struct ExactCodec : Codec {
  static bool take(PyObject* object, typename Codec::Value& out) {
    const bool is_number = PyFloat_CheckExact(object) || PyLong_CheckExact(object);
    return is_number && Codec::take(object, out);
  }
};

struct DateCodec {
  using Value = std::int32_t;
  static constexpr const char* kExpected = "datetime.date";

  static bool take(PyObject* object, Value& out) noexcept {
    if (time_kind_of(object) != TimeKind::date) return false;
    out = static_cast<Value>(days_of(object));
    return true;
  }
};

struct TimeCodec {
  using Value = std::int64_t;
  static constexpr const char* kExpected = "datetime.time";

  static bool take(PyObject* object, Value& out) noexcept {
    if (time_kind_of(object) != TimeKind::time) return false;
    out = us_of_time(object);
    return true;
  }
};

struct DurationCodec {
  using Value = std::int64_t;
  static constexpr const char* kExpected = "datetime.timedelta within the type";

  static bool take(PyObject* object, Value& out) noexcept {
    if (object == Py_None || time_kind_of(object) != TimeKind::timedelta) return false;
    const auto us = us_of_timedelta(object);
    out = us.value_or(0);
    return us.has_value();
  }
};

// Moments: with a zone they are UTC's; without, one that knows its zone is taken in UTC.
template <bool needs_zone, std::int64_t per_us>
struct MomentCodec {
  using Value = std::int64_t;
  static constexpr const char* kExpected =
      needs_zone ? "datetime.datetime with a zone" : "datetime.datetime within the type";

  bool take(PyObject* object, Value& out) {
    if (object == Py_None || time_kind_of(object) != TimeKind::datetime || is_not_a_time(object)) return false;
    const Offset offset = offsets.of(object);
    if (offset.failed || (needs_zone && !offset.is_aware)) return false;
    return !__builtin_mul_overflow(us_of_datetime(object) - offset.us, per_us, &out);
  }

  Offsets offsets;
};

// Of those without a zone alone.
struct NaiveCodec : MomentCodec<false, 1> {
  static constexpr const char* kExpected = "datetime.datetime without a zone";

  bool take(PyObject* object, Value& out) {
    if (time_kind_of(object) != TimeKind::datetime || is_not_a_time(object)) return false;
    const Offset offset = offsets.of(object);
    return !offset.failed && !offset.is_aware && MomentCodec::take(object, out);
  }
};

struct UuidCodec {
  using Value = std::array<std::uint8_t, 16>;
  static constexpr const char* kExpected = "uuid.UUID";

  static bool take(PyObject* object, Value& out) {
    const int is_uuid = object == Py_None ? 0 : is_known(object, Known::uuid);
    return is_uuid > 0 && bytes_of_uuid(object, out.data());
  }
};

}  // namespace wirespeed::python
