#include "wirespeed/graph/times.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace wirespeed::graph {
namespace {

__extension__ using Wide = __int128;  // no product of ticks and nanoseconds overflows

constexpr std::array<std::int64_t, 10> kNanoseconds{
    0,     0, 604'800'000'000'000, 86'400'000'000'000, 3'600'000'000'000, 60'000'000'000, 1'000'000'000, 1'000'000,
    1'000, 1};

std::int64_t nanoseconds_of(TimeUnit unit) noexcept { return kNanoseconds[static_cast<std::size_t>(unit)]; }
bool is_of_months(TimeUnit unit) noexcept { return unit <= TimeUnit::month; }
std::int64_t months_of(TimeUnit unit) noexcept { return unit == TimeUnit::year ? 12 : 1; }

struct Floor {
  Wide whole;
  bool has_rest;
};

Floor floor_of(Wide value, Wide by) noexcept {
  const Wide rest = value % by;
  return {value / by - (rest < 0 ? 1 : 0), rest != 0};
}

// --- the calendar: years of 365.2425 days that begin in March, so that leap days are last ----------------------------

constexpr std::int64_t kDaysOfEra = 146'097;  // 400 years
constexpr std::int64_t kEpochDay = 719'468;   // of 1970-01-01, from 0000-03-01

// The first day of a month; months and days count from January 1970.
Wide day_of_month(std::int64_t month) noexcept {
  const Wide from_march = Wide{month} + 1970 * 12 - 2;
  const Wide year = floor_of(from_march, 12).whole;
  const Wide in_year = from_march - year * 12;
  const Wide era = floor_of(year, 400).whole;
  const Wide of_era = year - era * 400;
  return era * kDaysOfEra + of_era * 365 + of_era / 4 - of_era / 100 + (153 * in_year + 2) / 5 - kEpochDay;
}

// The month that a day is in. Years have 365.2425 days, so the first guess is next to it.
Floor month_of_day(Wide given) noexcept {
  const Wide limit = Wide{std::numeric_limits<std::int64_t>::max()} / 32;  // far beyond any calendar
  const Wide day = std::clamp<Wide>(given, -limit, limit);
  std::int64_t month = static_cast<std::int64_t>(day * 4'800 / kDaysOfEra) + 2;
  while (day_of_month(month) > day) --month;
  return {month, day_of_month(month) != day};
}

// --- types -----------------------------------------------------------------------------------------------------------

std::optional<TimeUnit> unit_of(std::string_view name) noexcept {
  constexpr std::array<std::pair<std::string_view, TimeUnit>, 10> kUnits{{
      {"Y", TimeUnit::year},
      {"M", TimeUnit::month},
      {"W", TimeUnit::week},
      {"D", TimeUnit::day},
      {"h", TimeUnit::hour},
      {"m", TimeUnit::minute},
      {"s", TimeUnit::second},
      {"ms", TimeUnit::milli},
      {"us", TimeUnit::micro},
      {"ns", TimeUnit::nano},
  }};
  for (const auto& [said, unit] : kUnits) {
    if (said == name) return unit;
  }
  return std::nullopt;
}

constexpr std::string_view kArrowUnits = "smun";  // from TimeUnit::second on

std::optional<TimeUnit> arrow_unit(char letter) noexcept {
  const std::size_t at = kArrowUnits.find(letter);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<TimeUnit>(static_cast<std::size_t>(TimeUnit::second) + at);
}

std::optional<TimeType> numpy_type(std::string_view type) noexcept {
  if (!type.ends_with(']')) return std::nullopt;
  const auto unit = unit_of(type.substr(3, type.size() - 4));
  if (!unit) return std::nullopt;
  return TimeType{type[0] == 'M' ? TimeKind::moment : TimeKind::duration, *unit};
}

}  // namespace

std::optional<TimeType> time_type_of(std::string_view type) noexcept {
  if (type.starts_with("M8[") || type.starts_with("m8[")) return numpy_type(type);
  if (type.size() < 3 || type[0] != 't') return std::nullopt;
  if (type == "tdD") return TimeType{TimeKind::moment, TimeUnit::day};
  if (type == "tdm") return TimeType{TimeKind::moment, TimeUnit::milli};
  const auto unit = arrow_unit(type[2]);
  if (!unit) return std::nullopt;
  if (type[1] == 's') return TimeType{TimeKind::moment, *unit, type.size() > 4};
  if (type[1] == 'D') return TimeType{TimeKind::duration, *unit};
  if (type[1] == 't') return TimeType{TimeKind::time_of_day, *unit};
  return std::nullopt;
}

std::string arrow_format(const TimeType& type) {
  if (type.unit < TimeUnit::second) return "tdD";
  const char unit = kArrowUnits[static_cast<std::size_t>(type.unit) - static_cast<std::size_t>(TimeUnit::second)];
  if (type.kind == TimeKind::duration) return fmt::format("tD{}", unit);
  if (type.kind == TimeKind::time_of_day) return fmt::format("tt{}", unit);
  return fmt::format("ts{}:{}", unit, type.is_zoned ? "UTC" : "");
}

const char* name_of(const TimeType& type) noexcept {
  switch (type.kind) {
    case TimeKind::duration:
      return is_of_months(type.unit) ? "a duration of months" : "a duration";
    case TimeKind::time_of_day:
      return "a time of day";
    default:
      return type.is_zoned ? "a moment in a time zone" : "a moment without a time zone";
  }
}

namespace {

Floor converted(const TimeValue& value, TimeUnit unit) noexcept {
  const TimeUnit from = value.type.unit;
  if (is_of_months(from) && is_of_months(unit)) {
    return floor_of(Wide{value.ticks} * months_of(from), months_of(unit));
  }
  if (is_of_months(from)) {
    const Wide limit = std::numeric_limits<std::int64_t>::max();
    const auto month = static_cast<std::int64_t>(std::clamp(Wide{value.ticks} * months_of(from), -limit, limit));
    return floor_of(day_of_month(month) * nanoseconds_of(TimeUnit::day), nanoseconds_of(unit));
  }
  const Wide nanoseconds = Wide{value.ticks} * nanoseconds_of(from);
  if (!is_of_months(unit)) return floor_of(nanoseconds, nanoseconds_of(unit));
  const Floor day = floor_of(nanoseconds, nanoseconds_of(TimeUnit::day));
  const Floor month = month_of_day(day.whole);
  const Floor whole = floor_of(month.whole, months_of(unit));
  return {whole.whole, whole.has_rest || month.has_rest || day.has_rest};
}

}  // namespace

Result<WholeTicks> ticks_in(const TimeValue& value, const TimeType& type) {
  const bool passes = value.type.kind == TimeKind::duration;
  if (value.type.kind != type.kind || value.type.is_zoned != type.is_zoned ||
      (passes && is_of_months(value.type.unit) != is_of_months(type.unit))) {
    return fail(Errc::invalid_argument, "expected {}, found {}", name_of(type), name_of(value.type));
  }
  const Floor found = converted(value, type.unit);
  constexpr Wide kLargest = std::numeric_limits<std::int64_t>::max();
  constexpr Wide kLeast = std::numeric_limits<std::int64_t>::min();
  if (found.whole > kLargest) return WholeTicks{std::numeric_limits<std::int64_t>::max(), true};
  if (found.whole < kLeast) return WholeTicks{std::numeric_limits<std::int64_t>::min(), false};
  return WholeTicks{static_cast<std::int64_t>(found.whole), found.has_rest};
}

}  // namespace wirespeed::graph
