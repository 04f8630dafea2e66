#include "neo4j_values.hpp"

#include <datetime.h>

#include "collector.hpp"

namespace wirespeed::python {
namespace {

// The driver stores the last three days of a month as -3, -2 and -1.
int stored_day(const Civil& date) {
  return date.day > date.days_in_month - 3 ? date.day - date.days_in_month - 1 : date.day;
}

// An object that refers to numbers and zones only, and so is in no cycle: the collector need not look at it, nor at a
// dict of its like. Thousands of dates in nodes were half of what it went through.
Owned plain(Owned made) {
  PyObject_GC_UnTrack(made.get());
  return made;
}

// tuple.__new__(type, items), where the items are made one by one.
template <typename NewItem>
Owned new_tuple(PyTypeObject* type, Py_ssize_t n, NewItem new_item) {
  Owned made(type->tp_alloc(type, n));
  for (Py_ssize_t i = 0; made && i < n; ++i) {
    PyObject* item = new_item(i);
    if (item == nullptr) return Owned();
    PyTuple_SET_ITEM(made.get(), i, item);
  }
  return made ? plain(std::move(made)) : Owned();
}

Owned call_method(PyObject* object, PyObject* name, PyObject* argument) {
  const CollectorPause::Interval interval;
  return Owned(PyObject_CallMethodOneArg(object, name, argument));
}

bool import_datetime() {
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  return PyDateTimeAPI != nullptr;
}

}  // namespace

Owned new_instance(PyTypeObject* type) {
  static PyObject* const nothing = PyTuple_New(0);
  return Owned(nothing == nullptr ? nullptr : PyBaseObject_Type.tp_new(type, nothing, nullptr));
}

bool set_new(PyObject* object, PyObject* name, PyObject* value) {
  const Owned held(value);
  return value != nullptr && PyObject_SetAttr(object, name, value) == 0;
}

Owned new_date(const Driver& driver, std::int64_t ordinal) {
  if (!has_date(ordinal)) return Owned();
  const Civil date = civil_of(ordinal);
  Owned made = new_instance(driver.date);
  PyObject* self = made.get();
  const Names& name = names();
  const bool ok = made && set_new(self, name.ordinal, PyLong_FromLongLong(ordinal)) &&
                  set_new(self, name.year, PyLong_FromLong(date.year)) &&
                  set_new(self, name.month, PyLong_FromLong(date.month)) &&
                  set_new(self, name.day, PyLong_FromLong(stored_day(date)));
  return ok ? plain(std::move(made)) : Owned();
}

Owned new_time(const Driver& driver, std::int64_t nanoseconds, PyObject* tzinfo) {
  if (nanoseconds < 0 || nanoseconds >= kSecondsPerDay * kNanosecondsPerSecond) return Owned();
  const std::int64_t seconds = nanoseconds / kNanosecondsPerSecond;
  Owned made = new_instance(driver.time);
  PyObject* self = made.get();
  const Names& name = names();
  const bool ok = made && set_new(self, name.ticks, PyLong_FromLongLong(nanoseconds)) &&
                  set_new(self, name.hour, PyLong_FromLongLong(seconds / 3600)) &&
                  set_new(self, name.minute, PyLong_FromLongLong(seconds / 60 % 60)) &&
                  set_new(self, name.second, PyLong_FromLongLong(seconds % 60)) &&
                  set_new(self, name.nanosecond, PyLong_FromLongLong(nanoseconds % kNanosecondsPerSecond)) &&
                  set_new(self, name.tzinfo, Py_NewRef(tzinfo == nullptr ? Py_None : tzinfo));
  return ok ? plain(std::move(made)) : Owned();
}

Owned new_datetime(const Driver& driver, std::int64_t seconds, std::int64_t nanoseconds, PyObject* tzinfo) {
  if (nanoseconds < 0 || nanoseconds >= kNanosecondsPerSecond) return Owned();
  const std::int64_t day = floor_div(seconds, kSecondsPerDay);
  if (!has_date(day + kUnixEpochOrdinal)) return Owned();
  const std::int64_t ticks = (seconds - day * kSecondsPerDay) * kNanosecondsPerSecond + nanoseconds;
  Owned date = new_date(driver, day + kUnixEpochOrdinal);
  Owned time = date ? new_time(driver, ticks, tzinfo) : Owned();
  if (!time) return Owned();
  Owned made = new_instance(driver.datetime);
  const bool ok = made && set_new(made.get(), names().date_of, date.release()) &&
                  set_new(made.get(), names().time_of, time.release());
  return ok ? plain(std::move(made)) : Owned();
}

// pytz knows what its zone's clocks say at an instant: fromutc() of a datetime gives them, and the tzinfo that goes
// with them.
Owned new_datetime_in_zone(const Driver& driver, std::int64_t seconds, std::int64_t nanoseconds, PyObject* zone) {
  const std::int64_t day = floor_div(seconds, kSecondsPerDay);
  if (!has_date(day + kUnixEpochOrdinal) || !import_datetime()) return Owned();
  const Civil date = civil_of(day + kUnixEpochOrdinal);
  const auto of_day = static_cast<int>(seconds - day * kSecondsPerDay);
  const Owned utc(
      PyDateTime_FromDateAndTime(date.year, date.month, date.day, of_day / 3600, of_day / 60 % 60, of_day % 60, 0));
  static PyObject* const fromutc = PyUnicode_InternFromString("fromutc");
  const Owned local = utc ? call_method(zone, fromutc, utc.get()) : Owned();
  if (!local || !PyDateTime_Check(local.get())) return Owned();
  const Owned tzinfo(PyObject_GetAttrString(local.get(), "tzinfo"));
  if (!tzinfo) return Owned();
  using namespace std::chrono;
  const sys_days there = year(PyDateTime_GET_YEAR(local.get())) / static_cast<int>(PyDateTime_GET_MONTH(local.get())) /
                         static_cast<int>(PyDateTime_GET_DAY(local.get()));
  const std::int64_t clock = PyDateTime_DATE_GET_HOUR(local.get()) * 3600 +
                             PyDateTime_DATE_GET_MINUTE(local.get()) * 60 + PyDateTime_DATE_GET_SECOND(local.get());
  return new_datetime(driver, there.time_since_epoch().count() * kSecondsPerDay + clock, nanoseconds, tzinfo.get());
}

// Seconds and nanoseconds get one sign. What comes near the end of 64 bits in all is left to the driver's arithmetic.
Owned new_duration(const Driver& driver, std::int64_t months, std::int64_t days, std::int64_t seconds,
                   std::int64_t nanoseconds) {
  constexpr std::int64_t kMany = std::int64_t{1} << 40U;
  for (const std::int64_t part : {months, days, seconds}) {
    if (part < -kMany || part > kMany) return Owned();
  }
  if (nanoseconds <= -kNanosecondsPerSecond || nanoseconds >= kNanosecondsPerSecond) return Owned();
  const int carry = static_cast<int>(seconds < 0 && nanoseconds > 0) - static_cast<int>(seconds > 0 && nanoseconds < 0);
  const std::int64_t parts[] = {months, days, seconds + carry, nanoseconds - carry * kNanosecondsPerSecond};
  return new_tuple(driver.duration, 4, [&](Py_ssize_t i) { return PyLong_FromLongLong(parts[i]); });
}

Owned new_point(const Driver& driver, std::int64_t srid, const double* coordinates, Py_ssize_t dimensions) {
  const Owned key(PyLong_FromLongLong(srid));
  PyObject* entry = key ? PyDict_GetItemWithError(driver.points, key.get()) : nullptr;  // (class, dimensions)
  if (entry == nullptr || !PyTuple_Check(entry) || PyTuple_GET_SIZE(entry) != 2) return Owned();
  PyObject* type = PyTuple_GET_ITEM(entry, 0);
  if (PyLong_AsSsize_t(PyTuple_GET_ITEM(entry, 1)) != dimensions || !PyType_Check(type)) return Owned();
  return new_tuple(reinterpret_cast<PyTypeObject*>(type), dimensions,
                   [&](Py_ssize_t i) { return PyFloat_FromDouble(coordinates[i]); });
}

Owned zone_of_offset(const Driver& driver, std::int64_t seconds) {
  const Owned minutes(PyLong_FromLongLong(floor_div(seconds, 60)));
  const CollectorPause::Interval interval;
  return Owned(minutes ? PyObject_CallOneArg(driver.fixed_offset, minutes.get()) : nullptr);
}

}  // namespace wirespeed::python
