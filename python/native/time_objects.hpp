// Dates and times of Python's datetime, from numbers and to them. Days and microseconds count from 1970-01-01.
#pragma once

#include <Python.h>

#include <cstdint>
#include <optional>
#include <string>

#include "owned.hpp"

namespace wirespeed::python {

inline constexpr std::int64_t kUsPerSecond = 1'000'000;
inline constexpr std::int64_t kUsPerDay = 86'400 * kUsPerSecond;
inline constexpr std::int64_t kFirstDay = -719'162;  // 0001-01-01
inline constexpr std::int64_t kLastDay = 2'932'896;  // 9999-12-31

// What Python's calendar has.
constexpr bool is_python_day(std::int64_t days) noexcept { return days >= kFirstDay && days <= kLastDay; }
constexpr bool is_python_instant(std::int64_t us) noexcept {
  return us >= kFirstDay * kUsPerDay && us < (kLastDay + 1) * kUsPerDay;
}

// New references, or nullptr with an error set.
PyObject* new_date(std::int64_t days);                 // REQUIRES: is_python_day(days)
PyObject* new_datetime(std::int64_t us, bool is_utc);  // REQUIRES: is_python_instant(us)
// REQUIRES: 0 <= us < kUsPerDay. With an offset: seconds east of UTC, less than a day.
PyObject* new_time(std::int64_t us);
PyObject* new_time(std::int64_t us, std::int32_t offset_s);
PyObject* new_timedelta(std::int64_t days, std::int64_t us);  // OverflowError beyond 999999999 days

enum class TimeKind : std::uint8_t { none, date, datetime, time, timedelta };

// As PostgreSQL writes them, of any year: "0044-03-15 BC", "294276-12-31 23:59:59.5+00", "24:00:00".
std::string date_text(std::int64_t days);
std::string time_text(std::int64_t us);
std::string timestamp_text(std::int64_t us, bool is_utc, std::int64_t epoch_days = 0);  // us since that day
std::string offset_text(std::int32_t offset_s);                                         // "+01", "-03:30"

// What the object is, its subclasses included. A datetime is no date here.
TimeKind time_kind_of(PyObject* object) noexcept;

// REQUIRES: the object is of that kind.
std::int64_t days_of(PyObject* date) noexcept;
std::int64_t us_of_time(PyObject* time) noexcept;        // as the clock on the wall shows it
std::int64_t us_of_datetime(PyObject* moment) noexcept;  // likewise

// Of most moments, at once: a datetime itself, of no zone or of timezone.utc, and the microseconds that it shows.
enum class Clock : std::uint8_t { other, naive, utc };
Clock plain_clock_of(PyObject* object, std::int64_t& us) noexcept;

struct Delta {
  std::int64_t days;
  std::int64_t us;  // 0 <= us < kUsPerDay
};
Delta delta_of(PyObject* timedelta) noexcept;
std::optional<std::int64_t> us_of_timedelta(PyObject* timedelta) noexcept;  // none beyond 64 bits

// How far east of UTC the clock of a datetime or a time stands.
struct Offset {
  bool failed = false;    // with an error set
  bool is_aware = false;  // false: it belongs to no zone
  std::int64_t us = 0;
};
Offset offset_of(PyObject* datetime_or_time);

// The same of many, of which most share a zone: one that keeps its distance at all times, as UTC does, is asked once.
class Offsets {
 public:
  Offset of(PyObject* datetime_or_time);

 private:
  Offset ask(PyObject* zone, PyObject* datetime_or_time);

  Owned zone_;  // kept, so that no other comes to lie where it was
  Offset offset_;
};

}  // namespace wirespeed::python
