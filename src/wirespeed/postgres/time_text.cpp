// Dates and times as text, in the server's ISO style.
#include <fmt/format.h>

#include <cstdlib>
#include <limits>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/postgres/value_text.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::int64_t kSecond = 1'000'000;  // microseconds
constexpr std::int64_t kDay = 86'400 * kSecond;

auto at_end(std::string& out) { return std::back_inserter(out); }

struct CivilDate {
  std::int64_t year;  // 0 is 1 BC
  int month;
  int day;
};

// Days since 2000-01-01, in the Gregorian calendar without a beginning. Years begin with March here, so that the day
// that is not always there is their last.
CivilDate civil_of(std::int64_t days) {
  constexpr std::int64_t kDaysOf400Years = 146'097;
  days += 730'425;  // since 0000-03-01
  const std::int64_t era = (days >= 0 ? days : days - kDaysOf400Years + 1) / kDaysOf400Years;
  const auto day_of_era = static_cast<int>(days - era * kDaysOf400Years);
  const int year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int month = (5 * day_of_year + 2) / 153;
  const bool next_year = month >= 10;
  return {.year = year_of_era + era * 400 + (next_year ? 1 : 0),
          .month = next_year ? month - 9 : month + 3,
          .day = day_of_year - (153 * month + 2) / 5 + 1};
}

void append_day(std::string& out, const CivilDate& date) {
  const std::int64_t year = date.year > 0 ? date.year : 1 - date.year;
  fmt::format_to(at_end(out), "{:04}-{:02}-{:02}", year, date.month, date.day);
}

void append_fraction(std::string& out, std::int64_t microseconds) {
  if (microseconds == 0) return;
  fmt::format_to(at_end(out), ".{:06}", microseconds);
  while (out.back() == '0') out.pop_back();
}

void append_clock(std::string& out, std::int64_t us) {
  const std::int64_t seconds = us / kSecond;
  fmt::format_to(at_end(out), "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  append_fraction(out, us % kSecond);
}

// As PostgreSQL says it: seconds west.
void append_offset(std::string& out, std::int64_t west) {
  const std::int64_t seconds = std::abs(west);
  fmt::format_to(at_end(out), "{}{:02}", west > 0 ? '-' : '+', seconds / 3600);
  if (seconds % 3600 != 0) fmt::format_to(at_end(out), ":{:02}", seconds / 60 % 60);
  if (seconds % 60 != 0) fmt::format_to(at_end(out), ":{:02}", seconds % 60);
}

template <typename T>
bool append_infinity(std::string& out, T value) {
  if (value != std::numeric_limits<T>::max() && value != std::numeric_limits<T>::min()) return false;
  out += value < 0 ? "-infinity" : "infinity";
  return true;
}

Printed print_instant(std::string& out, ByteView value, std::string_view zone) {
  if (value.size() != 8) return wrong_size(8, value.size());
  const auto us = load_be<std::int64_t>(value.data());
  if (append_infinity(out, us)) return {};
  const std::int64_t days = us / kDay - (us % kDay < 0 ? 1 : 0);
  const CivilDate date = civil_of(days);
  append_day(out, date);
  out += ' ';
  append_clock(out, us % kDay < 0 ? us % kDay + kDay : us % kDay);
  out += zone;
  if (date.year <= 0) out += " BC";
  return {};
}

// "1 year", "-2 mons": a sign is said again when the part before had the other one.
class IntervalText {
 public:
  explicit IntervalText(std::string& out) : out_(out) {}

  void add(std::int64_t count, std::string_view unit) {
    if (count == 0) return;
    begin_part(count < 0);
    fmt::format_to(at_end(out_), "{} {}{}", count, unit, count == 1 ? "" : "s");
  }

  void add_clock(std::int64_t us) {
    if (us == 0 && !empty_) return;
    begin_part(us < 0);
    if (us < 0) out_ += '-';
    const std::uint64_t all = us < 0 ? 0 - static_cast<std::uint64_t>(us) : static_cast<std::uint64_t>(us);
    const std::uint64_t seconds = all / kSecond;
    fmt::format_to(at_end(out_), "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    append_fraction(out_, static_cast<std::int64_t>(all % kSecond));
  }

 private:
  void begin_part(bool negative) {
    if (!empty_) out_ += ' ';
    if (before_negative_ && !negative) out_ += '+';
    before_negative_ = negative;
    empty_ = false;
  }

  std::string& out_;
  bool empty_ = true;
  bool before_negative_ = false;
};

}  // namespace

Printed print_date(std::string& out, ByteView value) {
  if (value.size() != 4) return wrong_size(4, value.size());
  const auto days = load_be<std::int32_t>(value.data());
  if (append_infinity(out, days)) return {};
  const CivilDate date = civil_of(days);
  append_day(out, date);
  if (date.year <= 0) out += " BC";
  return {};
}

Printed print_time(std::string& out, ByteView value) {
  if (value.size() != 8) return wrong_size(8, value.size());
  const auto us = load_be<std::int64_t>(value.data());
  if (us < 0 || us > kDay) return std::unexpected(fmt::format("expected a time of day, found {} us", us));
  append_clock(out, us);
  return {};
}

Printed print_timetz(std::string& out, ByteView value) {
  if (value.size() != 12) return wrong_size(12, value.size());
  auto printed = print_time(out, value.first(8));
  if (printed) append_offset(out, load_be<std::int32_t>(&value[8]));
  return printed;
}

Printed print_timestamp(std::string& out, ByteView value) { return print_instant(out, value, ""); }
Printed print_timestamptz(std::string& out, ByteView value) { return print_instant(out, value, "+00"); }

Printed print_interval(std::string& out, ByteView value) {
  if (value.size() != 16) return wrong_size(16, value.size());
  const auto us = load_be<std::int64_t>(value.data());
  const auto days = load_be<std::int32_t>(&value[8]);
  const auto months = load_be<std::int32_t>(&value[12]);
  using Days = std::numeric_limits<std::int32_t>;
  const bool great = days == Days::max() && months == Days::max();
  const bool little = days == Days::min() && months == Days::min();
  if ((great || little) && append_infinity(out, us)) return {};
  IntervalText text(out);
  text.add(months / 12, "year");
  text.add(months % 12, "mon");
  text.add(days, "day");
  text.add_clock(us);
  return {};
}

}  // namespace wirespeed::postgres
