// Decimals of a source column: whole numbers times 10^-scale.
#pragma once

#include <string>

#include "wirespeed/postgres/source_tile.hpp"

namespace wirespeed::postgres {

__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

inline constexpr std::int32_t kMaxDecimalDigits = 38;  // of 128 bits

// REQUIRES: 0 <= exponent <= kMaxDecimalDigits
constexpr Int128 power_of_ten(std::int32_t exponent) noexcept {
  Int128 power = 1;
  for (std::int32_t i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// REQUIRES: a decimal of at most 128 bits
void load_decimals(const ImportedColumn& column, RowRange rows, Int128* out) noexcept;

// As people write it: "-0.05", "44.12", "1200" (12 with a scale of -2).
std::string decimal_text(Int128 value, std::int32_t scale);

// The same from its digits alone.
std::string decimal_text(std::string digits, bool negative, std::int32_t scale);

}  // namespace wirespeed::postgres
