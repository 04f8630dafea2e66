#include "bolt_hydration.hpp"

#include <datetime.h>

#include <array>

#include "calendar.hpp"
#include "collector.hpp"

namespace wirespeed::python {
namespace {

// A class that stores the fields of a structure.
struct StructureClass {
  PyTypeObject* type = nullptr;
  PyObject* names = nullptr;     // tuple of interned texts
  PyObject* defaults = nullptr;  // tuple, for the last names, which have no field
};

std::array<StructureClass, 128> classes{};  // by tag; never freed, and never changed once it is set

const StructureClass* class_of(std::uint8_t tag, std::size_t n) noexcept {
  const StructureClass* found = tag < classes.size() ? &classes[tag] : nullptr;
  if (found == nullptr || found->type == nullptr) return nullptr;
  const auto most = static_cast<std::size_t>(PyTuple_GET_SIZE(found->names));
  const auto without = static_cast<std::size_t>(PyTuple_GET_SIZE(found->defaults));
  return n + without == most ? found : nullptr;
}

// What fails without an error is done again by the decoder, which finds out what is wrong.
std::size_t left_to_decoder() noexcept { return PyErr_Occurred() == nullptr ? 0 : packstream::kRefused; }

// As object.__setattr__, for classes may be frozen.
bool store(PyObject* self, const StructureClass& of, std::size_t i, PyObject* value) {
  return PyObject_GenericSetAttr(self, PyTuple_GET_ITEM(of.names, static_cast<Py_ssize_t>(i)), value) == 0;
}

bool store_defaults(PyObject* self, const StructureClass& of, std::size_t from) {
  const auto all = static_cast<std::size_t>(PyTuple_GET_SIZE(of.names));
  const auto before = all - static_cast<std::size_t>(PyTuple_GET_SIZE(of.defaults));
  for (std::size_t i = from; i < all; ++i) {
    if (!store(self, of, i, PyTuple_GET_ITEM(of.defaults, static_cast<Py_ssize_t>(i - before)))) return false;
  }
  return true;
}

std::size_t take_fields(PyObject*& slot, const StructureClass& of, std::size_t n, ByteView bytes,
                        ObjectDestination& destination) {
  static PyObject* const nothing = PyTuple_New(0);
  Owned made(nothing == nullptr ? nullptr : PyBaseObject_Type.tp_new(of.type, nothing, nullptr));
  if (!made) return packstream::kRefused;
  ObjectDecoder decoder(bytes, destination, destination.version(), 0, kMaxObjectDepth);
  for (std::size_t i = 0; i < n; ++i) {
    PyObject* value = nullptr;
    const bool ok = decoder.read(value);
    const Owned held(value);
    if (!ok || !store(made.get(), of, i, value)) return left_to_decoder();
  }
  if (!store_defaults(made.get(), of, n)) return packstream::kRefused;
  slot = made.release();
  return decoder.position();
}

bool import_datetime() {
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  return PyDateTimeAPI != nullptr;
}

Owned new_date(std::int64_t ordinal) {
  const Civil date = civil_of(ordinal);
  return Owned(PyDate_FromDate(date.year, date.month, date.day));
}

Owned new_time(std::int64_t nanoseconds, PyObject* zone) {
  const auto seconds = static_cast<int>(nanoseconds / kNanosecondsPerSecond);
  const auto microseconds = static_cast<int>(nanoseconds % kNanosecondsPerSecond / 1000);
  return Owned(PyDateTimeAPI->Time_FromTime(seconds / 3600, seconds / 60 % 60, seconds % 60, microseconds, zone,
                                            PyDateTimeAPI->TimeType));
}

bool is_near(std::int64_t value) noexcept {
  constexpr std::int64_t kFarAway = std::int64_t{1} << 40U;  // seconds or days; beyond every calendar, and no overflow
  return value > -kFarAway && value < kFarAway;
}

// Whether datetime has these seconds since 1970.
bool has_datetime(std::int64_t seconds) noexcept {
  return is_near(seconds) && has_date(floor_div(seconds, kSecondsPerDay) + kUnixEpochOrdinal);
}

bool is_second(std::int64_t nanoseconds) noexcept { return nanoseconds >= 0 && nanoseconds < kNanosecondsPerSecond; }

// Of the clock that the seconds are of. REQUIRES: has_datetime(seconds)
Owned new_datetime(std::int64_t seconds, std::int64_t nanoseconds, PyObject* zone) {
  const std::int64_t day = floor_div(seconds, kSecondsPerDay);
  const Civil date = civil_of(day + kUnixEpochOrdinal);
  const auto clock = static_cast<int>(seconds - day * kSecondsPerDay);
  return Owned(PyDateTimeAPI->DateTime_FromDateAndTime(date.year, date.month, date.day, clock / 3600, clock / 60 % 60,
                                                       clock % 60, static_cast<int>(nanoseconds / 1000), zone,
                                                       PyDateTimeAPI->DateTimeType));
}

}  // namespace

bool set_structure_classes(PyObject* said) {
  Py_ssize_t at = 0;
  PyObject* tag = nullptr;
  PyObject* value = nullptr;
  while (PyDict_Next(said, &at, &tag, &value) != 0) {
    StructureClass made;
    const long number = PyLong_AsLong(tag);
    if (number < 0 || number >= static_cast<long>(classes.size())) {
      PyErr_Format(PyExc_ValueError, "set_structure_classes: expected a tag from 0 to 127, found %R", tag);
      return false;
    }
    if (!PyArg_ParseTuple(value, "O!O!O!", &PyType_Type, &made.type, &PyTuple_Type, &made.names, &PyTuple_Type,
                          &made.defaults)) {
      return false;
    }
    Py_INCREF(value);  // for ever, and with it all that is in it
    classes[static_cast<std::size_t>(number)] = made;
  }
  return true;
}

std::size_t BoltHydrator::take(PyObject*& slot, std::uint8_t tag, std::size_t n, ByteView bytes,
                               ObjectDestination& destination) {
  if (!import_datetime()) return packstream::kRefused;
  FieldReader fields(bytes);
  Owned value;
  const Made made = temporal(value, tag, n, fields);
  if (made == Made::value) {
    if (!value) return packstream::kRefused;
    slot = value.release();
    return fields.used();
  }
  const StructureClass* of = made == Made::fields ? class_of(tag, n) : nullptr;
  return of == nullptr ? 0 : take_fields(slot, *of, n, bytes, destination);
}

BoltHydrator::Made BoltHydrator::temporal(Owned& out, std::uint8_t tag, std::size_t n, FieldReader& fields) {
  switch (tag) {
    case 'D':
      return n == 1 ? date(out, fields) : Made::left;
    case 't':
      return n == 1 ? time(out, fields, false) : Made::left;
    case 'T':
      return n == 2 ? time(out, fields, true) : Made::left;
    case 'd':
      return n == 2 ? local_date_time(out, fields) : Made::left;
    case 'I':
    case 'i':
      return n == 3 && utc_ ? date_time(out, fields) : Made::left;
    case 'F':
      return n == 3 && !utc_ ? legacy_date_time(out, fields) : Made::left;
    default:
      return Made::fields;
  }
}

BoltHydrator::Made BoltHydrator::date(Owned& out, FieldReader& fields) {
  std::int64_t days = 0;
  if (!fields.integer(days)) return Made::left;
  if (!is_near(days) || !has_date(days + kUnixEpochOrdinal)) return Made::fields;
  out = new_date(days + kUnixEpochOrdinal);
  return Made::value;
}

BoltHydrator::Made BoltHydrator::time(Owned& out, FieldReader& fields, bool has_offset) {
  std::int64_t nanoseconds = 0;
  std::int64_t offset = 0;
  if (!fields.integer(nanoseconds) || (has_offset && !fields.integer(offset))) return Made::left;
  if (nanoseconds % 1000 != 0) return Made::fields;
  if (nanoseconds < 0 || nanoseconds >= kSecondsPerDay * kNanosecondsPerSecond) return Made::left;
  PyObject* zone = has_offset ? offset_zone(offset) : Py_None;
  if (zone == nullptr) return Made::left;
  out = new_time(nanoseconds, zone);
  return Made::value;
}

BoltHydrator::Made BoltHydrator::local_date_time(Owned& out, FieldReader& fields) {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  if (!fields.integer(seconds) || !fields.integer(nanoseconds)) return Made::left;
  if (nanoseconds % 1000 != 0) return Made::fields;
  if (!is_second(nanoseconds)) return Made::left;
  return moment(out, seconds, nanoseconds, Py_None);
}

// Seconds are UTC's; the zone is an offset or a name.
BoltHydrator::Made BoltHydrator::date_time(Owned& out, FieldReader& fields) {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  if (!fields.integer(seconds) || !fields.integer(nanoseconds)) return Made::left;
  if (nanoseconds % 1000 != 0) return Made::fields;
  if (!is_second(nanoseconds)) return Made::left;
  if (!has_datetime(seconds)) return Made::fields;
  FieldReader behind = fields;
  std::int64_t offset = 0;
  if (behind.integer(offset)) {
    fields = behind;
    PyObject* zone = offset_zone(offset);
    return zone == nullptr ? Made::left : moment(out, seconds + offset, nanoseconds, zone);
  }
  std::string_view name;
  return fields.text(name) ? in_zone(out, seconds, nanoseconds, name) : Made::left;
}

// Seconds are those of the clock at the offset.
BoltHydrator::Made BoltHydrator::legacy_date_time(Owned& out, FieldReader& fields) {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  std::int64_t offset = 0;
  if (!fields.integer(seconds) || !fields.integer(nanoseconds) || !fields.integer(offset)) return Made::left;
  if (nanoseconds % 1000 != 0 || !is_second(nanoseconds) || !is_near(seconds)) return Made::left;
  PyObject* zone = offset_zone(offset);
  if (zone == nullptr || !has_datetime(seconds - offset)) return Made::left;
  return moment(out, seconds, nanoseconds, zone) == Made::value ? Made::value : Made::left;
}

BoltHydrator::Made BoltHydrator::moment(Owned& out, std::int64_t seconds, std::int64_t nanoseconds, PyObject* zone) {
  if (!has_datetime(seconds)) return Made::fields;
  out = new_datetime(seconds, nanoseconds, zone);
  return Made::value;
}

// As datetime.astimezone(): the zone says what its clocks show at an instant.
BoltHydrator::Made BoltHydrator::in_zone(Owned& out, std::int64_t seconds, std::int64_t nanoseconds,
                                         std::string_view name) {
  static PyObject* const fromutc = PyUnicode_InternFromString("fromutc");
  PyObject* zone = named_zone(name);
  const Owned utc = zone == nullptr ? Owned() : new_datetime(seconds, nanoseconds, zone);
  const CollectorPause::Interval interval;
  out = Owned(utc ? PyObject_CallMethodOneArg(zone, fromutc, utc.get()) : nullptr);
  if (out) return Made::value;
  PyErr_Clear();
  return Made::left;
}

// Borrowed; nullptr, without an error, where datetime has no such zone.
PyObject* BoltHydrator::offset_zone(std::int64_t seconds) {
  if (offset_ && offset_seconds_ == seconds) return offset_.get();
  if (seconds <= -kSecondsPerDay || seconds >= kSecondsPerDay) return nullptr;
  const Owned delta(PyDelta_FromDSU(0, static_cast<int>(seconds), 0));
  offset_ = Owned(delta ? PyTimeZone_FromOffset(delta.get()) : nullptr);
  offset_seconds_ = seconds;
  PyErr_Clear();
  return offset_.get();
}

// The same, of zoneinfo.
PyObject* BoltHydrator::named_zone(std::string_view name) {
  if (zone_ && zone_name_ == name) return zone_.get();
  const CollectorPause::Interval interval;
  const Owned module(PyImport_ImportModule("zoneinfo"));
  const Owned text(module ? new_text(name) : nullptr);
  zone_ = Owned(text ? PyObject_CallMethod(module.get(), "ZoneInfo", "O", text.get()) : nullptr);
  zone_name_ = name;
  PyErr_Clear();
  return zone_.get();
}

}  // namespace wirespeed::python
