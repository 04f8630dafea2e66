// Numbers into fixed widths, exactly or not at all (fixed_encoder.hpp).
#pragma once

#include <cmath>
#include <limits>
#include <utility>

#include "wirespeed/postgres/decimal.hpp"
#include "wirespeed/postgres/fixed_encoder.hpp"

namespace wirespeed::postgres {

template <typename Target>
std::string reach_of() {
  return fmt::format("it reaches from {} to {}", std::numeric_limits<Target>::min(),
                     std::numeric_limits<Target>::max());
}

// From is std::int64_t, or std::uint64_t for uint64.
template <typename From, typename Target>
struct IntegerToInteger {
  using Value = From;
  static constexpr std::int32_t kBytes = sizeof(Target);

  void load(const ImportedColumn& column, RowRange rows, Value* out) const noexcept {
    load_integers(column, rows, out);
  }
  bool store(Value value, std::uint8_t* at) const noexcept {
    store_be(at, static_cast<Target>(value));
    return std::in_range<Target>(value);
  }
  std::string text(Value value) const { return fmt::format("{}", value); }
  std::string why(Value) const { return reach_of<Target>(); }
};

// The bounds of integers are powers of two, which floats are, too.
template <typename Target>
bool is_integer_of(double value) noexcept {
  constexpr double kEnd = 2.0 * static_cast<double>(std::uint64_t{1} << (std::numeric_limits<Target>::digits - 1));
  return value >= static_cast<double>(std::numeric_limits<Target>::min()) && value < kEnd && std::trunc(value) == value;
}

template <typename Target>
struct FloatToInteger {
  using Value = double;
  static constexpr std::int32_t kBytes = sizeof(Target);

  void load(const ImportedColumn& column, RowRange rows, double* out) const noexcept { load_floats(column, rows, out); }
  bool store(double value, std::uint8_t* at) const noexcept {
    const bool ok = is_integer_of<Target>(value);
    store_be(at, ok ? static_cast<Target>(value) : Target{});
    return ok;
  }
  std::string text(double value) const { return fmt::format("{}", value); }
  std::string why(double value) const {
    if (std::isnan(value)) return "integers have no NaN; make it a null";
    return std::trunc(value) == value ? reach_of<Target>() : "it would be rounded; round it first";
  }
};

template <typename Target>
using BitsOf = std::conditional_t<sizeof(Target) == 4, std::uint32_t, std::uint64_t>;

template <typename From, typename Target>
struct IntegerToFloat {
  using Value = From;
  static constexpr std::int32_t kBytes = sizeof(Target);

  void load(const ImportedColumn& column, RowRange rows, Value* out) const noexcept {
    load_integers(column, rows, out);
  }
  bool store(Value value, std::uint8_t* at) const noexcept {
    const auto rounded = static_cast<Target>(value);
    store_be(at, std::bit_cast<BitsOf<Target>>(rounded));
    return is_integer_of<Value>(static_cast<double>(rounded)) && static_cast<Value>(rounded) == value;
  }
  std::string text(Value value) const { return fmt::format("{}", value); }
  std::string why(Value value) const { return fmt::format("the nearest is {:.0f}", static_cast<Target>(value)); }
};

template <typename Target>
struct FloatToFloat {
  using Value = double;
  static constexpr std::int32_t kBytes = sizeof(Target);

  void load(const ImportedColumn& column, RowRange rows, double* out) const noexcept { load_floats(column, rows, out); }
  bool store(double value, std::uint8_t* at) const noexcept {
    const auto rounded = static_cast<Target>(value);
    store_be(at, std::bit_cast<BitsOf<Target>>(rounded));
    return static_cast<double>(rounded) == value || std::isnan(value);
  }
  std::string text(double value) const { return fmt::format("{}", value); }
  std::string why(double value) const {
    return fmt::format("the nearest is {}; cast the column to float32 first to take that", static_cast<Target>(value));
  }
};

// Decimals of at most 128 bits, into a count of units of 10^-`target_scale`.
template <typename Target>
struct DecimalToInteger {
  using Value = Int128;
  static constexpr std::int32_t kBytes = sizeof(Target);

  DecimalToInteger(std::int32_t source_scale, std::int32_t target_scale) noexcept
      : source_scale_(source_scale), scale_(source_scale - target_scale) {
    if (scale_ >= -kMaxDecimalDigits && scale_ <= kMaxDecimalDigits) factor_ = power_of_ten(std::abs(scale_));
  }

  void load(const ImportedColumn& column, RowRange rows, Int128* out) const noexcept {
    load_decimals(column, rows, out);
  }
  bool store(Int128 value, std::uint8_t* at) const noexcept {
    Int128 whole = value;
    const bool exact = scale_up_or_down(whole);
    store_be(at, static_cast<Target>(whole));
    return exact && static_cast<Int128>(static_cast<Target>(whole)) == whole;
  }
  std::string text(Int128 value) const { return decimal_text(value, source_scale_); }
  std::string why(Int128 value) const {
    return scale_up_or_down(value) ? reach_of<Target>() : "it would be rounded; round it first";
  }

 private:
  bool scale_up_or_down(Int128& value) const noexcept {
    if (value == 0 || scale_ == 0) return true;
    if (factor_ == 0) return false;
    if (scale_ < 0) return !__builtin_mul_overflow(value, factor_, &value);
    const bool exact = value % factor_ == 0;
    value /= factor_;
    return exact;
  }

  std::int32_t source_scale_;
  std::int32_t scale_;  // digits of the source that the target has not
  Int128 factor_ = 0;   // 10^|scale_|; 0: beyond 128 bits
};

}  // namespace wirespeed::postgres
