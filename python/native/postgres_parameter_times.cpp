// Dates and times as parameters. PostgreSQL counts from 2000-01-01.
#include "known_objects.hpp"
#include "postgres_parameter_writer.hpp"
#include "time_objects.hpp"

namespace wirespeed::python {
namespace {

constexpr std::int64_t kEpochDays = 10'957;  // 2000-01-01 since 1970-01-01
constexpr std::int64_t kEpochUs = kEpochDays * kUsPerDay;

}  // namespace

using postgres::Kind;

Written ParameterWriter::time_like(PyObject* value, const Type& type) {
  switch (type.kind) {
    case Kind::date:
      if (time_kind_of(value) != TimeKind::date) return refuse("datetime.date (a datetime has .date())", type, value);
      append_be(out_, static_cast<std::int32_t>(days_of(value) - kEpochDays));
      return Written::yes;
    case Kind::timestamp:
    case Kind::timestamptz:
      return timestamp(value, type);
    case Kind::interval:
      return interval(value, type);
    default:
      return time(value, type);
  }
}

Written ParameterWriter::timestamp(PyObject* value, const Type& type) {
  const TimeKind kind = time_kind_of(value);
  const bool wants_zone = type.kind == Kind::timestamptz;
  if (kind == TimeKind::date && !wants_zone) {
    append_be(out_, (days_of(value) - kEpochDays) * kUsPerDay);
    return Written::yes;
  }
  if (kind != TimeKind::datetime) return refuse("datetime.datetime", type, value);
  const Offset offset = offset_of(value);
  if (offset.failed) return Written::failed;
  if (offset.is_aware != wants_zone) {
    return refuse(wants_zone ? "a datetime with a zone (as tzinfo=datetime.timezone.utc)"
                             : "a datetime without a zone (as .replace(tzinfo=None))",
                  type, value);
  }
  append_be(out_, us_of_datetime(value) - offset.us - kEpochUs);
  return Written::yes;
}

Written ParameterWriter::time(PyObject* value, const Type& type) {
  const bool wants_zone = type.kind == Kind::timetz;
  if (time_kind_of(value) != TimeKind::time) return refuse("datetime.time", type, value);
  const Offset offset = offset_of(value);
  if (offset.failed) return Written::failed;
  if (offset.is_aware != wants_zone) {
    return refuse(wants_zone ? "a time with an offset of its own (as tzinfo=datetime.timezone.utc)"
                             : "a time without a zone (as .replace(tzinfo=None))",
                  type, value);
  }
  append_be(out_, us_of_time(value));
  if (wants_zone) append_be(out_, static_cast<std::int32_t>(-offset.us / kUsPerSecond));
  return Written::yes;
}

//   | int64 us | int32 days | int32 months |
Written ParameterWriter::interval(PyObject* value, const Type& type) {
  if (time_kind_of(value) == TimeKind::timedelta) {
    const Delta delta = delta_of(value);
    append_be(out_, delta.us);
    append_be(out_, static_cast<std::int32_t>(delta.days));
    append_be(out_, std::int32_t{0});
    return Written::yes;
  }
  const int is_interval = is_known(value, Known::interval);
  if (is_interval < 0) return Written::failed;
  if (is_interval == 0 || PyTuple_GET_SIZE(value) != 3) {
    return refuse("datetime.timedelta or wirespeed.postgres.Interval", type, value);
  }
  for (const Py_ssize_t part : {2, 1, 0}) {
    PyObject* number = PyTuple_GET_ITEM(value, part);
    const Written written = part == 2 ? integer<std::int64_t>(number, type) : integer<std::int32_t>(number, type);
    if (written != Written::yes) return written;
  }
  return Written::yes;
}

}  // namespace wirespeed::python
