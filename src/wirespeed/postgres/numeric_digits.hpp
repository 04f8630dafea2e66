// A number on its way to a numeric: digits to the base of 10,000 and where they stand.
//
//   | int16 n | int16 weight | uint16 sign | int16 scale | n digits, int16 each |
//
// The first digit counts 10000^weight; `scale` decimal digits are shown behind the point.
#pragma once

#include <string>
#include <vector>

#include "wirespeed/postgres/decimal.hpp"
#include "wirespeed/postgres/encoded_bytes.hpp"

namespace wirespeed::postgres {

inline constexpr std::int32_t kMaxNumericScale = 16'383;     // digits behind the point, the server's limit
inline constexpr std::int32_t kMaxNumericInteger = 131'072;  // and before it

class NumericDigits {
 public:
  enum class Sign : std::uint16_t { positive = 0, negative = 0x4000, nan = 0xC000, infinity = 0xD000, minus = 0xF000 };

  // `limbs` of 64 bits, the least first, times 10^-scale. They are used up.
  void set(std::uint64_t* limbs, std::size_t count, std::int32_t scale, bool negative);
  void set(std::uint64_t magnitude, bool negative) { set(&magnitude, 1, 0, negative); }
  // "12", "-0.5", "1e20", "NaN", "Infinity". False: it is no number, or beyond the server's limits.
  bool parse(std::string_view text);

  bool is_finite() const noexcept { return sign_ == Sign::positive || sign_ == Sign::negative; }
  // Decimal digits behind the point up to the last that is not zero; below 0 where zeros stand before the point: 1200
  // has -2. REQUIRES: not zero
  std::int32_t needed_scale() const noexcept;
  // Decimal digits before the point; below 0 where zeros follow it: 0.05 has -1, and zero has none.
  std::int32_t integer_digits() const noexcept;
  bool is_zero() const noexcept { return digits_.empty(); }

  void append_to(EncodedBytes& out) const;

 private:
  void set_special(Sign sign) noexcept;
  void put_low(std::uint64_t chunk, std::int32_t groups);
  void finish(std::int32_t lowest, std::int32_t scale, bool negative);

  Sign sign_ = Sign::positive;
  std::int32_t lowest_ = 0;  // the last digit counts 10000^lowest
  std::int32_t scale_ = 0;
  std::vector<std::uint16_t> digits_;  // the last first; none is zero at either end
};

}  // namespace wirespeed::postgres
