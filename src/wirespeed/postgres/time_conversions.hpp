// Dates, times, timestamps and intervals, exactly or not at all (fixed_encoder.hpp).
#pragma once

#include "wirespeed/column/cell_text.hpp"
#include "wirespeed/postgres/fixed_encoder.hpp"

namespace wirespeed::postgres {

inline constexpr std::int64_t kUsPerSecond = 1'000'000;
inline constexpr std::int64_t kUsPerDay = 86'400 * kUsPerSecond;
inline constexpr std::int64_t kDaysTo2000 = 10'957;  // from 1970: Arrow's first day to PostgreSQL's
inline constexpr std::int64_t kUsTo2000 = kDaysTo2000 * kUsPerDay;

// What the server takes, since 2000: from 4714-11-24 BC on; dates up to 5874897-12-31, timestamps up to 294276-12-31.
inline constexpr std::int64_t kFirstDay = -2'451'545;
inline constexpr std::int64_t kLastDay = 2'145'031'948;
inline constexpr std::int64_t kFirstUs = kFirstDay * kUsPerDay;
inline constexpr std::int64_t kEndUs = 9'223'371'331'200'000'000;

// Seconds and the rest in nanoseconds, of what has `per_second` units.
struct SplitUnits {
  std::int64_t seconds;
  std::int64_t nanos;

  SplitUnits(std::int64_t value, std::int64_t per_second) noexcept
      : seconds(value / per_second - (value % per_second < 0 ? 1 : 0)),
        nanos((value % per_second + (value % per_second < 0 ? per_second : 0)) * (1'000'000'000 / per_second)) {}
};

// Days of what counts `per_day` units since 1970.
struct UnitsToDate {
  using Value = std::int64_t;
  static constexpr std::int32_t kBytes = 4;
  std::int64_t per_day;

  void load(const ImportedColumn& column, RowRange rows, Value* out) const noexcept { load_times(column, rows, out); }
  bool store(Value value, std::uint8_t* at) const noexcept {
    const std::int64_t days = per_day == 1 ? value : value / per_day;
    const bool whole = per_day == 1 || value % per_day == 0;
    store_be(at, static_cast<std::int32_t>(days - kDaysTo2000));
    return whole && days - kDaysTo2000 >= kFirstDay && days - kDaysTo2000 <= kLastDay;
  }
  std::string text(Value value) const;
  std::string why(Value value) const;
};

// Units of a second to microseconds: so many of them are one unit; 0: the units are nanoseconds.
struct ToMicroseconds {
  std::int64_t multiply;

  explicit ToMicroseconds(std::int64_t per_second) noexcept
      : multiply(per_second > kUsPerSecond ? 0 : kUsPerSecond / per_second) {}

  // False: not a whole number of them, or too many.
  bool operator()(std::int64_t value, std::int64_t& us) const noexcept {
    if (multiply != 0) return !__builtin_mul_overflow(value, multiply, &us);
    us = value / 1000;
    return us * 1000 == value;
  }
};

// Timestamps of any unit, and dates as their midnights.
struct UnitsToTimestamp {
  using Value = std::int64_t;
  static constexpr std::int32_t kBytes = 8;
  std::int64_t per_second;
  bool utc;
  ToMicroseconds to_us{per_second};

  void load(const ImportedColumn& column, RowRange rows, Value* out) const noexcept { load_times(column, rows, out); }
  bool store(Value value, std::uint8_t* at) const noexcept {
    std::int64_t us = 0;
    const bool exact = to_us(value, us);
    const bool overflow = __builtin_sub_overflow(us, kUsTo2000, &us);
    store_be(at, us);
    return exact && !overflow && us >= kFirstUs && us < kEndUs;
  }
  std::string text(Value value) const;
  std::string why(Value value) const;
};

struct DateToTimestamp {
  using Value = std::int64_t;
  static constexpr std::int32_t kBytes = 8;

  void load(const ImportedColumn& column, RowRange rows, Value* out) const noexcept { load_times(column, rows, out); }
  bool store(Value days, std::uint8_t* at) const noexcept {
    std::int64_t us = 0;
    const bool overflow = __builtin_mul_overflow(days - kDaysTo2000, kUsPerDay, &us);
    store_be(at, us);
    return !overflow && us >= kFirstUs && us < kEndUs;
  }
  std::string text(Value days) const;
  std::string why(Value) const;
};

struct UnitsToTime {
  using Value = std::int64_t;
  static constexpr std::int32_t kBytes = 8;
  std::int64_t per_second;
  ToMicroseconds to_us{per_second};

  void load(const ImportedColumn& column, RowRange rows, Value* out) const noexcept { load_times(column, rows, out); }
  bool store(Value value, std::uint8_t* at) const noexcept {
    std::int64_t us = 0;
    const bool exact = to_us(value, us);
    store_be(at, us);
    return exact && us >= 0 && us <= kUsPerDay;
  }
  std::string text(Value value) const;
  std::string why(Value value) const;
};

struct Interval {
  std::int64_t nanos = 0;
  std::int64_t us = 0;  // beside the nanoseconds
  std::int32_t days = 0;
  std::int32_t months = 0;
  bool fits = true;  // else `us` is the number that is too large for them
};

//  | int64 us | int32 days | int32 months |
struct ToInterval {
  using Value = Interval;
  static constexpr std::int32_t kBytes = 16;
  std::int64_t per_second;  // of a duration

  void load(const ImportedColumn& column, RowRange rows, Interval* out) const noexcept;
  bool store(const Interval& value, std::uint8_t* at) const noexcept {
    at = store_be(at, value.us + value.nanos / 1000);
    at = store_be(at, value.days);
    store_be(at, value.months);
    return value.fits && value.nanos % 1000 == 0;
  }
  std::string text(const Interval& value) const;
  std::string why(const Interval& value) const;
};

}  // namespace wirespeed::postgres
