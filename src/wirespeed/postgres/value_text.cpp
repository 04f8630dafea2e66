#include "wirespeed/postgres/value_text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdlib>

#include "wirespeed/base/big_endian.hpp"

namespace wirespeed::postgres {
namespace {

template <typename T>
Printed print_integer(std::string& out, ByteView value) {
  if (value.size() != sizeof(T)) return wrong_size(sizeof(T), value.size());
  fmt::format_to(std::back_inserter(out), "{}", load_be<T>(value.data()));
  return {};
}

template <typename T>
void append_number(std::string& out, T value, std::chars_format format) {
  char digits[512];
  out.append(digits, std::to_chars(digits, std::end(digits), value, format).ptr);
}

// Of the digit before the point.
template <typename T>
int exponent_of(T value) {
  std::string text;
  append_number(text, value, std::chars_format::scientific);
  return std::atoi(text.c_str() + text.find('e') + 1);
}

// The fewest digits that say which value it is; with an exponent when the point would stand far from them.
template <typename T>
void append_float(std::string& out, T value, int max_digits) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value < 0 ? "-Infinity" : "Infinity";
  } else {
    const int exponent = value == 0 ? 0 : exponent_of(value);
    const bool far = exponent < -4 || exponent >= max_digits;
    append_number(out, value, far ? std::chars_format::scientific : std::chars_format::fixed);
  }
}

void append_hex(std::string& out, ByteView bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (const std::uint8_t byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
}

}  // namespace

std::unexpected<std::string> wrong_size(std::size_t expected, std::size_t found) {
  return std::unexpected(fmt::format("expected {} bytes, found {}", expected, found));
}

Printed expect_size(ByteView value, std::size_t size) {
  if (value.size() != size) return wrong_size(size, value.size());
  return {};
}

Printed print_boolean(std::string& out, ByteView value) {
  if (value.size() != 1) return wrong_size(1, value.size());
  out += value[0] != 0 ? 't' : 'f';
  return {};
}

// A zero byte stands for the empty text; what is not ASCII is written as \ooo, which keeps the text UTF-8.
Printed print_char(std::string& out, ByteView value) {
  if (value.size() != 1) return wrong_size(1, value.size());
  if (value[0] >= 0x80) {
    fmt::format_to(std::back_inserter(out), "\\{:03o}", value[0]);
  } else if (value[0] != 0) {
    out += static_cast<char>(value[0]);
  }
  return {};
}

Printed print_int16(std::string& out, ByteView value) { return print_integer<std::int16_t>(out, value); }
Printed print_int32(std::string& out, ByteView value) { return print_integer<std::int32_t>(out, value); }
Printed print_int64(std::string& out, ByteView value) { return print_integer<std::int64_t>(out, value); }
Printed print_uint32(std::string& out, ByteView value) { return print_integer<std::uint32_t>(out, value); }
Printed print_uint64(std::string& out, ByteView value) { return print_integer<std::uint64_t>(out, value); }

Printed print_float32(std::string& out, ByteView value) {
  if (value.size() != 4) return wrong_size(4, value.size());
  append_float(out, std::bit_cast<float>(load_be<std::uint32_t>(value.data())), 6);
  return {};
}

Printed print_float64(std::string& out, ByteView value) {
  if (value.size() != 8) return wrong_size(8, value.size());
  append_float(out, std::bit_cast<double>(load_be<std::uint64_t>(value.data())), 15);
  return {};
}

Printed print_text(std::string& out, ByteView value) {
  out += text_of(value);
  return {};
}

Printed print_versioned_text(std::string& out, ByteView value) {
  if (value.empty() || value[0] != 1) {
    return std::unexpected(
        fmt::format("expected version 1, found {}", value.empty() ? "no bytes" : fmt::format("{}", int{value[0]})));
  }
  return print_text(out, value.subspan(1));
}

Printed print_bytes(std::string& out, ByteView value) {
  out += "\\x";
  append_hex(out, value);
  return {};
}

Printed print_uuid(std::string& out, ByteView value) {
  if (value.size() != 16) return wrong_size(16, value.size());
  constexpr std::size_t kParts[] = {4, 2, 2, 2, 6};
  for (const std::size_t part : kParts) {
    if (value.size() != 16) out += '-';
    append_hex(out, value.first(part));
    value = value.subspan(part);
  }
  return {};
}

Print print_of(Kind kind) {
  switch (kind) {
    case Kind::boolean:
      return print_boolean;
    case Kind::char1:
      return print_char;
    case Kind::int16:
      return print_int16;
    case Kind::int32:
      return print_int32;
    case Kind::int64:
      return print_int64;
    case Kind::uint32:
      return print_uint32;
    case Kind::uint64:
      return print_uint64;
    case Kind::float32:
      return print_float32;
    case Kind::float64:
      return print_float64;
    case Kind::numeric:
      return print_numeric;
    case Kind::text:
    case Kind::enumeration:
      return print_text;
    case Kind::versioned_text:
      return print_versioned_text;
    case Kind::bytes:
    case Kind::opaque:
      return print_bytes;
    case Kind::uuid:
      return print_uuid;
    case Kind::date:
      return print_date;
    case Kind::time:
      return print_time;
    case Kind::timetz:
      return print_timetz;
    case Kind::timestamp:
      return print_timestamp;
    case Kind::timestamptz:
      return print_timestamptz;
    case Kind::interval:
      return print_interval;
    case Kind::bit:
      return print_bits;
    case Kind::inet:
      return print_inet;
    case Kind::macaddr:
      return print_macaddr;
    case Kind::tid:
      return print_tid;
    case Kind::tsvector:
      return print_tsvector;
    default:
      return nullptr;
  }
}

}  // namespace wirespeed::postgres
