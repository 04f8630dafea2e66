// Times as columns have them: whole numbers of a unit since 1970-01-01, since midnight, or from one moment to another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"

namespace wirespeed::graph {

enum class TimeKind : std::uint8_t { moment, duration, time_of_day };

enum class TimeUnit : std::uint8_t { year, month, week, day, hour, minute, second, milli, micro, nano };

struct TimeType {
  TimeKind kind = TimeKind::moment;
  TimeUnit unit = TimeUnit::second;
  bool is_zoned = false;  // moments are the same everywhere, as UTC counts them; else they are what a clock shows

  friend bool operator==(const TimeType&, const TimeType&) = default;
};

struct TimeValue {
  TimeType type;
  std::int64_t ticks = 0;

  friend bool operator==(const TimeValue&, const TimeValue&) = default;
};

// As Arrow writes types ("tdD", "tsu:UTC", "tDn", "ttm") and NumPy ("M8[D]", "m8[ns]"); none of any other type.
std::optional<TimeType> time_type_of(std::string_view type) noexcept;
// As Arrow writes it; of units that Arrow has.
std::string arrow_format(const TimeType& type);

// A time in another unit, rounded down.
struct WholeTicks {
  std::int64_t ticks = 0;
  bool has_rest = false;  // it is later than that; likewise where it is too late for 64 bits
};

// Fails where times of the two types have no order: of other kinds, zoned and not, months and days that pass.
Result<WholeTicks> ticks_in(const TimeValue& value, const TimeType& type);

const char* name_of(const TimeType& type) noexcept;  // "a moment in UTC"

}  // namespace wirespeed::graph
