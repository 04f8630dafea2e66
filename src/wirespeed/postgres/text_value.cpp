#include "wirespeed/postgres/text_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <tuple>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/postgres/time_reader.hpp"

namespace wirespeed::postgres {
namespace {

template <typename T>
Printed put(std::string& out, T number) {
  std::uint8_t bytes[sizeof number];
  store_be(bytes, number);
  out.append(reinterpret_cast<const char*>(bytes), sizeof bytes);
  return {};
}

std::unexpected<std::string> expected(std::string_view what, std::string_view found) {
  constexpr std::size_t kShown = 60;
  return std::unexpected(fmt::format("expected {}, found \"{}\"", what, found.substr(0, kShown)));
}

Printed read_boolean(std::string& out, ByteView value) {
  const std::string_view text = text_of(value);
  if (text != "t" && text != "f") return expected("t or f", text);
  out += text == "t" ? '\1' : '\0';
  return {};
}

template <typename T>
Printed read_integer(std::string& out, ByteView value) {
  const std::string_view text = text_of(value);
  T number{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
    return expected(fmt::format("an integer of {} bytes", sizeof number), text);
  }
  return put(out, number);
}

template <typename T, typename Bits>
Printed read_float(std::string& out, ByteView value) {
  const std::string_view text = text_of(value);
  T number{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return expected("a number", text);
  return put(out, std::bit_cast<Bits>(number));
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

struct Decimal {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
};

bool split_decimal(std::string_view text, Decimal& decimal) {
  if (!text.empty() && text.front() == '-') {
    decimal.negative = true;
    text.remove_prefix(1);
  }
  const std::size_t point = std::min(text.find('.'), text.size());
  decimal.whole = text.substr(0, point);
  if (point < text.size()) decimal.fraction = text.substr(point + 1);
  const auto all_digits = [](std::string_view digits) { return std::all_of(digits.begin(), digits.end(), is_digit); };
  return decimal.whole.size() + decimal.fraction.size() != 0 && all_digits(decimal.whole) &&
         all_digits(decimal.fraction);
}

// Digits to the base of 10,000: the point stands between two of them.
std::string digits_of(const Decimal& decimal) {
  std::string padded((4 - decimal.whole.size() % 4) % 4, '0');
  padded += decimal.whole;
  padded += decimal.fraction;
  padded.append((4 - padded.size() % 4) % 4, '0');
  std::string digits;
  for (std::size_t at = 0; at < padded.size(); at += 4) {
    std::int16_t digit = 0;
    for (std::size_t i = at; i < at + 4; ++i) digit = static_cast<std::int16_t>(digit * 10 + (padded[i] - '0'));
    std::ignore = put(digits, digit);
  }
  return digits;
}

Printed put_numeric(std::string& out, std::size_t weight, std::uint16_t sign, std::size_t scale,
                    std::string_view digits) {
  std::ignore = put(out, static_cast<std::uint16_t>(digits.size() / 2));
  std::ignore = put(out, static_cast<std::int16_t>(weight));
  std::ignore = put(out, sign);
  std::ignore = put(out, static_cast<std::uint16_t>(scale));
  out += digits;
  return {};
}

Printed read_numeric(std::string& out, ByteView value) {
  constexpr std::uint16_t kNegative = 0x4000;
  constexpr std::size_t kMaxDigits = 131'072 + 16'383;
  const std::string_view text = text_of(value);
  if (text == "NaN") return put_numeric(out, 0, 0xC000, 0, "");
  if (text == "Infinity") return put_numeric(out, 0, 0xD000, 0, "");
  if (text == "-Infinity") return put_numeric(out, 0, 0xF000, 0, "");
  Decimal decimal;
  if (text.size() > kMaxDigits + 2 || !split_decimal(text, decimal)) return expected("a numeric", text);
  std::string digits = digits_of(decimal);
  std::size_t weight = (decimal.whole.size() + 3) / 4;  // and 1 more, as long as it may be 0
  while (digits.size() > 2 && digits[0] == 0 && digits[1] == 0 && weight > 1) {
    digits.erase(0, 2);
    --weight;
  }
  if (weight == 0) {  // ".5"
    digits.insert(0, 2, '\0');
    weight = 1;
  }
  return put_numeric(out, weight - 1, decimal.negative ? kNegative : std::uint16_t{0}, decimal.fraction.size(), digits);
}

int hex_digit(char c) noexcept {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool put_hex(std::string& out, std::string_view digits) {
  if (digits.size() % 2 != 0) return false;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    const int high = hex_digit(digits[at]);
    const int low = hex_digit(digits[at + 1]);
    if (high < 0 || low < 0) return false;
    out += static_cast<char>(high * 16 + low);
  }
  return true;
}

// bytea_output escape: \\ is a backslash, \ooo a byte.
bool put_escaped(std::string& out, std::string_view text) {
  const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      out += text[at];
    } else if (text.substr(at, 2) == "\\\\") {
      out += text[at++];
    } else if (text.size() - at >= 4 && is_octal(text[at + 1]) && is_octal(text[at + 2]) && is_octal(text[at + 3])) {
      out += static_cast<char>((text[at + 1] - '0') * 64 + (text[at + 2] - '0') * 8 + (text[at + 3] - '0'));
      at += 3;
    } else {
      return false;
    }
  }
  return true;
}

Printed read_bytes(std::string& out, ByteView value) {
  const std::string_view text = text_of(value);
  const bool hex = text.starts_with("\\x");
  if (hex ? put_hex(out, text.substr(2)) : put_escaped(out, text)) return {};
  return expected("a bytea", text);
}

Printed read_uuid(std::string& out, ByteView value) {
  std::string digits;
  for (const char c : text_of(value)) {
    if (c != '-') digits += c;
  }
  if (digits.size() == 32 && put_hex(out, digits)) return {};
  return expected("a uuid", text_of(value));
}

Printed read_date(std::string& out, ByteView value) {
  const auto days = TimeReader(text_of(value)).date();
  if (days) return put(out, *days);
  return expected("a date in DateStyle ISO", text_of(value));
}

Printed read_time(std::string& out, ByteView value) {
  const auto us = TimeReader(text_of(value)).time();
  if (us) return put(out, *us);
  return expected("a time", text_of(value));
}

Printed read_timestamp(std::string& out, ByteView value) {
  const auto us = TimeReader(text_of(value)).timestamp();
  if (us) return put(out, *us);
  return expected("a timestamp in DateStyle ISO", text_of(value));
}

}  // namespace

Print binary_of_text(Kind kind) {
  switch (kind) {
    case Kind::boolean:
      return read_boolean;
    case Kind::int16:
      return read_integer<std::int16_t>;
    case Kind::int32:
      return read_integer<std::int32_t>;
    case Kind::int64:
      return read_integer<std::int64_t>;
    case Kind::float32:
      return read_float<float, std::uint32_t>;
    case Kind::float64:
      return read_float<double, std::uint64_t>;
    case Kind::numeric:
      return read_numeric;
    case Kind::bytes:
      return read_bytes;
    case Kind::uuid:
      return read_uuid;
    case Kind::date:
      return read_date;
    case Kind::time:
      return read_time;
    case Kind::timestamp:
    case Kind::timestamptz:
      return read_timestamp;
    default:
      return nullptr;
  }
}

}  // namespace wirespeed::postgres
