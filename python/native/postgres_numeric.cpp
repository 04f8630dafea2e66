#include "postgres_numeric.hpp"

#include <algorithm>
#include <charconv>

#include "postgres_bytes.hpp"

namespace wirespeed::python {
namespace {

constexpr std::uint16_t kNegative = 0x4000;
constexpr std::uint16_t kNaN = 0xC000;
constexpr std::uint16_t kInfinity = 0xD000;
constexpr std::uint16_t kMinusInfinity = 0xF000;
constexpr int kGroupDigits = 4;
constexpr std::int64_t kMaxScale = 16'383;    // digits behind the point, by numeric's documentation
constexpr std::int64_t kMaxWeight = 131'072;  // digits before it

// A number as text writes it: its digits without sign, point and leading zeros, and the power of ten of the last.
struct Digits {
  std::string digits;
  std::int64_t exponent = 0;
  bool negative = false;
};

bool equals(std::string_view text, std::string_view lower) noexcept {
  return std::ranges::equal(text, lower, [](char a, char b) { return (a | 0x20) == b; });
}

bool take_exponent(std::string_view text, std::int64_t& exponent) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  std::int64_t given = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), given);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  exponent += std::clamp<std::int64_t>(given, -1'000'000, 1'000'000);
  return true;
}

bool parse(std::string_view text, Digits& out) {
  bool seen_point = false;
  bool seen_digit = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.' && !seen_point) {
      seen_point = true;
    } else if (c >= '0' && c <= '9') {
      seen_digit = true;
      if (c != '0' || !out.digits.empty()) out.digits.push_back(c);
      out.exponent -= static_cast<int>(seen_point);
    } else if ((c == 'e' || c == 'E') && seen_digit) {
      return take_exponent(text.substr(i + 1), out.exponent);
    } else {
      return false;
    }
  }
  return seen_digit;
}

void append_header(std::vector<std::uint8_t>& out, std::int64_t groups, std::int64_t weight, std::uint16_t sign,
                   std::int64_t scale) {
  append_be(out, static_cast<std::int16_t>(groups));
  append_be(out, static_cast<std::int16_t>(weight));
  append_be(out, sign);
  append_be(out, static_cast<std::int16_t>(scale));
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept { return a / b - static_cast<int>(a % b < 0); }

NumericForm append_digits(Digits& number, std::vector<std::uint8_t>& out) {
  const std::int64_t scale = std::max<std::int64_t>(0, -number.exponent);
  const auto digits = static_cast<std::int64_t>(number.digits.size());
  if (scale > kMaxScale || digits + number.exponent > kMaxWeight) return NumericForm::too_large;
  if (digits == 0) {
    append_header(out, 0, 0, 0, scale);
    return NumericForm::good;
  }
  // Groups end at the point: zeros behind make the last one whole, and those before the first.
  const std::int64_t last = floor_div(number.exponent, kGroupDigits);
  number.digits.append(static_cast<std::size_t>(number.exponent - last * kGroupDigits), '0');
  const std::size_t odd = number.digits.size() % kGroupDigits;
  if (odd != 0) number.digits.insert(0, kGroupDigits - odd, '0');
  const auto groups = static_cast<std::int64_t>(number.digits.size() / kGroupDigits);
  append_header(out, groups, last + groups - 1, number.negative ? kNegative : std::uint16_t{0}, scale);
  for (std::size_t i = 0; i < number.digits.size(); i += kGroupDigits) {
    std::int16_t group = 0;
    for (std::size_t k = i; k < i + kGroupDigits; ++k) {
      group = static_cast<std::int16_t>(group * 10 + (number.digits[k] - '0'));
    }
    append_be(out, group);
  }
  return NumericForm::good;
}

}  // namespace

NumericForm append_numeric(std::string_view text, std::vector<std::uint8_t>& out) {
  Digits number;
  number.negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  if (equals(text, "nan") || equals(text, "snan")) {
    append_header(out, 0, 0, kNaN, 0);
  } else if (equals(text, "inf") || equals(text, "infinity")) {
    append_header(out, 0, 0, number.negative ? kMinusInfinity : kInfinity, 0);
  } else {
    return parse(text, number) ? append_digits(number, out) : NumericForm::no_number;
  }
  return NumericForm::good;
}

}  // namespace wirespeed::python
