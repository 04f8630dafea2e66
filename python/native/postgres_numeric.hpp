// PostgreSQL's numeric, of any size: text to its binary form. postgres/numeric.hpp has the way back.
//
//   | int16 groups | int16 weight | uint16 sign | uint16 display scale | groups x int16 |
//   The value is the sum of group[i] * 10000^(weight - i).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::python {

enum class NumericForm : std::uint8_t { good, no_number, too_large };

// Appends the binary form of "-12.50", "1E+3", "NaN", "-Infinity" (as Decimal and float write them, in any case).
NumericForm append_numeric(std::string_view text, std::vector<std::uint8_t>& out);

}  // namespace wirespeed::python
