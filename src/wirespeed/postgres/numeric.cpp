#include "wirespeed/postgres/numeric.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "wirespeed/postgres/value_text.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::size_t kHeaderBytes = 8;
constexpr int kBase = 10'000;
constexpr int kDigitsOfDigit = 4;
constexpr int kMaxScale = 16'383;  // digits behind the point, the server's limit

bool is_sign(std::uint16_t sign) noexcept {
  return sign == 0 || sign == 0x4000 || sign == 0xC000 || sign == 0xD000 || sign == 0xF000;
}

void append_padded(std::string& out, int digit) {
  const char digits[] = {static_cast<char>('0' + digit / 1000), static_cast<char>('0' + digit / 100 % 10),
                         static_cast<char>('0' + digit / 10 % 10), static_cast<char>('0' + digit % 10)};
  out.append(digits, sizeof digits);
}

void append_finite(std::string& out, const Numeric& numeric) {
  if (numeric.sign() == Numeric::Sign::negative) out += '-';
  fmt::format_to(std::back_inserter(out), "{}", numeric.weight() < 0 ? 0 : numeric.digit(0));
  for (int i = 1; i <= numeric.weight(); ++i) append_padded(out, numeric.digit(i));
  if (numeric.scale() == 0) return;
  out += '.';
  const std::size_t end = out.size() + static_cast<std::size_t>(numeric.scale());
  for (int i = numeric.weight() + 1; out.size() < end; ++i) append_padded(out, numeric.digit(i));
  out.resize(end);
}

}  // namespace

std::expected<Numeric, std::string> Numeric::parse(ByteView value) {
  if (value.size() < kHeaderBytes) {
    return std::unexpected(fmt::format("expected at least {} bytes, found {}", kHeaderBytes, value.size()));
  }
  Numeric numeric;
  const std::size_t digits = load_be<std::uint16_t>(value.data());
  const auto sign = load_be<std::uint16_t>(&value[4]);
  numeric.sign_ = static_cast<Sign>(sign);
  numeric.weight_ = load_be<std::int16_t>(&value[2]);
  numeric.scale_ = load_be<std::uint16_t>(&value[6]);
  numeric.digits_ = value.subspan(kHeaderBytes);
  if (numeric.scale_ > kMaxScale) {
    return std::unexpected(fmt::format("expected a scale of at most {}, found {}", kMaxScale, numeric.scale_));
  }
  if (!is_sign(sign)) return std::unexpected(fmt::format("expected a sign, found 0x{:04x}", sign));
  if (numeric.digits_.size() != 2 * digits) {
    return std::unexpected(fmt::format("expected {} bytes of digits, found {}", 2 * digits, numeric.digits_.size()));
  }
  for (int i = 0; i < numeric.digits(); ++i) {
    if (numeric.digit(i) >= kBase)
      return std::unexpected(fmt::format("expected digits below 10000, found {}", numeric.digit(i)));
  }
  static_assert(kDigitsOfDigit == 4);
  return numeric;
}

Printed print_numeric(std::string& out, ByteView value) {
  const auto numeric = Numeric::parse(value);
  if (!numeric) return std::unexpected(numeric.error());
  switch (numeric->sign()) {
    case Numeric::Sign::nan:
      out += "NaN";
      break;
    case Numeric::Sign::infinity:
      out += "Infinity";
      break;
    case Numeric::Sign::minus_infinity:
      out += "-Infinity";
      break;
    default:
      append_finite(out, *numeric);
  }
  return {};
}

}  // namespace wirespeed::postgres
