// What a numeric becomes: see ConvertedDecoder.
#pragma once

#include <optional>

#include "wirespeed/column/type.hpp"
#include "wirespeed/postgres/fixed_codecs.hpp"
#include "wirespeed/postgres/numeric.hpp"

namespace wirespeed::postgres {

// numeric(precision, scale), as a typmod has it.
struct Precision {
  int precision = 0;
  int scale = 0;

  bool fits_decimal128() const noexcept { return 0 <= scale && scale <= precision && precision <= 38; }
};
std::optional<Precision> precision_of(std::int32_t typmod) noexcept;

// Exactly. NaN is null.
struct DecimalCodec {
  using Value = Decimal128;
  static constexpr column::Type kType = column::Type::decimal128;

  Precision precision;  // REQUIRES: fits_decimal128()

  std::expected<std::optional<Value>, std::string> decode(ByteView value) const;
};

// The nearest double.
struct FloatCodec {
  using Value = double;
  static constexpr column::Type kType = column::Type::float64;

  std::expected<std::optional<Value>, std::string> decode(ByteView value) const;
};

}  // namespace wirespeed::postgres
