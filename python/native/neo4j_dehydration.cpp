#include "neo4j_dehydration.hpp"

#include <datetime.h>

#include <chrono>

#include "neo4j_values.hpp"
#include "packstream_utf8.hpp"

namespace wirespeed::python {
namespace {

using Outcome = Dehydrator::Outcome;

Outcome outcome(bool written) { return written ? Outcome::written : Outcome::failed; }

// Whatever went wrong, the driver's own function shall meet it and say so.
Outcome leave() {
  PyErr_Clear();
  return Outcome::left;
}

bool take_integer(PyObject* object, std::int64_t& out) {
  int overflow = 0;
  if (object == nullptr || !PyLong_Check(object)) return false;
  out = PyLong_AsLongLongAndOverflow(object, &overflow);
  return overflow == 0 && PyErr_Occurred() == nullptr;
}

bool take_attribute(PyObject* object, PyObject* name, std::int64_t& out) {
  const Owned value(PyObject_GetAttr(object, name));
  return take_integer(value.get(), out);
}

template <typename... Numbers>
bool write_structure(ObjectEncoder& encoder, char tag, Numbers... fields) {
  return encoder.structure(static_cast<std::uint8_t>(tag), sizeof...(fields)) && (encoder.integer(fields) && ...);
}

bool import_datetime() {
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  return PyDateTimeAPI != nullptr;
}

std::int64_t days_of(PyObject* date) {
  using namespace std::chrono;
  const sys_days days = year(PyDateTime_GET_YEAR(date)) / static_cast<int>(PyDateTime_GET_MONTH(date)) /
                        static_cast<int>(PyDateTime_GET_DAY(date));
  return days.time_since_epoch().count();
}

// UTC's offset of a zone of pytz at `object`, in whole seconds.
bool take_offset(PyObject* tzinfo, PyObject* object, std::int64_t& seconds) {
  const Owned delta(PyObject_CallMethodOneArg(tzinfo, names().utcoffset, object));
  if (!delta || !import_datetime() || !PyDelta_Check(delta.get())) return false;
  if (PyDateTime_DELTA_GET_MICROSECONDS(delta.get()) != 0) return false;
  seconds = PyDateTime_DELTA_GET_DAYS(delta.get()) * kSecondsPerDay + PyDateTime_DELTA_GET_SECONDS(delta.get());
  return true;
}

// The name of pytz's zone, or the key of a zoneinfo's; empty for zones that have none.
Owned name_of_zone(PyObject* tzinfo) {
  for (PyObject* attribute : {names().zone, names().key}) {
    Owned name(PyObject_GetAttr(tzinfo, attribute));
    if (name && PyUnicode_Check(name.get()) && PyUnicode_GET_LENGTH(name.get()) != 0) return name;
    PyErr_Clear();
  }
  return Owned();
}

Outcome write_duration(ObjectEncoder& encoder, PyObject* duration) {
  if (!PyTuple_Check(duration) || PyTuple_GET_SIZE(duration) != 4) return leave();
  std::int64_t parts[4] = {};
  for (Py_ssize_t i = 0; i < 4; ++i) {
    if (!take_integer(PyTuple_GET_ITEM(duration, i), parts[i])) return leave();
  }
  return outcome(write_structure(encoder, 'E', parts[0], parts[1], parts[2], parts[3]));
}

Outcome write_timedelta(ObjectEncoder& encoder, PyObject* delta) {
  if (!import_datetime() || !PyDelta_CheckExact(delta)) return leave();
  return outcome(write_structure(encoder, 'E', std::int64_t{0}, std::int64_t{PyDateTime_DELTA_GET_DAYS(delta)},
                                 std::int64_t{PyDateTime_DELTA_GET_SECONDS(delta)},
                                 std::int64_t{PyDateTime_DELTA_GET_MICROSECONDS(delta)} * 1000));
}

Outcome write_point(ObjectEncoder& encoder, PyObject* point) {
  const Py_ssize_t n = PyTuple_Check(point) ? PyTuple_GET_SIZE(point) : 0;
  std::int64_t srid = 0;
  if (n < 2 || n > 3 || !take_attribute(point, names().srid, srid)) return leave();
  for (Py_ssize_t i = 0; i < n; ++i) {
    if (!PyFloat_CheckExact(PyTuple_GET_ITEM(point, i))) return leave();
  }
  bool ok = encoder.structure(n == 2 ? 'X' : 'Y', static_cast<std::size_t>(n + 1)) && encoder.integer(srid);
  for (Py_ssize_t i = 0; i < n; ++i) ok = ok && encoder.floating(PyFloat_AS_DOUBLE(PyTuple_GET_ITEM(point, i)));
  return outcome(ok);
}

Outcome write_native_date(ObjectEncoder& encoder, PyObject* date) {
  if (!import_datetime() || !PyDate_CheckExact(date)) return leave();
  return outcome(write_structure(encoder, 'D', days_of(date)));
}

}  // namespace

bool Dehydrator::resolve() {
  if (resolved_) return static_cast<bool>(functions_);
  resolved_ = true;
  driver_ = driver_of(hooks_);
  if (driver_ == nullptr || reinterpret_cast<PyObject*>(Py_TYPE(hooks_)) != driver_->dehydration_hooks) return false;
  const Owned values(PyObject_GetAttr(hooks_, names().exact_values));  // since 6.0; asked before the types
  const bool by_value = values && (!PyDict_CheckExact(values.get()) || PyDict_GET_SIZE(values.get()) != 0);
  functions_ = Owned(by_value ? nullptr : PyObject_GetAttr(hooks_, names().exact_types));
  if (functions_ && !PyDict_CheckExact(functions_.get())) functions_ = Owned();
  PyErr_Clear();
  return static_cast<bool>(functions_);
}

// Borrowed, or nullptr.
PyObject* Dehydrator::function_of(PyTypeObject* type) {
  if (!resolve()) return nullptr;
  PyObject* function = PyDict_GetItemWithError(functions_.get(), reinterpret_cast<PyObject*>(type));
  PyErr_Clear();
  return function;
}

bool Dehydrator::lists_tuples() { return function_of(&PyTuple_Type) == reinterpret_cast<PyObject*>(&PyList_Type); }

Outcome Dehydrator::write(ObjectEncoder& encoder, PyObject* object) {
  PyObject* function = hooks_ == nullptr ? nullptr : function_of(Py_TYPE(object));
  PyObject* known = function == nullptr ? nullptr : PyDict_GetItemWithError(driver_->dehydrations, function);
  if (known == nullptr) return leave();
  switch (static_cast<Dehydration>(PyLong_AsLong(known))) {
    case Dehydration::date:
      return Py_TYPE(object) == driver_->date ? date(encoder, object) : write_native_date(encoder, object);
    case Dehydration::time:
      return Py_TYPE(object) == driver_->time ? time(encoder, object) : native_time(encoder, object);
    case Dehydration::duration:
      return write_duration(encoder, object);
    case Dehydration::timedelta:
      return write_timedelta(encoder, object);
    case Dehydration::point:
      return write_point(encoder, object);
    case Dehydration::utc_datetime:
      return datetime(encoder, object, true);
    case Dehydration::local_datetime:
      return datetime(encoder, object, false);
    default:
      return leave();
  }
}

Outcome Dehydrator::date(ObjectEncoder& encoder, PyObject* object) {
  std::int64_t ordinal = 0;
  if (!take_attribute(object, names().ordinal, ordinal)) return leave();
  return outcome(write_structure(encoder, 'D', ordinal - kUnixEpochOrdinal));
}

Outcome Dehydrator::time(ObjectEncoder& encoder, PyObject* object) {
  std::int64_t ticks = 0;
  std::int64_t offset = 0;
  const Owned tzinfo(PyObject_GetAttr(object, names().tzinfo));
  if (!tzinfo || !take_attribute(object, names().ticks, ticks)) return leave();
  if (tzinfo.get() == Py_None) return outcome(write_structure(encoder, 't', ticks));
  if (PyObject_IsInstance(tzinfo.get(), driver_->plain_zones) <= 0) return leave();
  if (!take_offset(tzinfo.get(), object, offset)) return leave();
  return outcome(write_structure(encoder, 'T', ticks, offset));
}

Outcome Dehydrator::native_time(ObjectEncoder& encoder, PyObject* object) {
  if (!import_datetime() || !PyTime_CheckExact(object)) return leave();
  if (PyDateTime_TIME_GET_TZINFO(object) != Py_None) return leave();
  const std::int64_t seconds = PyDateTime_TIME_GET_HOUR(object) * 3600 + PyDateTime_TIME_GET_MINUTE(object) * 60 +
                               PyDateTime_TIME_GET_SECOND(object);
  const std::int64_t microseconds = PyDateTime_TIME_GET_MICROSECOND(object);
  return outcome(write_structure(encoder, 't', seconds * kNanosecondsPerSecond + microseconds * 1000));
}

Outcome Dehydrator::datetime(ObjectEncoder& encoder, PyObject* object, bool utc) {
  if (Py_TYPE(object) != driver_->datetime) {
    if (!import_datetime() || !PyDateTime_CheckExact(object)) return leave();
    const std::int64_t seconds = days_of(object) * kSecondsPerDay + PyDateTime_DATE_GET_HOUR(object) * 3600 +
                                 PyDateTime_DATE_GET_MINUTE(object) * 60 + PyDateTime_DATE_GET_SECOND(object);
    const std::int64_t microseconds = PyDateTime_DATE_GET_MICROSECOND(object);
    return write_datetime(encoder, object, seconds, microseconds * 1000, PyDateTime_DATE_GET_TZINFO(object), utc);
  }
  const Owned date(PyObject_GetAttr(object, names().date_of));
  const Owned time(date ? PyObject_GetAttr(object, names().time_of) : nullptr);
  const Owned tzinfo(time ? PyObject_GetAttr(time.get(), names().tzinfo) : nullptr);
  std::int64_t ordinal = 0;
  std::int64_t ticks = 0;
  if (!tzinfo || !take_attribute(date.get(), names().ordinal, ordinal)) return leave();
  if (!take_attribute(time.get(), names().ticks, ticks)) return leave();
  const std::int64_t seconds = (ordinal - kUnixEpochOrdinal) * kSecondsPerDay + ticks / kNanosecondsPerSecond;
  return write_datetime(encoder, object, seconds, ticks % kNanosecondsPerSecond, tzinfo.get(), utc);
}

// `seconds` are those of the clock on the wall. Zones of Bolt 4 are left to the driver, and so are zones that may not
// know what to do with its DateTime. Python's own datetime goes with every zone; the driver would turn it into its own
// first, of which zoneinfo then reads memory that is not there.
Outcome Dehydrator::write_datetime(ObjectEncoder& encoder, PyObject* object, std::int64_t seconds,
                                   std::int64_t nanoseconds, PyObject* tzinfo, bool utc) {
  if (tzinfo == Py_None) return outcome(write_structure(encoder, 'd', seconds, nanoseconds));
  std::int64_t offset = 0;
  const bool native = Py_TYPE(object) != driver_->datetime;
  if (!utc || !(native || PyObject_IsInstance(tzinfo, driver_->plain_zones) > 0)) return leave();
  if (!take_offset(tzinfo, object, offset)) return leave();
  const Owned name = name_of_zone(tzinfo);
  if (!name) return outcome(write_structure(encoder, 'I', seconds - offset, nanoseconds, offset));
  const Utf8Source text(name.get());
  if (!text.ok()) return leave();
  return outcome(encoder.structure('i', 3) && encoder.integer(seconds - offset) && encoder.integer(nanoseconds) &&
                 encoder.text(text.size(), [&](std::uint8_t* at) { return text.write(at); }));
}

}  // namespace wirespeed::python
