#include "packstream_hydration.hpp"

#include "collector.hpp"
#include "neo4j_values.hpp"
#include "packstream_objects.hpp"
#include "wirespeed/packstream/decoder.hpp"

namespace wirespeed::python {

namespace {

PyObject* as_object(PyTypeObject* type) { return reinterpret_cast<PyObject*>(type); }

// tag -> bytes of one, which Python has ready.
Owned new_tag(std::uint8_t tag) {
  const char byte = static_cast<char>(tag);
  return Owned(PyBytes_FromStringAndSize(&byte, 1));
}

// A Structure of the class, from a list of its fields.
Owned new_structure_of(PyObject* type, std::uint8_t tag, PyObject* fields) {
  if (type == as_object(structure_type())) return Owned(structure_of_fields(tag, fields));
  const Py_ssize_t n = PyList_GET_SIZE(fields);
  const Owned arguments(PyTuple_New(n + 1));
  Owned tag_bytes = new_tag(tag);
  if (!arguments || !tag_bytes) return Owned();
  PyTuple_SET_ITEM(arguments.get(), 0, tag_bytes.release());
  for (Py_ssize_t i = 0; i < n; ++i) {
    PyTuple_SET_ITEM(arguments.get(), i + 1, Py_NewRef(PyList_GET_ITEM(fields, i)));
  }
  const CollectorPause::Interval interval;
  return Owned(PyObject_CallObject(type, arguments.get()));
}

Owned call_hook(PyObject* hook, PyObject* structure) {
  const CollectorPause::Interval interval;
  return Owned(PyObject_CallOneArg(hook, structure));
}

}  // namespace

// False with an error set.
bool Hydrator::resolve() {
  resolved_ = true;
  known_.fill(Hydration::unknown);
  if (structure_ == nullptr) structure_ = as_object(structure_type());
  if (hooks_ == nullptr) return true;
  driver_ = driver_of(hooks_);
  if (!find_hook()) return false;
  if (!hook_ || driver_ == nullptr || !PyMethod_Check(hook_.get())) return true;
  if (PyMethod_GET_FUNCTION(hook_.get()) != driver_->hydrate_structure) return true;
  functions_ = Owned(PyObject_GetAttr(PyMethod_GET_SELF(hook_.get()), names().functions));
  if (functions_ && !PyDict_CheckExact(functions_.get())) functions_ = Owned();
  return PyErr_Occurred() == nullptr;
}

// The hook for our Structure, or else for the driver's.
bool Hydrator::find_hook() {
  PyObject* own = as_object(structure_type());
  PyObject* hook = PyDict_GetItemWithError(hooks_, own);
  if (hook != nullptr) {
    structure_ = own;
  } else if (driver_ != nullptr && PyErr_Occurred() == nullptr) {
    hook = PyDict_GetItemWithError(hooks_, driver_->structure);
    if (hook != nullptr) structure_ = driver_->structure;
  }
  hook_ = Owned(Py_XNewRef(hook));
  return PyErr_Occurred() == nullptr;
}

Hydration Hydrator::hydration_of(std::uint8_t tag) {
  if (!functions_ || tag >= known_.size()) return Hydration::none;
  if (known_[tag] == Hydration::unknown) known_[tag] = look_up(tag);
  return known_[tag];
}

// What the function that the driver has for the tag is known to do.
Hydration Hydrator::look_up(std::uint8_t tag) {
  const Owned name = new_tag(tag);
  PyObject* function = name ? PyDict_GetItemWithError(functions_.get(), name.get()) : nullptr;
  if (function == nullptr) {
    PyErr_Clear();
    return Hydration::none;
  }
  PyObject* plain = PyMethod_Check(function) ? PyMethod_GET_FUNCTION(function) : function;
  PyObject* known = PyDict_GetItemWithError(driver_->hydrations, plain);
  const auto hydration = known == nullptr ? Hydration::none : static_cast<Hydration>(PyLong_AsLong(known));
  PyErr_Clear();  // a function that cannot be hashed is none of the driver's
  const bool of_graph = hydration >= Hydration::node && hydration <= Hydration::unbound_relationship;
  return of_graph && !find_graph(function) ? Hydration::none : hydration;
}

std::size_t Hydrator::take(PyObject*& slot, std::uint8_t tag, std::size_t n, ByteView bytes) {
  if (!resolved_ && !resolve()) return packstream::kRefused;
  const Hydration hydration = hydration_of(tag);
  if (hydration < Hydration::date) return 0;
  FieldReader fields(bytes);
  Owned made = from_numbers(hydration, n, fields);
  if (!made) {
    PyErr_Clear();  // the driver's own function will say it again, and its hook will keep it as broken data
    return 0;
  }
  slot = made.release();
  return fields.used();
}

Owned Hydrator::from_numbers(Hydration hydration, std::size_t n, FieldReader& fields) {
  std::int64_t a = 0;
  std::int64_t b = 0;
  std::int64_t c = 0;
  std::int64_t d = 0;
  switch (hydration) {
    case Hydration::date:
      return n == 1 && fields.integer(a) && a > -kUnixEpochOrdinal && a < 4'000'000
                 ? new_date(*driver_, a + kUnixEpochOrdinal)
                 : Owned();
    case Hydration::time:
      return time(n, fields);
    case Hydration::duration:
      return n == 4 && fields.integer(a) && fields.integer(b) && fields.integer(c) && fields.integer(d)
                 ? new_duration(*driver_, a, b, c, d)
                 : Owned();
    case Hydration::point:
      return point(n, fields);
    case Hydration::utc_datetime:
      return utc_datetime(n, fields);
    case Hydration::local_datetime:
      return local_datetime(n, fields);
    default:
      return Owned();
  }
}

Owned Hydrator::time(std::size_t n, FieldReader& fields) {
  std::int64_t nanoseconds = 0;
  std::int64_t offset = 0;
  if (n < 1 || n > 2 || !fields.integer(nanoseconds)) return Owned();
  if (n == 1) return new_time(*driver_, nanoseconds, nullptr);
  const Owned zone = fields.integer(offset) ? zone_of_offset(*driver_, offset) : Owned();
  return zone ? new_time(*driver_, nanoseconds, zone.get()) : Owned();
}

// Seconds are UTC's, and what goes with them is nothing, an offset or the name of a zone.
Owned Hydrator::utc_datetime(std::size_t n, FieldReader& fields) {
  constexpr std::int64_t kFarAway = std::int64_t{1} << 40U;  // seconds; beyond every calendar, and no overflow
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  if (n < 2 || n > 3 || !fields.integer(seconds) || !fields.integer(nanoseconds)) return Owned();
  if (seconds < -kFarAway || seconds > kFarAway) return Owned();
  if (n == 2) return new_datetime(*driver_, seconds, nanoseconds, nullptr);
  FieldReader behind = fields;
  std::int64_t offset = 0;
  if (behind.integer(offset)) {
    fields = behind;
    const Owned zone = zone_of_offset(*driver_, offset);
    const std::int64_t minutes = offset / 60 - static_cast<int>(offset % 60 < 0);
    return zone ? new_datetime(*driver_, seconds + minutes * 60, nanoseconds, zone.get()) : Owned();
  }
  std::string_view name;
  PyObject* zone = fields.text(name) ? zone_of_name(name) : nullptr;
  return zone == nullptr ? Owned() : new_datetime_in_zone(*driver_, seconds, nanoseconds, zone);
}

// Seconds are those of the clock on the wall. The name of a zone is left to the driver.
Owned Hydrator::local_datetime(std::size_t n, FieldReader& fields) {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  std::int64_t offset = 0;
  if (n < 2 || n > 3 || !fields.integer(seconds) || !fields.integer(nanoseconds)) return Owned();
  if (n == 2) return new_datetime(*driver_, seconds, nanoseconds, nullptr);
  const Owned zone = fields.integer(offset) ? zone_of_offset(*driver_, offset) : Owned();
  return zone ? new_datetime(*driver_, seconds, nanoseconds, zone.get()) : Owned();
}

Owned Hydrator::point(std::size_t n, FieldReader& fields) {
  std::int64_t srid = 0;
  double coordinates[3] = {};
  if (n < 3 || n > 4 || !fields.integer(srid)) return Owned();
  for (std::size_t i = 0; i + 1 < n; ++i) {
    if (!fields.floating(coordinates[i])) return Owned();
  }
  return new_point(*driver_, srid, coordinates, static_cast<Py_ssize_t>(n - 1));
}

// A borrowed reference, or nullptr with an error set.
PyObject* Hydrator::zone_of_name(std::string_view name) {
  if (zone_ && zone_name_ == name) return zone_.get();
  const Owned text(new_text(name));
  const CollectorPause::Interval interval;
  zone_ = Owned(text ? PyObject_CallOneArg(driver_->zone, text.get()) : nullptr);
  zone_name_ = name;
  return zone_.get();
}

bool Hydrator::finish(PyObject*& slot, std::uint8_t tag) {
  if (!resolved_ && !resolve()) return false;
  Owned made = from_fields(hydration_of(tag), slot);
  if (!made && PyErr_Occurred() != nullptr) return false;
  if (!made) {
    made = new_structure_of(structure_, tag, slot);
    if (made && hook_) made = call_hook(hook_.get(), made.get());
  }
  if (!made) return false;
  Py_SETREF(slot, made.release());
  return true;
}

}  // namespace wirespeed::python
