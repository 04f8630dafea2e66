// Days and years as Python's datetime and the driver's times count them: the Gregorian calendar, years 1 to 9999.
#pragma once

#include <chrono>
#include <cstdint>

namespace wirespeed::python {

inline constexpr std::int64_t kUnixEpochOrdinal = 719'163;  // of 1970-01-01, where 0001-01-01 has 1
inline constexpr std::int64_t kLastOrdinal = 3'652'059;     // 9999-12-31
inline constexpr std::int64_t kSecondsPerDay = 86'400;
inline constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

struct Civil {
  int year;
  int month;
  int day;
  int days_in_month;
};

inline bool has_date(std::int64_t ordinal) noexcept { return ordinal >= 1 && ordinal <= kLastOrdinal; }

// REQUIRES: has_date(ordinal)
inline Civil civil_of(std::int64_t ordinal) noexcept {
  using namespace std::chrono;
  const year_month_day date{sys_days{days{static_cast<int>(ordinal - kUnixEpochOrdinal)}}};
  const year_month_day_last last{date.year(), month_day_last{date.month()}};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())), static_cast<int>(static_cast<unsigned>(last.day()))};
}

// Quotient of a division that rounds down.
inline std::int64_t floor_div(std::int64_t value, std::int64_t by) noexcept {
  return value / by - static_cast<int>(value % by < 0);
}

}  // namespace wirespeed::python
