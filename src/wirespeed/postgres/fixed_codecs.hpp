// What values of one width mean: see FixedDecoder for what a codec has.
#pragma once

#include <array>
#include <limits>

#include "wirespeed/postgres/fixed_decoder.hpp"

namespace wirespeed::postgres {

// PostgreSQL counts from 2000-01-01, Arrow from 1970-01-01.
inline constexpr std::int32_t kEpochDays = 10'957;
inline constexpr std::int64_t kEpochMicroseconds = 946'684'800'000'000;

template <typename T>
T load_number(const std::uint8_t* at) noexcept {
  if constexpr (sizeof(T) == 8) return std::bit_cast<T>(load_be<std::uint64_t>(at));
  if constexpr (sizeof(T) == 4) return std::bit_cast<T>(load_be<std::uint32_t>(at));
  if constexpr (sizeof(T) == 2) return std::bit_cast<T>(load_be<std::uint16_t>(at));
}

template <typename T, column::Type kTypeOfT>
struct NumberCodec {
  using Value = T;
  static constexpr column::Type kType = kTypeOfT;
  static constexpr std::uint8_t kWidth = sizeof(T);

  Value decode(const std::uint8_t* at) const noexcept { return load_number<T>(at); }
  bool fits(const std::uint8_t*) const noexcept { return true; }
  std::optional<Value> instead(const std::uint8_t*) const noexcept { return {}; }
};

struct UuidCodec {
  using Value = std::array<std::uint8_t, 16>;
  static constexpr column::Type kType = column::Type::uuid;
  static constexpr std::uint8_t kWidth = 16;

  Value decode(const std::uint8_t* at) const noexcept { return load(at); }
  bool fits(const std::uint8_t*) const noexcept { return true; }
  std::optional<Value> instead(const std::uint8_t*) const noexcept { return {}; }

 private:
  static Value load(const std::uint8_t* at) noexcept {
    Value value;
    std::memcpy(value.data(), at, sizeof value);
    return value;
  }
};

// Infinities are the greatest and the least of what the type can hold.
struct DateCodec {
  using Value = std::int32_t;
  static constexpr column::Type kType = column::Type::date32;
  static constexpr std::uint8_t kWidth = 4;
  using Limits = std::numeric_limits<Value>;

  bool extreme;  // what does not fit is the greatest or least value, not null

  Value decode(const std::uint8_t* at) const noexcept {
    return static_cast<Value>(load_be<std::uint32_t>(at) + std::uint32_t{kEpochDays});
  }
  bool fits(const std::uint8_t* at) const noexcept {
    const auto days = load_be<std::int32_t>(at);
    return days != Limits::min() && days <= Limits::max() - kEpochDays;
  }
  std::optional<Value> instead(const std::uint8_t* at) const noexcept {
    if (!extreme) return {};
    return load_be<std::int32_t>(at) < 0 ? Limits::min() : Limits::max();
  }
};

// Beyond the infinities: what ends after 294247-01-10 does not fit into microseconds since 1970.
struct TimestampCodec {
  using Value = std::int64_t;
  static constexpr column::Type kType = column::Type::timestamp_us;
  static constexpr std::uint8_t kWidth = 8;
  using Limits = std::numeric_limits<Value>;

  bool extreme;

  Value decode(const std::uint8_t* at) const noexcept {
    return static_cast<Value>(load_be<std::uint64_t>(at) + std::uint64_t{kEpochMicroseconds});
  }
  bool fits(const std::uint8_t* at) const noexcept {
    const auto us = load_be<std::int64_t>(at);
    return us != Limits::min() && us <= Limits::max() - kEpochMicroseconds;
  }
  // The least value of all means "not a time" to NumPy.
  std::optional<Value> instead(const std::uint8_t* at) const noexcept {
    if (!extreme) return {};
    return load_be<std::int64_t>(at) < 0 ? Limits::min() + 1 : Limits::max();
  }
};

// As Arrow stores it.
struct MonthDayNano {
  std::int32_t months = 0;
  std::int32_t days = 0;
  std::int64_t nanoseconds = 0;
};

struct IntervalCodec {
  using Value = MonthDayNano;
  static constexpr column::Type kType = column::Type::month_day_nano;
  static constexpr std::uint8_t kWidth = 16;
  using Limits = std::numeric_limits<std::int64_t>;

  bool extreme;

  Value decode(const std::uint8_t* at) const noexcept {
    const std::uint64_t ns = load_be<std::uint64_t>(at) * 1000;
    return {load_be<std::int32_t>(at + 12), load_be<std::int32_t>(at + 8), static_cast<std::int64_t>(ns)};
  }
  bool fits(const std::uint8_t* at) const noexcept {
    const auto us = load_be<std::int64_t>(at);
    return us <= Limits::max() / 1000 && us >= Limits::min() / 1000;
  }
  // Months and days stay, which makes an infinite interval the greatest or least in each of its parts.
  std::optional<Value> instead(const std::uint8_t* at) const noexcept {
    if (!extreme) return {};
    Value value = decode(at);
    value.nanoseconds = load_be<std::int64_t>(at) < 0 ? Limits::min() : Limits::max();
    return value;
  }
};

// Seconds west of UTC become seconds east.
struct UtcOffsetCodec {
  using Value = std::int32_t;
  static constexpr column::Type kType = column::Type::int32;
  static constexpr std::uint8_t kWidth = 4;

  Value decode(const std::uint8_t* at) const noexcept { return static_cast<Value>(0 - load_be<std::uint32_t>(at)); }
  bool fits(const std::uint8_t*) const noexcept { return true; }
  std::optional<Value> instead(const std::uint8_t*) const noexcept { return {}; }
};

// Two's complement of 128 bits, little endian.
struct Decimal128 {
  std::uint64_t low = 0;
  std::int64_t high = 0;
};

struct MoneyCodec {
  using Value = Decimal128;
  static constexpr column::Type kType = column::Type::decimal128;
  static constexpr std::uint8_t kWidth = 8;

  Value decode(const std::uint8_t* at) const noexcept {
    const auto value = load_be<std::int64_t>(at);
    return {static_cast<std::uint64_t>(value), value >> 63};
  }
  bool fits(const std::uint8_t*) const noexcept { return true; }
  std::optional<Value> instead(const std::uint8_t*) const noexcept { return {}; }
};

// Half precision, widened.
struct HalfCodec {
  using Value = float;
  static constexpr column::Type kType = column::Type::float32;
  static constexpr std::uint8_t kWidth = 2;

  Value decode(const std::uint8_t* at) const noexcept {
    const auto bits = load_be<std::uint16_t>(at);
    const std::uint32_t sign = std::uint32_t{bits & 0x8000U} << 16;
    const std::uint32_t rest = bits & 0x7FFFU;
    if (rest >= 0x7C00) return std::bit_cast<float>(sign | 0x7F800000U | (rest & 0x3FFU) << 13);
    if (rest >= 0x0400) return std::bit_cast<float>(sign | ((rest << 13) + (112U << 23)));
    const float tiny = static_cast<float>(rest) * 0x1p-24F;  // subnormal
    return sign == 0 ? tiny : -tiny;
  }
  bool fits(const std::uint8_t*) const noexcept { return true; }
  std::optional<Value> instead(const std::uint8_t*) const noexcept { return {}; }
};

}  // namespace wirespeed::postgres
