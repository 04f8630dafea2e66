#include "wirespeed/postgres/json_text.hpp"

#include <algorithm>
#include <cmath>

#include "wirespeed/base/json.hpp"
#include "wirespeed/column/cell_text.hpp"
#include "wirespeed/postgres/decimal.hpp"
#include "wirespeed/postgres/time_conversions.hpp"

namespace wirespeed::postgres {
namespace {

ByteView bytes_at(const ImportedColumn& column, std::int64_t row) noexcept {
  ByteView bytes;
  load_bytes(column, {row, 1}, &bytes);
  return bytes;
}

std::int64_t units_at(const ImportedColumn& column, std::int64_t row) noexcept {
  std::int64_t units = 0;
  load_times(column, {row, 1}, &units);
  return units;
}

const char* append_number(std::string& out, double value) {
  if (!std::isfinite(value)) return "NaN and infinities have no form in JSON; make them null";
  column::append_float(out, value);
  return nullptr;
}

void append_time_of_day(std::string& out, std::int64_t units, std::int64_t per_second) {
  column::append_time(out, units * (1'000'000'000 / per_second));
}

void append_any_timestamp(std::string& out, const ImportedColumn& column, std::int64_t units) {
  const SplitUnits split(units, column.per_second);
  column::append_timestamp(out, split.seconds, split.nanos, !column.zone.empty());
}

// What is a string in JSON, without its quotes; none of it needs escaping.
void append_plain_string(std::string& out, const ImportedColumn& column, std::int64_t row) {
  switch (column.layout) {
    case Layout::date32:
      return column::append_date(out, units_at(column, row));
    case Layout::date64:
      return column::append_date(out, SplitUnits(units_at(column, row), column.per_second * 86'400).seconds);
    case Layout::time32:
    case Layout::time64:
      return append_time_of_day(out, units_at(column, row), column.per_second);
    case Layout::timestamp:
      return append_any_timestamp(out, column, units_at(column, row));
    case Layout::duration:
    case Layout::months:
    case Layout::day_time:
    case Layout::month_day_nano: {
      const ToInterval conversion{column.per_second};
      Interval interval;
      conversion.load(column, {row, 1}, &interval);
      out += conversion.text(interval);
      return;
    }
    default:
      return column::append_base64(out, bytes_at(column, row));
  }
}

const char* append_items(std::string& out, const ImportedColumn& items, RowRange rows) {
  out += '[';
  for (std::size_t i = 0; i < rows.count; ++i) {
    if (i != 0) out += ", ";
    if (const char* wrong = append_json(out, items, rows.begin + static_cast<std::int64_t>(i))) return wrong;
  }
  out += ']';
  return nullptr;
}

const char* append_fields(std::string& out, const ImportedColumn& column, std::int64_t row) {
  out += '{';
  for (const ImportedColumn& child : column.children) {
    if (&child != &column.children.front()) out += ", ";
    append_json_string(out, child.name);
    out += ": ";
    if (const char* wrong = append_json(out, child, column.first + row)) return wrong;
  }
  out += '}';
  return nullptr;
}

const char* append_entries(std::string& out, const ImportedColumn& column, std::int64_t row) {
  const RowRange rows = items_of(column, row);
  const ImportedColumn& entries = column.children[0];
  out += '{';
  for (std::size_t i = 0; i < rows.count; ++i) {
    const std::int64_t entry = entries.first + rows.begin + static_cast<std::int64_t>(i);
    if (entries.children[0].is_null(entry)) return "a key of a map is null";
    if (i != 0) out += ", ";
    if (const char* wrong = append_json(out, entries.children[0], entry)) return wrong;
    out += ": ";
    if (const char* wrong = append_json(out, entries.children[1], entry)) return wrong;
  }
  out += '}';
  return nullptr;
}

const char* append_scalar(std::string& out, const ImportedColumn& column, std::int64_t row) {
  if (column.layout == Layout::boolean) {
    out += bit_at(column, row) ? "true" : "false";
  } else if (column.layout == Layout::uint64) {
    fmt::format_to(std::back_inserter(out), "{}", column.at<std::uint64_t>(1, row));
  } else if (is_integer(column.layout)) {
    fmt::format_to(std::back_inserter(out), "{}", integer_at(column, row));
  } else if (is_float(column.layout)) {
    double value = 0;
    load_floats(column, {row, 1}, &value);
    return append_number(out, value);
  } else if (column.layout == Layout::decimal) {
    Int128 value = 0;
    load_decimals(column, {row, 1}, &value);
    out += decimal_text(value, column.scale);
  } else if (is_text(column.layout)) {
    append_json_string(out, text_of(bytes_at(column, row)));
  } else {
    out += '"';
    append_plain_string(out, column, row);
    out += '"';
  }
  return nullptr;
}

bool is_text_or_dictionary_of_it(const ImportedColumn& column) noexcept {
  return is_text(column.dictionary.empty() ? column.layout : column.dictionary[0].layout);
}

}  // namespace

bool has_json_form(const ImportedColumn& column) noexcept {
  if (column.layout == Layout::dense_union || column.layout == Layout::sparse_union) return false;
  if (column.layout == Layout::decimal && column.width > 16) return false;
  if (column.layout == Layout::map && !is_text_or_dictionary_of_it(column.children[0].children[0])) return false;
  return std::all_of(column.children.begin(), column.children.end(), has_json_form) &&
         std::all_of(column.dictionary.begin(), column.dictionary.end(), has_json_form);
}

const char* append_json(std::string& out, const ImportedColumn& column, std::int64_t row) {
  if (column.layout == Layout::null || column.is_null(row)) {
    out += "null";
    return nullptr;
  }
  if (!column.dictionary.empty()) {
    const std::int64_t place = integer_at(column, row);
    if (place < 0 || place >= column.dictionary[0].length) return "a place beyond its dictionary";
    return append_json(out, column.dictionary[0], place);
  }
  if (is_list(column.layout)) return append_items(out, column.children[0], items_of(column, row));
  if (column.layout == Layout::structure) return append_fields(out, column, row);
  if (column.layout == Layout::map) return append_entries(out, column, row);
  return append_scalar(out, column, row);
}

}  // namespace wirespeed::postgres
