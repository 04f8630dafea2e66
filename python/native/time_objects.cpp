#include "time_objects.hpp"

#include <datetime.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

#include "known_objects.hpp"

namespace wirespeed::python {
namespace {

// Python keeps the API in a variable of each source file.
bool ready() {
  if (PyDateTimeAPI != nullptr) [[likely]]
    return true;
  PyDateTime_IMPORT;
  return PyDateTimeAPI != nullptr;
}

struct Civil {
  int year;
  int month;
  int day;
};

Civil civil_of(std::int64_t days) noexcept {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

// Years counted from a 1 March, so that the leap day is the last of its year. REQUIRES: a date of Python's
std::int64_t days_of(int year, int month, int day) noexcept {
  const auto march_year = static_cast<std::uint32_t>(year - (month <= 2 ? 1 : 0));
  const auto march_month = static_cast<std::uint32_t>(month + (month <= 2 ? 9 : -3));
  const std::uint32_t century = march_year / 100;
  const std::uint32_t leap_days = march_year / 4 - century + century / 4;
  const std::uint32_t in_year = (979 * march_month + 15) / 32 + static_cast<std::uint32_t>(day) - 1;
  return std::int64_t{365 * march_year + leap_days + in_year} - 719'468;
}

struct ClockFace {
  int hour;
  int minute;
  int second;
  int us;
};

ClockFace clock_of(std::int64_t us) noexcept {
  const auto seconds = static_cast<std::int32_t>(us / kUsPerSecond);
  return {seconds / 3600, seconds / 60 % 60, seconds % 60, static_cast<int>(us % kUsPerSecond)};
}

std::int64_t us_of(int hour, int minute, int second, int us) noexcept {
  return (std::int64_t{hour} * 3600 + minute * 60 + second) * kUsPerSecond + us;
}

Owned zone_of(std::int32_t offset_s) {
  if (offset_s == 0) return Owned(Py_NewRef(PyDateTime_TimeZone_UTC));
  const Owned offset(PyDelta_FromDSU(0, offset_s, 0));
  return Owned(offset ? PyTimeZone_FromOffset(offset.get()) : nullptr);
}

PyObject* new_time_in(std::int64_t us, PyObject* zone) {
  const ClockFace clock = clock_of(us);
  return PyDateTimeAPI->Time_FromTime(clock.hour, clock.minute, clock.second, clock.us, zone, PyDateTimeAPI->TimeType);
}

Offset offset_in(PyObject* zone, PyObject* when) {
  if (zone == Py_None) return {};
  if (zone == PyDateTime_TimeZone_UTC) return {.is_aware = true};
  const Owned offset(PyObject_CallMethod(when, "utcoffset", nullptr));
  if (!offset) return {.failed = true};
  if (offset.get() == Py_None) return {};
  const Delta delta = delta_of(offset.get());
  return {.is_aware = true, .us = delta.days * kUsPerDay + delta.us};
}

// Borrowed.
PyObject* zone_object_of(PyObject* when) noexcept {
  return PyDateTime_Check(when) ? PyDateTime_DATE_GET_TZINFO(when) : PyDateTime_TIME_GET_TZINFO(when);
}

// Of zones whose classes are known; a ZoneInfo with one distance says it without being told when. -1 with an error set.
int keeps_its_distance(PyObject* zone) {
  if (zone == Py_None || Py_TYPE(zone) == Py_TYPE(PyDateTime_TimeZone_UTC)) return 1;
  const PyObject* zone_info = known(Known::zone_info);
  if (zone_info == nullptr) return -1;
  if (reinterpret_cast<PyObject*>(Py_TYPE(zone)) != zone_info) return 0;
  const Owned offset(PyObject_CallMethod(zone, "utcoffset", "O", Py_None));
  if (!offset) return -1;
  return offset.get() == Py_None ? 0 : 1;
}

}  // namespace

PyObject* new_date(std::int64_t days) {
  if (!ready()) return nullptr;
  const Civil date = civil_of(days);
  return PyDate_FromDate(date.year, date.month, date.day);
}

PyObject* new_datetime(std::int64_t us, bool is_utc) {
  if (!ready()) return nullptr;
  std::int64_t days = us / kUsPerDay;
  std::int64_t of_day = us % kUsPerDay;
  if (of_day < 0) {
    of_day += kUsPerDay;
    --days;
  }
  const Civil date = civil_of(days);
  const ClockFace clock = clock_of(of_day);
  return PyDateTimeAPI->DateTime_FromDateAndTime(date.year, date.month, date.day, clock.hour, clock.minute,
                                                 clock.second, clock.us, is_utc ? PyDateTime_TimeZone_UTC : Py_None,
                                                 PyDateTimeAPI->DateTimeType);
}

PyObject* new_time(std::int64_t us) { return ready() ? new_time_in(us, Py_None) : nullptr; }

PyObject* new_time(std::int64_t us, std::int32_t offset_s) {
  if (!ready()) return nullptr;
  const Owned zone = zone_of(offset_s);
  return zone ? new_time_in(us, zone.get()) : nullptr;
}

PyObject* new_timedelta(std::int64_t days, std::int64_t us) {
  if (!ready()) return nullptr;
  constexpr std::int64_t kTooFar = 1'000'000'000;  // days; Python raises for them
  const std::int64_t all = days + us / kUsPerDay;
  const std::int64_t rest = us % kUsPerDay;
  const std::int64_t bounded = all > kTooFar ? kTooFar : all < -kTooFar ? -kTooFar : all;
  return PyDelta_FromDSU(static_cast<int>(bounded), static_cast<int>(rest / kUsPerSecond),
                         static_cast<int>(rest % kUsPerSecond));
}

// Years here end at 32767 of the calendar's cycles of 400: a date is moved into the first and its year back.
std::string date_text(std::int64_t days) {
  constexpr std::int64_t kCycleDays = 146'097;
  const std::int64_t cycles = days / kCycleDays;
  const Civil date = civil_of(days - cycles * kCycleDays);
  const std::int64_t year = date.year + cycles * 400;
  return fmt::format("{:04}-{:02}-{:02}{}", year > 0 ? year : 1 - year, date.month, date.day, year > 0 ? "" : " BC");
}

std::string time_text(std::int64_t us) {
  const ClockFace clock = clock_of(us);
  std::string text = fmt::format("{:02}:{:02}:{:02}", clock.hour, clock.minute, clock.second);
  if (clock.us == 0) return text;
  text += fmt::format(".{:06}", clock.us);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

std::string timestamp_text(std::int64_t us, bool is_utc, std::int64_t epoch_days) {
  const std::int64_t days = us / kUsPerDay - static_cast<int>(us % kUsPerDay < 0);
  std::string date = date_text(days + epoch_days);
  const bool is_bc = date.ends_with(" BC");
  if (is_bc) date.erase(date.size() - 3);
  const std::int64_t of_day = us % kUsPerDay + (us % kUsPerDay < 0 ? kUsPerDay : 0);
  return date + " " + time_text(of_day) + (is_utc ? "+00" : "") + (is_bc ? " BC" : "");
}

std::string offset_text(std::int32_t offset_s) {
  const std::int32_t s = std::abs(offset_s);
  std::string text = fmt::format("{}{:02}", offset_s < 0 ? '-' : '+', s / 3600);
  if (s % 3600 != 0) text += fmt::format(":{:02}", s / 60 % 60);
  if (s % 60 != 0) text += fmt::format(":{:02}", s % 60);
  return text;
}

TimeKind time_kind_of(PyObject* object) noexcept {
  if (!ready()) {
    PyErr_Clear();
    return TimeKind::none;
  }
  if (PyDateTime_Check(object)) return TimeKind::datetime;
  if (PyDate_Check(object)) return TimeKind::date;
  if (PyTime_Check(object)) return TimeKind::time;
  return PyDelta_Check(object) ? TimeKind::timedelta : TimeKind::none;
}

std::int64_t days_of(PyObject* date) noexcept {
  return days_of(PyDateTime_GET_YEAR(date), PyDateTime_GET_MONTH(date), PyDateTime_GET_DAY(date));
}

std::int64_t us_of_time(PyObject* time) noexcept {
  return us_of(PyDateTime_TIME_GET_HOUR(time), PyDateTime_TIME_GET_MINUTE(time), PyDateTime_TIME_GET_SECOND(time),
               PyDateTime_TIME_GET_MICROSECOND(time));
}

std::int64_t us_of_datetime(PyObject* moment) noexcept {
  return days_of(moment) * kUsPerDay + us_of(PyDateTime_DATE_GET_HOUR(moment), PyDateTime_DATE_GET_MINUTE(moment),
                                             PyDateTime_DATE_GET_SECOND(moment),
                                             PyDateTime_DATE_GET_MICROSECOND(moment));
}

Clock plain_clock_of(PyObject* object, std::int64_t& us) noexcept {
  if (PyDateTimeAPI == nullptr || !PyDateTime_CheckExact(object)) return Clock::other;
  us = us_of_datetime(object);
  const PyObject* zone = PyDateTime_DATE_GET_TZINFO(object);
  if (zone == Py_None) return Clock::naive;
  return zone == PyDateTime_TimeZone_UTC ? Clock::utc : Clock::other;
}

Delta delta_of(PyObject* timedelta) noexcept {
  return {PyDateTime_DELTA_GET_DAYS(timedelta),
          PyDateTime_DELTA_GET_SECONDS(timedelta) * kUsPerSecond + PyDateTime_DELTA_GET_MICROSECONDS(timedelta)};
}

std::optional<std::int64_t> us_of_timedelta(PyObject* timedelta) noexcept {
  const Delta delta = delta_of(timedelta);
  std::int64_t us = 0;
  if (__builtin_mul_overflow(delta.days, kUsPerDay, &us) || __builtin_add_overflow(us, delta.us, &us)) return {};
  return us;
}

Offset offset_of(PyObject* when) { return offset_in(zone_object_of(when), when); }

Offset Offsets::of(PyObject* when) {
  PyObject* zone = zone_object_of(when);
  return zone == zone_.get() ? offset_ : ask(zone, when);
}

Offset Offsets::ask(PyObject* zone, PyObject* when) {
  const Offset offset = offset_in(zone, when);
  if (offset.failed) return offset;
  const int keeps = keeps_its_distance(zone);
  if (keeps < 0) return {.failed = true};
  if (keeps > 0) {
    zone_ = Owned(Py_NewRef(zone));
    offset_ = offset;
  }
  return offset;
}

}  // namespace wirespeed::python
