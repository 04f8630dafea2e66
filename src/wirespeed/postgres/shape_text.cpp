// Points and what is made of them, vectors and pairs as text.
#include <fmt/format.h>

#include <tuple>

#include "wirespeed/postgres/fixed_codecs.hpp"
#include "wirespeed/postgres/value_printer.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::size_t kPointBytes = 16;

// Numbers of 8 bytes with commas between them. REQUIRES: the size fits
void append_numbers(std::string& out, ByteView numbers) {
  for (std::size_t at = 0; at < numbers.size(); at += 8) {
    if (at != 0) out += ',';
    std::ignore = print_float64(out, numbers.subspan(at, 8));
  }
}

void append_points(std::string& out, ByteView points) {
  for (std::size_t at = 0; at < points.size(); at += kPointBytes) {
    if (at != 0) out += ',';
    out += '(';
    append_numbers(out, points.subspan(at, kPointBytes));
    out += ')';
  }
}

// Points in brackets, or in none.
Printed print_points(std::string& out, ByteView value, std::size_t points, std::string_view brackets) {
  if (value.size() != points * kPointBytes) return wrong_size(points * kPointBytes, value.size());
  if (!brackets.empty()) out += brackets.front();
  append_points(out, value);
  if (!brackets.empty()) out += brackets.back();
  return {};
}

Printed print_point(std::string& out, ByteView value) { return print_points(out, value, 1, ""); }
Printed print_lseg(std::string& out, ByteView value) { return print_points(out, value, 2, "[]"); }
Printed print_box(std::string& out, ByteView value) { return print_points(out, value, 2, ""); }

Printed print_line(std::string& out, ByteView value) {
  if (value.size() != 24) return wrong_size(24, value.size());
  out += '{';
  append_numbers(out, value);
  out += '}';
  return {};
}

Printed print_circle(std::string& out, ByteView value) {
  if (value.size() != 24) return wrong_size(24, value.size());
  out += '<';
  append_points(out, value.first(kPointBytes));
  out += ',';
  append_numbers(out, value.subspan(kPointBytes));
  out += '>';
  return {};
}

Printed print_path(std::string& out, ByteView value) {
  Cell parts[2];
  auto cut = cut_path(value, parts);
  if (!cut) return cut;
  const bool closed = *parts[0].data != 0;
  return print_points(out, parts[1].bytes(), parts[1].bytes().size() / kPointBytes, closed ? "()" : "[]");
}

Printed print_polygon(std::string& out, ByteView value) {
  std::vector<Cell> points;
  auto cut = cut_polygon(value, points);
  if (!cut) return cut;
  return print_points(out, value.subspan(4), points.size(), "()");
}

// Half precision has 3 digits that always hold; the server prints it as a float4.
Printed append_float(std::string& out, const Cell& cell) {
  if (cell.size == 4) return print_float32(out, cell.bytes());
  const auto bits = std::bit_cast<std::uint32_t>(HalfCodec().decode(cell.data));
  std::uint8_t bytes[4];
  store_be(bytes, bits);
  return print_float32(out, bytes);
}

template <std::size_t kBytes>
Printed print_vector(std::string& out, ByteView value) {
  std::vector<Cell> items;
  auto cut = cut_vector(value, kBytes, items);
  if (!cut) return cut;
  out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) out += ',';
    std::ignore = append_float(out, items[i]);
  }
  out += ']';
  return {};
}

// {1:1.5,3:2}/5, counted from 1.
Printed print_sparse_vector(std::string& out, ByteView value) {
  Cell parts[3];
  auto cut = cut_sparse_vector(value, parts);
  if (!cut) return cut;
  out += '{';
  for (std::size_t at = 0; at < parts[1].bytes().size(); at += 4) {
    const std::int64_t index = load_be<std::int32_t>(parts[1].data + at);
    fmt::format_to(std::back_inserter(out), "{}{}:", at == 0 ? "" : ",", index + 1);
    std::ignore = print_float32(out, parts[2].bytes().subspan(at, 4));
  }
  fmt::format_to(std::back_inserter(out), "}}/{}", load_be<std::int32_t>(parts[0].data));
  return {};
}

void append_pair_text(std::string& out, const Cell& cell) {
  if (cell.is_null()) {
    out += "NULL";
    return;
  }
  out += '"';
  for (const char c : text_of(cell.bytes())) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

Printed print_hstore(std::string& out, ByteView value) {
  std::vector<Cell> items;
  auto cut = cut_hstore(value, items);
  if (!cut) return cut;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) out += i % 2 == 0 ? ", " : "=>";
    append_pair_text(out, items[i]);
  }
  return {};
}

Printed print_money(std::string& out, ByteView value) {
  if (value.size() != 8) return wrong_size(8, value.size());
  const auto cents = load_be<std::int64_t>(value.data());
  const std::uint64_t all = cents < 0 ? 0 - static_cast<std::uint64_t>(cents) : static_cast<std::uint64_t>(cents);
  fmt::format_to(std::back_inserter(out), "{}{}.{:02}", cents < 0 ? "-" : "", all / 100, all % 100);
  return {};
}

}  // namespace

Print print_of_shape(Kind kind) {
  switch (kind) {
    case Kind::point:
      return print_point;
    case Kind::line:
      return print_line;
    case Kind::lseg:
      return print_lseg;
    case Kind::box:
      return print_box;
    case Kind::path:
      return print_path;
    case Kind::polygon:
      return print_polygon;
    case Kind::circle:
      return print_circle;
    case Kind::vector:
      return print_vector<4>;
    case Kind::halfvec:
      return print_vector<2>;
    case Kind::sparsevec:
      return print_sparse_vector;
    case Kind::hstore:
      return print_hstore;
    case Kind::money:
      return print_money;
    default:
      return nullptr;
  }
}

}  // namespace wirespeed::postgres
