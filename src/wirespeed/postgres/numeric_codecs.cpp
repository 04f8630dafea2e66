#include "wirespeed/postgres/numeric_codecs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "wirespeed/postgres/value_text.hpp"

namespace wirespeed::postgres {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr int kDigitsOfDigit = 4;  // decimal digits of one to the base of 10,000

constexpr auto kPowers = [] {
  std::array<Wide, 39> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

constexpr int power(int exponent) noexcept { return static_cast<int>(kPowers[static_cast<std::size_t>(exponent)]); }

int digits_of(int digit) noexcept { return digit >= 1000 ? 4 : digit >= 100 ? 3 : digit >= 10 ? 2 : 1; }

// Of |numeric| * 10^scale. Nothing when it is no whole number. REQUIRES: it has at most 38 digits
std::optional<Wide> scaled(const Numeric& numeric, int scale) {
  Wide sum = 0;
  int exponent = 0;
  for (int i = 0; i < numeric.digits(); ++i) {
    const int digit = numeric.digit(i);
    exponent = (numeric.weight() - i) * kDigitsOfDigit + scale;  // of ten, that the digit counts
    if (exponent >= 0) {
      sum = sum * 10'000 + static_cast<unsigned>(digit);
    } else if (exponent > -kDigitsOfDigit) {
      const int divisor = power(-exponent);
      if (digit % divisor != 0) return std::nullopt;
      sum = sum * static_cast<unsigned>(power(kDigitsOfDigit + exponent)) + static_cast<unsigned>(digit / divisor);
    } else if (digit != 0) {
      return std::nullopt;
    }
  }
  return exponent > 0 ? sum * kPowers[static_cast<std::size_t>(exponent)] : sum;
}

Decimal128 with_sign(Wide magnitude, bool negative) noexcept {
  const Wide value = negative ? 0 - magnitude : magnitude;
  return {static_cast<std::uint64_t>(value), static_cast<std::int64_t>(static_cast<std::uint64_t>(value >> 64))};
}

}  // namespace

// | 16 bits precision | 5 bits | 11 bits scale, signed |, and 4 more
std::optional<Precision> precision_of(std::int32_t typmod) noexcept {
  constexpr std::int32_t kHeader = 4;
  if (typmod < kHeader) return std::nullopt;
  const std::int32_t bits = typmod - kHeader;
  return Precision{bits >> 16 & 0xFFFF, ((bits & 0x7FF) ^ 1024) - 1024};
}

std::expected<std::optional<Decimal128>, std::string> DecimalCodec::decode(ByteView value) const {
  const auto numeric = Numeric::parse(value);
  if (!numeric) return std::unexpected(numeric.error());
  if (!numeric->is_finite()) return std::nullopt;
  if (numeric->digits() == 0) return Decimal128{};
  const int digits = digits_of(numeric->digit(0)) + numeric->weight() * kDigitsOfDigit + precision.scale;
  const auto magnitude = digits > precision.precision ? std::nullopt : scaled(*numeric, precision.scale);
  if (magnitude) return with_sign(*magnitude, numeric->sign() == Numeric::Sign::negative);
  return std::unexpected(fmt::format("expected a value of numeric({},{}), found one with {} digits before the point",
                                     precision.precision, precision.scale, std::max(0, digits - precision.scale)));
}

std::expected<std::optional<double>, std::string> FloatCodec::decode(ByteView value) const {
  std::string text;
  auto printed = print_numeric(text, value);
  if (!printed) return std::unexpected(std::move(printed).error());
  double number = std::numeric_limits<double>::quiet_NaN();
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec == std::errc::result_out_of_range) {
    const bool tiny = text.find_first_of("123456789") > text.find('.');
    number = tiny ? 0.0 : std::numeric_limits<double>::infinity();
    if (text.front() == '-') number = -number;
  }
  return number;
}

}  // namespace wirespeed::postgres
