// Dates and times. PostgreSQL counts from 2000-01-01; the extreme numbers of a type are the infinities.
#include <limits>

#include "packstream_objects.hpp"
#include "postgres_value_readers.hpp"
#include "time_objects.hpp"
#include "value_objects.hpp"

namespace wirespeed::python {
namespace {

constexpr std::int64_t kEpochDays = 10'957;  // 2000-01-01 since 1970-01-01
constexpr std::int64_t kEpochUs = kEpochDays * kUsPerDay;

// nullptr without an error for a number that is finite.
template <typename T>
PyObject* infinity_text(T number) {
  if (number == std::numeric_limits<T>::max()) return new_text("infinity");
  return number == std::numeric_limits<T>::min() ? new_text("-infinity") : nullptr;
}

PyObject* read_date(const ValueReader& reader, ByteView bytes) {
  if (bytes.size() != 4) return refuse(reader, "4 bytes", bytes.size());
  const auto number = load_be<std::int32_t>(bytes.data());
  const std::int64_t days = number + kEpochDays;
  if (is_python_day(days)) [[likely]]
    return new_date(days);
  PyObject* infinity = infinity_text(number);
  return infinity != nullptr || PyErr_Occurred() != nullptr ? infinity : new_text(date_text(days));
}

// What lies beyond Python's calendar; 294247 and later are beyond int64 when counted from 1970.
PyObject* far_timestamp(std::int64_t number, bool is_utc) {
  PyObject* infinity = infinity_text(number);
  if (infinity != nullptr || PyErr_Occurred() != nullptr) return infinity;
  return new_text(timestamp_text(number, is_utc, kEpochDays));
}

template <bool is_utc>
PyObject* read_timestamp(const ValueReader& reader, ByteView bytes) {
  if (bytes.size() != 8) return refuse(reader, "8 bytes", bytes.size());
  const auto number = load_be<std::int64_t>(bytes.data());
  constexpr std::int64_t kFirst = kFirstDay * kUsPerDay - kEpochUs;
  constexpr std::int64_t kEnd = (kLastDay + 1) * kUsPerDay - kEpochUs;
  if (number >= kFirst && number < kEnd) [[likely]]
    return new_datetime(number + kEpochUs, is_utc);
  return far_timestamp(number, is_utc);
}

bool is_time(std::int64_t us) noexcept { return us >= 0 && us <= kUsPerDay; }

PyObject* read_time(const ValueReader& reader, ByteView bytes) {
  if (bytes.size() != 8) return refuse(reader, "8 bytes", bytes.size());
  const auto us = load_be<std::int64_t>(bytes.data());
  if (!is_time(us)) return refuse(reader, "a time of day", bytes.size());
  return us < kUsPerDay ? new_time(us) : new_text(time_text(us));
}

PyObject* read_timetz(const ValueReader& reader, ByteView bytes) {
  if (bytes.size() != 12) return refuse(reader, "12 bytes", bytes.size());
  const auto us = load_be<std::int64_t>(bytes.data());
  const auto west = load_be<std::int32_t>(bytes.data() + 8);
  constexpr std::int32_t kDay = 86'400;  // seconds
  if (!is_time(us) || west <= -kDay || west >= kDay) return refuse(reader, "a time of day", bytes.size());
  return us < kUsPerDay ? new_time(us, -west) : new_text(time_text(us) + offset_text(-west));
}

//   | int64 us | int32 days | int32 months |
PyObject* read_interval(const ValueReader& reader, ByteView bytes) {
  if (bytes.size() != 16) return refuse(reader, "16 bytes", bytes.size());
  return new_interval(load_be<std::int32_t>(bytes.data() + 12), load_be<std::int32_t>(bytes.data() + 8),
                      load_be<std::int64_t>(bytes.data()));
}

}  // namespace

ValueReader::Read time_reader(postgres::Kind kind) noexcept {
  using postgres::Kind;
  switch (kind) {
    case Kind::date:
      return read_date;
    case Kind::time:
      return read_time;
    case Kind::timetz:
      return read_timetz;
    case Kind::timestamp:
      return read_timestamp<false>;
    case Kind::timestamptz:
      return read_timestamp<true>;
    case Kind::interval:
      return read_interval;
    default:
      return nullptr;
  }
}

}  // namespace wirespeed::python
