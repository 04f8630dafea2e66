#include "wirespeed/postgres/decimal.hpp"

#include <algorithm>

namespace wirespeed::postgres {
namespace {

std::string digits_of(Uint128 value) {
  std::string digits;
  for (; value != 0; value /= 10) digits += static_cast<char>('0' + static_cast<int>(value % 10));
  std::reverse(digits.begin(), digits.end());
  return digits.empty() ? "0" : digits;
}

}  // namespace

void load_decimals(const ImportedColumn& column, RowRange rows, Int128* out) noexcept {
  for (std::size_t i = 0; i < rows.count; ++i) {
    const std::uint8_t* at = fixed_at(column, rows.begin + static_cast<std::int64_t>(i)).data();
    if (column.width == 4) {
      out[i] = load_le<std::int32_t>(at);
    } else if (column.width == 8) {
      out[i] = load_le<std::int64_t>(at);
    } else {
      out[i] = load_le<Int128>(at);
    }
  }
}

std::string decimal_text(std::string digits, bool negative, std::int32_t scale) {
  if (scale < 0) {
    if (digits != "0") digits.append(static_cast<std::size_t>(-scale), '0');
  } else if (scale > 0) {
    const auto behind = static_cast<std::size_t>(scale);
    if (digits.size() <= behind) digits.insert(0, behind + 1 - digits.size(), '0');
    digits.insert(digits.size() - behind, ".");
  }
  return negative ? "-" + digits : digits;
}

std::string decimal_text(Int128 value, std::int32_t scale) {
  const bool negative = value < 0;
  return decimal_text(digits_of(negative ? -static_cast<Uint128>(value) : static_cast<Uint128>(value)), negative,
                      scale);
}

}  // namespace wirespeed::postgres
