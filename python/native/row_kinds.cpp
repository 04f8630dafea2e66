#include "row_kinds.hpp"

#include "known_objects.hpp"
#include "plain_objects.hpp"
#include "time_objects.hpp"

namespace wirespeed::python {
namespace {

enum Seen : unsigned {
  kBool = 1U << 0U,
  kInt = 1U << 1U,
  kFloat = 1U << 2U,
  kText = 1U << 3U,
  kBytes = 1U << 4U,
  kDate = 1U << 5U,
  kTime = 1U << 6U,
  kNaive = 1U << 7U,
  kAware = 1U << 8U,
  kUuid = 1U << 9U,
  kLargeInt = 1U << 10U,  // beyond 64 bits
  kDuration = 1U << 11U,
  kLargeDuration = 1U << 12U,  // beyond 64 bits
  kNotATime = 1U << 13U,
  kOther = 1U << 14U,
};

unsigned seen_in_time(PyObject* object) {
  switch (time_kind_of(object)) {
    case TimeKind::date:
      return kDate;
    case TimeKind::datetime: {
      if (is_not_a_time(object)) return kNotATime;
      const Offset offset = offset_of(object);
      if (offset.failed) PyErr_Clear();
      return offset.is_aware ? kAware : kNaive;
    }
    case TimeKind::time: {
      const Offset offset = offset_of(object);
      if (offset.failed) PyErr_Clear();
      return offset.is_aware ? kOther : kTime;
    }
    case TimeKind::timedelta:
      return us_of_timedelta(object) ? kDuration : kLargeDuration;
    case TimeKind::none:
      break;
  }
  const int is_uuid = is_known(object, Known::uuid);
  if (is_uuid < 0) PyErr_Clear();
  return is_uuid > 0 ? kUuid : kOther;
}

unsigned seen_in(PyObject* object) {
  if (object == Py_None) return 0;
  if (PyUnicode_CheckExact(object)) return kText;
  if (PyFloat_CheckExact(object)) return kFloat;
  if (PyBool_Check(object)) return kBool;
  if (PyBytes_CheckExact(object)) return kBytes;
  if (!PyLong_CheckExact(object)) return seen_in_time(object);
  int overflow = 0;
  PyLong_AsLongLongAndOverflow(object, &overflow);
  return overflow == 0 ? kInt : kLargeInt;
}

constexpr unsigned kNumbers = kInt | kLargeInt | kFloat;
constexpr unsigned kDurations = kDuration | kLargeDuration;

// Of what stands for something else, that.
unsigned kind_of(PyObject* object) {
  const unsigned kind = seen_in(object);
  if (kind != kOther) return kind;
  const Owned plain = plain_of(object);
  if (!plain) PyErr_Clear();
  return plain && plain.get() != object ? seen_in(plain.get()) : kind;
}

}  // namespace

bool RowKinds::goes_with(unsigned kind, PyObject* object) const noexcept {
  if (kind == kOther && seen_ == kOther) return class_.get() == reinterpret_cast<PyObject*>(Py_TYPE(object));
  const unsigned both = kind | seen_;
  return kind == seen_ || (both & ~kNumbers) == 0 || (both & ~kDurations) == 0;
}

bool RowKinds::add(PyObject* object) {
  const unsigned kind = kind_of(object);
  has_not_a_time_ |= kind == kNotATime;
  if (kind == 0 || kind == kNotATime) return true;
  if (seen_ == 0) {
    name_ = Py_TYPE(object)->tp_name;
    if (kind == kOther) class_ = Owned(Py_NewRef(reinterpret_cast<PyObject*>(Py_TYPE(object))));
  } else if (!goes_with(kind, object)) {
    return false;
  }
  seen_ |= kind;
  return true;
}

std::string_view RowKinds::type() const noexcept {
  switch (seen_) {
    case 0:
      return has_not_a_time_ ? "M8[us]" : "null";
    case kBool:
      return "bool";
    case kInt:
      return "i8";
    case kFloat:
    case kFloat | kInt:
    case kFloat | kLargeInt:
    case kFloat | kInt | kLargeInt:
      return "f8";
    case kText:
      return "text";
    case kBytes:
      return "binary";
    case kDate:
      return "date";
    case kTime:
      return "time";
    case kNaive:
      return "M8[us]";
    case kAware:
      return "M8[us, UTC]";
    case kDuration:
      return "m8[us]";
    case kUuid:
      return "uuid";
    default:
      return "object";
  }
}

}  // namespace wirespeed::python
