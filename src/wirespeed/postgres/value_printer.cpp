#include "wirespeed/postgres/value_printer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "wirespeed/base/big_endian.hpp"

namespace wirespeed::postgres {
namespace {

constexpr int kMaxDepth = 32;

// The only type of its form: 64 bits, told in two halves.
constexpr Oid kPgLsn = 3220;

Printed print_lsn(std::string& out, ByteView value) {
  if (value.size() != 8) return wrong_size(8, value.size());
  fmt::format_to(std::back_inserter(out), "{:X}/{:X}", load_be<std::uint32_t>(value.data()),
                 load_be<std::uint32_t>(&value[4]));
  return {};
}

bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool has_any(std::string_view text, std::string_view special) noexcept {
  return std::any_of(text.begin(), text.end(),
                     [special](char c) { return is_space(c) || special.find(c) != std::string_view::npos; });
}

// In quotes where it has to be: quotes and backslashes in it come twice, or behind a backslash.
void append_quoted(std::string& out, std::string_view text, bool needed, bool backslash) {
  if (!needed) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += backslash ? '\\' : c;
    out += c;
  }
  out += '"';
}

bool is_null_word(std::string_view text) noexcept {
  constexpr std::string_view kNull = "null";
  return std::equal(text.begin(), text.end(), kNull.begin(), kNull.end(),
                    [](char a, char b) { return (a | 0x20) == b; });
}

void append_bounds(std::string& out, const ArrayShape& shape) {
  const bool usual =
      std::all_of(shape.lower_bounds, shape.lower_bounds + shape.dimensions, [](int b) { return b == 1; });
  if (usual) return;
  for (std::size_t i = 0; i < shape.dimensions; ++i) {
    const std::int64_t lower = shape.lower_bounds[i];
    fmt::format_to(std::back_inserter(out), "[{}:{}]", lower, lower + shape.sizes[i] - 1);
  }
  out += '=';
}

Printed too_deep() {
  return std::unexpected(fmt::format("expected values nested at most {} deep, found more", kMaxDepth));
}

}  // namespace

Printed ValuePrinter::print(std::string& out, Oid oid, ByteView value, int depth) const {
  if (depth == kMaxDepth) return too_deep();
  const Type* type = catalog_.find(oid);
  if (type == nullptr) return print_bytes(out, value);
  switch (type->kind) {
    case Kind::domain:
      return print(out, type->element.oid, value, depth + 1);
    case Kind::array:
      return print_array(out, *type, value, depth + 1);
    case Kind::composite:
    case Kind::record:
      return print_record(out, value, depth + 1);
    case Kind::range:
      return print_range(out, *type, value, depth + 1);
    case Kind::multirange:
      return print_multirange(out, *type, value, depth + 1);
    default:
      break;
  }
  if (oid == kPgLsn) return print_lsn(out, value);
  if (const Print plain = print_of(type->kind)) return plain(out, value);
  if (const Print shape = print_of_shape(type->kind)) return shape(out, value);
  return print_bytes(out, value);
}

std::expected<std::string, std::string> ValuePrinter::text_of(Oid type, const Cell& cell, int depth) const {
  std::string text;
  auto printed = print(text, type, cell.bytes(), depth);
  if (!printed) return std::unexpected(std::move(printed).error());
  return text;
}

Printed ValuePrinter::print_array(std::string& out, const Type& type, ByteView value, int depth) const {
  ArrayShape shape;
  std::vector<Cell> items;
  auto cut = cut_array(value, 0, shape, items);
  if (!cut) return cut;
  if (items.empty()) {
    out += "{}";
    return {};
  }
  append_bounds(out, shape);
  const Type* item = catalog_.find(type.element.oid);
  const char delimiter = item != nullptr && item->kind == Kind::box ? ';' : ',';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) out += delimiter;
    std::size_t begun = 1;  // items that a brace holds, from the inside
    std::size_t ends = 0;
    for (std::size_t d = shape.dimensions; d-- > 0;) {
      begun *= static_cast<std::size_t>(shape.sizes[d]);
      if (i % begun == 0) out += '{';
      if ((i + 1) % begun == 0) ++ends;
    }
    if (items[i].is_null()) {
      out += "NULL";
    } else {
      const auto text = text_of(type.element.oid, items[i], depth);
      if (!text) return std::unexpected(text.error());
      const bool special = has_any(*text, delimiter == ';' ? "\"\\{};" : "\"\\{},");
      append_quoted(out, *text, text->empty() || is_null_word(*text) || special, true);
    }
    out.append(ends, '}');
  }
  return {};
}

Printed ValuePrinter::print_record(std::string& out, ByteView value, int depth) const {
  PartReader reader(value);
  std::int32_t count = 0;
  if (!reader.read_count(count, 8)) return reader.fault("the number of fields");
  out += '(';
  for (std::int32_t i = 0; i < count; ++i) {
    Oid type = 0;
    Cell cell;
    if (!reader.read(type) || !reader.read_sized(cell))
      return reader.fault(fmt::format("field {} of {}", i + 1, count));
    if (i != 0) out += ',';
    if (cell.is_null()) continue;
    const auto text = text_of(type, cell, depth);
    if (!text) return std::unexpected(text.error());
    append_quoted(out, *text, text->empty() || has_any(*text, "\"\\(),"), false);
  }
  out += ')';
  return {};
}

Printed ValuePrinter::print_range(std::string& out, const Type& type, ByteView value, int depth) const {
  Cell parts[5];
  auto cut = cut_range(value, parts);
  if (!cut) return cut;
  const auto is_set = [&parts](std::size_t flag) { return *parts[flag].data != 0; };
  if (is_set(4)) {
    out += "empty";
    return {};
  }
  out += is_set(2) ? '[' : '(';
  for (std::size_t bound = 0; bound < 2; ++bound) {
    if (bound == 1) out += ',';
    if (parts[bound].is_null()) continue;
    const auto text = text_of(type.element.oid, parts[bound], depth);
    if (!text) return std::unexpected(text.error());
    append_quoted(out, *text, text->empty() || has_any(*text, "\"\\()[],"), false);
  }
  out += is_set(3) ? ']' : ')';
  return {};
}

Printed ValuePrinter::print_multirange(std::string& out, const Type& type, ByteView value, int depth) const {
  std::vector<Cell> ranges;
  auto cut = cut_multirange(value, ranges);
  if (!cut) return cut;
  out += '{';
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (i != 0) out += ',';
    if (ranges[i].is_null()) return std::unexpected(std::string("expected a range, found NULL"));
    auto printed = print(out, type.element.oid, ranges[i].bytes(), depth);
    if (!printed) return printed;
  }
  out += '}';
  return {};
}

}  // namespace wirespeed::postgres
