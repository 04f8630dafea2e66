#include "graph_values.hpp"

#include <nanobind/stl/string.h>

#include <limits>

#include "errors.hpp"
#include "graph_objects.hpp"
#include "time_objects.hpp"

namespace wirespeed::python {

namespace nb = nanobind;

namespace {

using graph::PropertyValue;
using graph::TimeKind;
using graph::TimeUnit;
using graph::TimeValue;

constexpr const char* kExpected =
    "a bool, an int, a float, a str, a date, a datetime, a time, a timedelta, or a list or dict of them";

PropertyValue whole_of(nb::handle value, const char* operation) {
  int overflows = 0;
  const long long whole = PyLong_AsLongLongAndOverflow(value.ptr(), &overflows);
  if (overflows != 0) refuse_argument(operation, "an integer of 64 bits", value);
  return std::int64_t{whole};
}

// Where the clock stands is told by UTC as soon as it has a zone.
TimeValue moment_of(nb::handle value) {
  const Offset offset = offset_of(value.ptr());
  if (offset.failed) throw nb::python_error();
  const std::int64_t shown = us_of_datetime(value.ptr());
  return {{TimeKind::moment, TimeUnit::micro, offset.is_aware}, shown - offset.us};
}

TimeValue time_of_day(nb::handle value, const char* operation) {
  const Offset offset = offset_of(value.ptr());
  if (offset.failed) throw nb::python_error();
  if (offset.is_aware) refuse_argument(operation, "a time of day without a time zone", value);
  return {{TimeKind::time_of_day, TimeUnit::micro}, us_of_time(value.ptr())};
}

// Of more than 292,000 years there is none in microseconds.
TimeValue duration_of(nb::handle value) {
  const Delta delta = delta_of(value.ptr());
  constexpr std::int64_t kDays = std::numeric_limits<std::int64_t>::max() / kUsPerDay - 1;
  if (delta.days > kDays || delta.days < -kDays) return {{TimeKind::duration, TimeUnit::day}, delta.days};
  return {{TimeKind::duration, TimeUnit::micro}, delta.days * kUsPerDay + delta.us};
}

PropertyValue python_time(nb::handle value, wirespeed::python::TimeKind kind, const char* operation) {
  using Kind = wirespeed::python::TimeKind;
  if (kind == Kind::date) return TimeValue{{TimeKind::moment, TimeUnit::day}, days_of(value.ptr())};
  if (kind == Kind::datetime) return moment_of(value);
  return kind == Kind::time ? time_of_day(value, operation) : duration_of(value);
}

// datetime64 and timedelta64; none for NaT.
PropertyValue numpy_time(nb::handle value, const char* operation) {
  const auto type = graph::time_type_of(nb::cast<std::string>(value.attr("dtype").attr("str")).substr(1));
  const auto ticks = nb::cast<std::int64_t>(nb::int_(value.attr("view")("i8")));
  if (ticks == std::numeric_limits<std::int64_t>::min()) return {};
  if (!type) refuse_argument(operation, "a time of a unit from years to nanoseconds", value);
  return TimeValue{*type, ticks};
}

bool is_numpy_time(nb::handle value) {
  if (!nb::hasattr(value, "dtype") || !nb::hasattr(value, "view")) return false;
  const nb::object kind = nb::getattr(value.attr("dtype"), "kind", nb::none());
  const bool is_scalar = nb::cast<int>(nb::getattr(value, "ndim", nb::int_(1))) == 0;
  return is_scalar && (kind.equal(nb::str("M")) || kind.equal(nb::str("m")));
}

// pandas' Timestamp and Timedelta are Python's own, and know nanoseconds besides.
PropertyValue pandas_time(nb::handle value, const char* operation) {
  PropertyValue time = numpy_time(value.attr("asm8"), operation);
  if (auto* moment = std::get_if<TimeValue>(&time)) {
    moment->type.is_zoned = !nb::getattr(value, "tzinfo", nb::none()).is_none();
  }
  return time;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the caller's lists
PropertyValue list_of(nb::handle values, const char* operation) {
  graph::PropertyList list;
  for (const nb::handle item : nb::iter(values)) list.items.push_back({{}, property_value_of(item, operation)});
  return list;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the caller's dicts
PropertyValue fields_of(nb::handle values, const char* operation) {
  graph::PropertyFields fields;
  for (const auto& [name, value] : nb::dict(nb::borrow<nb::dict>(values))) {
    if (PyUnicode_Check(name.ptr()) == 0) refuse_argument(operation, "a str as the name of a field", name);
    fields.fields.push_back({nb::cast<std::string>(name), property_value_of(value, operation)});
  }
  return fields;
}

// NOLINTNEXTLINE(misc-no-recursion)
PropertyValue other_value(nb::handle value, const char* operation) {
  if (is_numpy_time(value)) return numpy_time(value, operation);
  if (PyList_Check(value.ptr()) != 0 || PyTuple_Check(value.ptr()) != 0) return list_of(value, operation);
  if (PyDict_Check(value.ptr()) != 0) return fields_of(value, operation);
  if (nb::hasattr(value, "as_py")) return property_value_of(value.attr("as_py")(), operation);
  if (!nb::hasattr(value, "dtype")) refuse_argument(operation, kExpected, value);
  const bool is_array = nb::cast<int>(nb::getattr(value, "ndim", nb::int_(1))) != 0;
  if (is_array) return list_of(value, operation);
  const nb::object item = value.attr("item")();
  if (nb::hasattr(item, "dtype")) refuse_argument(operation, kExpected, value);
  return property_value_of(item, operation);
}

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion)
PropertyValue property_value_of(nb::handle value, const char* operation) {
  if (value.is_none()) return {};
  if (PyBool_Check(value.ptr()) != 0) return value.ptr() == Py_True;
  if (PyLong_Check(value.ptr()) != 0) return whole_of(value, operation);
  if (PyFloat_Check(value.ptr()) != 0) return PyFloat_AS_DOUBLE(value.ptr());
  if (PyUnicode_Check(value.ptr()) != 0) return nb::cast<std::string>(value);
  if (const auto kind = time_kind_of(value.ptr()); kind != wirespeed::python::TimeKind::none) {
    return nb::hasattr(value, "asm8") ? pandas_time(value, operation) : python_time(value, kind, operation);
  }
  return other_value(value, operation);
}

}  // namespace wirespeed::python
