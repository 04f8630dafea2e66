#include "wirespeed/record/json_times.hpp"

#include "wirespeed/base/digits.hpp"
#include "wirespeed/base/integer_text.hpp"
#include "wirespeed/base/number_text.hpp"
#include "wirespeed/column/cell_text.hpp"
#include "wirespeed/record/json_codec.hpp"

namespace wirespeed::record {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::int64_t kNanos = 1'000'000'000;
constexpr std::int64_t kMaxDays = 1'000'000'000'000'000;  // more than any number of seconds makes

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept { return a / b - (a % b < 0 ? 1 : 0); }

template <typename Year>
struct Civil {
  Year year;
  std::uint32_t month;
  std::uint32_t day;
};

constexpr std::uint32_t kEraDays = 146'097;  // of 400 years
constexpr std::int64_t kEpoch = 719'468;     // 1970-01-01, counted from 0000-03-01

// Days and years counted from a 1 March, so that the leap day is the last of its year, and divided by products with a
// power of two, after C. Neri and L. Schneider, "Euclidean affine functions and their application to calendar
// algorithms" (2022). REQUIRES: days, counted from 0000-03-01, below 2^30
Civil<std::uint32_t> civil_of_march_days(std::uint32_t days) noexcept {
  const std::uint32_t century = (4 * days + 3) / kEraDays;
  const std::uint32_t in_century = (4 * days + 3) % kEraDays / 4;
  const std::uint64_t years = std::uint64_t{2'939'745} * (4 * in_century + 3);
  const auto in_year = static_cast<std::uint32_t>(years) / 2'939'745 / 4;
  const std::uint32_t months = 2141 * in_year + 197'913;
  const std::uint32_t is_next_year = in_year >= 306 ? 1 : 0;
  const std::uint32_t year = century * 100 + static_cast<std::uint32_t>(years >> 32);
  return {year + is_next_year, (months >> 16) - 12 * is_next_year, (months & 0xFFFF) / 2141 + 1};
}

Civil<std::int64_t> civil_of(std::int64_t days) noexcept {
  const std::int64_t era = floor_div(days + kEpoch, kEraDays);
  const auto date = civil_of_march_days(static_cast<std::uint32_t>(days + kEpoch - era * kEraDays));
  return {era * 400 + date.year, date.month, date.day};
}

char* write_year(char* at, std::int64_t year) noexcept {
  if (year < 0) {
    *at++ = '-';
    year = -year;
  }
  if (year > 9999) return write_number(at, year);
  return write_two_digits(write_two_digits(at, static_cast<std::uint32_t>(year / 100)),
                          static_cast<std::uint32_t>(year % 100));
}

// A point and six digits. REQUIRES: micros < 10^6
char* write_micros(char* at, std::uint32_t micros) noexcept {
  const std::uint32_t first = micros / 10'000;
  const std::uint32_t second = micros / 100;
  *at = '.';
  store_two_digits(at + 1, first);
  store_two_digits(at + 3, second - first * 100);
  store_two_digits(at + 5, micros - second * 100);
  return at + 7;
}

// Nothing, or a point and six or nine digits.
char* write_fraction(char* at, std::uint32_t nanos) noexcept {
  if (nanos == 0) return at;
  char* end = write_micros(at, nanos / 1000);
  if (nanos % 1000 == 0) return end;
  store_le(end, digits_of_four(nanos % 1000 * 10) | static_cast<std::uint32_t>(kAsciiZeros));
  return end + 3;
}

char* write_pair(char* at, std::uint32_t value, char behind) noexcept {
  write_two_digits(at, value);
  at[2] = behind;
  return at + 3;
}

char* write_clock_of(char* at, std::uint32_t second, std::uint32_t nanos) noexcept {
  at = write_pair(at, second / 3600, ':');
  at = write_pair(at, second / 60 % 60, ':');
  return write_fraction(write_two_digits(at, second % 60), nanos);
}

struct Split {
  std::int64_t days;
  std::uint32_t second;
  std::uint32_t nanos;
};

// By a unit that the compiler knows: a division by a variable costs as much as the rest of a date.
template <std::int64_t per_second>
Split split_by(std::int64_t ticks) noexcept {
  constexpr std::int64_t kPerDay = kDaySeconds * per_second;
  const std::int64_t days = floor_div(ticks, kPerDay);
  const auto rest = static_cast<std::uint64_t>(ticks) - static_cast<std::uint64_t>(days) * kPerDay;
  return {days, static_cast<std::uint32_t>(rest / per_second),
          static_cast<std::uint32_t>(rest % per_second * (kNanos / per_second))};
}

Split split(std::int64_t ticks, std::int64_t per_second) noexcept {
  if (per_second == kNanos) return split_by<kNanos>(ticks);
  if (per_second == 1'000'000) return split_by<1'000'000>(ticks);
  if (per_second == 1000) return split_by<1000>(ticks);
  return split_by<1>(ticks);
}

bool is_nat(const JsonColumn& column, std::int64_t ticks) noexcept { return column.has_nat && ticks == INT64_MIN; }

template <typename Ticks>
struct DayText {
  static constexpr std::size_t kRoom = kTimeRoom;
  static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut& out) {
    const std::int64_t ticks = number_at<Ticks>(column, item);
    if (is_nat(column, ticks)) return write_null(at);
    const std::int64_t days = column.per_second == 0 ? ticks : floor_div(ticks, kDaySeconds * column.per_second);
    if (days < -kMaxDays || days > kMaxDays) {
      out.set_fault(fmt::format("expected a date, found one {} days after 1970", days));
      return nullptr;
    }
    *at = '"';
    at = write_date(at + 1, days);
    *at = '"';
    return at + 1;
  }
};

char* write_zone(char* at, Dates dates) noexcept {
  if (dates == Dates::iso_z) {
    *at = 'Z';
    return at + 1;
  }
  constexpr char kUtc[6] = {'+', '0', '0', ':', '0', '0'};
  std::memcpy(at, kUtc, sizeof kUtc);
  return at + 6;
}

// YYYY-MM-DD, of which the year has four digits. REQUIRES: days from 0000-03-01 to 9999-12-31, counted from the former
void store_four_digit_date(char* at, std::uint32_t days) noexcept {
  const auto date = civil_of_march_days(days);
  store_two_digits(at, date.year / 100);
  store_two_digits(at + 2, date.year % 100);
  store_two_digits(at + 5, date.month);
  store_two_digits(at + 8, date.day);
}

constexpr char kMoment[] = "0000-00-00T00:00:00.000000";

char* write_split(char* at, const Split& parts) noexcept {
  constexpr std::uint64_t kDaysOfFour = 25 * std::uint64_t{kEraDays} - 60;  // the last two months are of year 10000
  const auto days = static_cast<std::uint64_t>(parts.days + kEpoch);
  if (days >= kDaysOfFour) [[unlikely]] {
    at = write_date(at, parts.days);
    *at = 'T';
    return write_clock_of(at + 1, parts.second, parts.nanos);
  }
  std::memcpy(at, kMoment, sizeof kMoment);
  store_four_digit_date(at, static_cast<std::uint32_t>(days));
  const std::uint32_t minutes = parts.second / 60;
  const std::uint32_t hours = parts.second / 3600;
  store_two_digits(at + 11, hours);
  store_two_digits(at + 14, minutes - hours * 60);
  store_two_digits(at + 17, parts.second - minutes * 60);
  return write_fraction(at + 19, parts.nanos);
}

template <std::int64_t per_second>
struct MomentText {
  static constexpr std::size_t kRoom = kTimeRoom;
  static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut&) noexcept {
    const auto ticks = number_at<std::int64_t>(column, item);
    if (is_nat(column, ticks)) return write_null(at);
    const Split parts = split_by<per_second>(ticks);
    *at = '"';
    at = write_split(at + 1, parts);
    if (column.has_zone) at = write_zone(at, column.options.dates);
    *at = '"';
    return at + 1;
  }
};

void set_moment(JsonColumn& column) {
  if (column.per_second == kNanos) return set_codec<MomentText<kNanos>>(column);
  if (column.per_second == 1'000'000) return set_codec<MomentText<1'000'000>>(column);
  if (column.per_second == 1000) return set_codec<MomentText<1000>>(column);
  set_codec<MomentText<1>>(column);
}

template <typename Ticks>
struct ClockText {
  static constexpr std::size_t kRoom = kTimeRoom;
  static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut& out) {
    const auto ticks = std::int64_t{number_at<Ticks>(column, item)};
    if (is_nat(column, ticks)) return write_null(at);
    if (ticks < 0 || ticks > kDaySeconds * column.per_second) {
      out.set_fault(fmt::format("expected a time of day, found {} units of 1/{} s", ticks, column.per_second));
      return nullptr;
    }
    *at = '"';
    at = write_clock(at + 1, ticks, column.per_second);
    *at = '"';
    return at + 1;
  }
};

struct DurationText {
  static constexpr std::size_t kRoom = kTimeRoom;
  static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut&) noexcept {
    const auto ticks = number_at<std::int64_t>(column, item);
    if (is_nat(column, ticks)) return write_null(at);
    *at = '"';
    at = write_duration(at + 1, ticks, column.per_second);
    *at = '"';
    return at + 1;
  }
};

// Ticks of a unit as ticks of another; days are ticks of 86400 s.
template <typename Ticks, bool are_days>
struct Epoch {
  static constexpr std::size_t kRoom = kMaxNumberText;
  static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut& out) {
    std::int64_t ticks = number_at<Ticks>(column, item);
    if (is_nat(column, ticks)) return write_null(at);
    const std::int64_t wanted = column.options.epoch_per_second;
    const std::int64_t given = are_days && column.per_second == 0 ? 1 : column.per_second;
    if (are_days && column.per_second == 0 && __builtin_mul_overflow(ticks, kDaySeconds, &ticks)) return refuse(out);
    if (wanted < given) return write_number(at, floor_div(ticks, given / wanted));
    if (__builtin_mul_overflow(ticks, wanted / given, &ticks)) return refuse(out);
    return write_number(at, ticks);
  }

  static char* refuse(JsonOut& out) {
    out.set_fault(
        "expected a moment that the unit of the epoch can count in 64 bits, found one beyond; take ISO dates");
    return nullptr;
  }
};

struct Months {
  std::int32_t months;
};
struct DayTime {
  std::int32_t days;
  std::int32_t ms;
};
struct MonthDayNano {
  std::int32_t months;
  std::int32_t days;
  std::int64_t ns;
};

void append_parts(std::string& out, const Months& value) { column::append_interval(out, value.months, 0, 0, 0); }
void append_parts(std::string& out, const DayTime& value) {
  const std::int64_t seconds = floor_div(value.ms, 1000);
  column::append_interval(out, 0, value.days, seconds, (value.ms - seconds * 1000) * 1'000'000);
}
void append_parts(std::string& out, const MonthDayNano& value) {
  const std::int64_t seconds = floor_div(value.ns, kNanos);
  column::append_interval(out, value.months, value.days, seconds, value.ns - seconds * kNanos);
}

template <typename Interval>
struct IntervalText {
  static bool write(JsonOut& out, const JsonColumn& column, std::int64_t item) {
    std::string text = "\"";
    append_parts(text, number_at<Interval>(column, item));
    out.put(text += '"');
    return true;
  }
};

}  // namespace

char* write_date(char* at, std::int64_t days) noexcept {
  const auto date = civil_of(days);
  at = write_year(at, date.year);
  *at = '-';
  at = write_pair(at + 1, date.month, '-');
  return write_two_digits(at, date.day);
}

char* write_clock(char* at, std::int64_t ticks, std::int64_t per_second) noexcept {
  const Split parts = split(ticks, per_second);
  return write_clock_of(at, parts.second + static_cast<std::uint32_t>(parts.days * kDaySeconds), parts.nanos);
}

char* write_moment(char* at, std::int64_t ticks, std::int64_t per_second) noexcept {
  const Split parts = split(ticks, per_second);
  return write_split(at, parts);
}

// P1DT2H3M4.5S, as pandas writes it.
char* write_duration(char* at, std::int64_t ticks, std::int64_t per_second) noexcept {
  const Split parts = split(ticks, per_second);
  const auto put = [&at](std::int64_t value, char unit) {
    at = write_number(at, value);
    *at++ = unit;
  };
  *at++ = 'P';
  put(parts.days, 'D');
  *at++ = 'T';
  put(parts.second / 3600, 'H');
  put(parts.second / 60 % 60, 'M');
  at = write_number(at, std::uint64_t{parts.second % 60});
  if (parts.nanos != 0) {
    char* end = write_fraction(at, parts.nanos);
    while (end[-1] == '0') --end;
    at = end;
  }
  *at = 'S';
  return at + 1;
}

void set_time(JsonColumn& column, Meaning meaning) {
  const bool is_epoch = column.options.dates == Dates::epoch;
  column.is_string = !is_epoch || meaning == Meaning::time;
  column.has_zone = meaning == Meaning::instant;
  if (meaning == Meaning::time) return set_codec<ClockText<std::int64_t>>(column);
  if (meaning == Meaning::days) {
    return is_epoch ? set_codec<Epoch<std::int64_t, true>>(column) : set_codec<DayText<std::int64_t>>(column);
  }
  if (is_epoch) return set_codec<Epoch<std::int64_t, false>>(column);
  return meaning == Meaning::duration ? set_codec<DurationText>(column) : set_moment(column);
}

void set_narrow_time(JsonColumn& column, Meaning meaning) {
  column.is_string = column.options.dates != Dates::epoch || meaning == Meaning::time;
  if (meaning == Meaning::time) return set_codec<ClockText<std::int32_t>>(column);
  return column.is_string ? set_codec<DayText<std::int32_t>>(column) : set_codec<Epoch<std::int32_t, true>>(column);
}

void set_interval(JsonColumn& column, column::Layout layout) {
  column.is_string = true;
  switch (layout) {
    case column::Layout::months:
      return set_codec<IntervalText<Months>>(column);
    case column::Layout::day_time:
      return set_codec<IntervalText<DayTime>>(column);
    default:
      return set_codec<IntervalText<MonthDayNano>>(column);
  }
}

}  // namespace wirespeed::record
