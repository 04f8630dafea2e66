#include "wirespeed/column/cell_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "wirespeed/base/json.hpp"

namespace wirespeed::column {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kDaySeconds = 86'400;

template <typename... Args>
void append(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept { return a / b - (a % b < 0 ? 1 : 0); }
std::int64_t floor_mod(std::int64_t a, std::int64_t b) noexcept { return a % b + (a % b < 0 ? b : 0); }

struct Civil {
  std::int64_t year;
  std::int64_t month;
  std::int64_t day;
};

// Days are counted in eras of 400 years that begin on a 1 March, so the leap day is the last of its year.
Civil civil_of(std::int64_t days) noexcept {
  constexpr std::int64_t kEraDays = 146'097;
  constexpr std::int64_t kEpoch = 719'468;  // 1970-01-01, counted from 0000-03-01
  const std::int64_t era = floor_div(days + kEpoch, kEraDays);
  const std::int64_t in_era = days + kEpoch - era * kEraDays;
  const std::int64_t year = (in_era - in_era / 1460 + in_era / 36'524 - in_era / 146'096) / 365;
  const std::int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
  const std::int64_t from_march = (5 * in_year + 2) / 153;
  const std::int64_t month = from_march < 10 ? from_march + 3 : from_march - 9;
  return {era * 400 + year + (month <= 2 ? 1 : 0), month, in_year - (153 * from_march + 2) / 5 + 1};
}

// As short as it can be: nothing, or a point and 3, 6 or 9 digits.
void append_fraction(std::string& out, std::int64_t nanos) {
  if (nanos == 0) return;
  if (nanos % 1'000'000 == 0) return append(out, ".{:03}", nanos / 1'000'000);
  if (nanos % 1000 == 0) return append(out, ".{:06}", nanos / 1000);
  append(out, ".{:09}", nanos);
}

void append_clock(std::string& out, std::int64_t second, std::int64_t nanos) {
  append(out, "{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
  append_fraction(out, nanos);
}

template <typename T>
T number_at(const Column& column, std::int64_t row) noexcept {
  return column.values.values<T>()[static_cast<std::size_t>(row)];
}

std::int32_t offset_at(const Column& column, std::int64_t row) noexcept {
  return column.offsets.values<std::int32_t>()[static_cast<std::size_t>(row)];
}

ByteView bytes_at(const Column& column, std::int64_t row) noexcept {
  const auto begin = static_cast<std::size_t>(offset_at(column, row));
  return {column.values.data() + begin, static_cast<std::size_t>(offset_at(column, row + 1)) - begin};
}

void append_json(std::string& out, const Field& field, const Column& column, std::int64_t row);

void append_items(std::string& out, const Field& field, const Column& items, std::int64_t begin, std::int64_t end) {
  out += '[';
  for (std::int64_t i = begin; i < end; ++i) {
    if (i != begin) out += ", ";
    append_json(out, field, items, i);
  }
  out += ']';
}

void append_fields(std::string& out, const Field& field, const Column& column, std::int64_t row) {
  out += '{';
  for (std::size_t i = 0; i < field.children.size(); ++i) {
    if (is_null(column.children[i], row)) continue;
    if (out.back() != '{') out += ", ";
    append_json_string(out, field.children[i].name);
    out += ": ";
    append_json(out, field.children[i], column.children[i], row);
  }
  out += '}';
}

void append_instant(std::string& out, const Field& field, std::int64_t value) {
  const std::int64_t unit = field.type == Type::timestamp_us ? 1'000'000 : kNanosPerSecond;
  const std::int64_t seconds = floor_div(value, unit);
  append_timestamp(out, seconds, floor_mod(value, unit) * (kNanosPerSecond / unit), !field.zone.empty());
}

struct MonthDayNano {
  std::int32_t months;
  std::int32_t days;
  std::int64_t ns;
};

void append_month_day_nano(std::string& out, const MonthDayNano& value) {
  const std::int64_t seconds = floor_div(value.ns, kNanosPerSecond);
  append_interval(out, value.months, value.days, seconds, floor_mod(value.ns, kNanosPerSecond));
}

// REQUIRES: not null. Lists, structs, numbers and booleans: the same in JSON and outside of it.
bool append_plain(std::string& out, const Field& field, const Column& column, std::int64_t row) {
  switch (column.type) {
    case Type::boolean:
      out += (column.values.data()[row / 8] >> (row % 8) & 1) != 0 ? "true" : "false";
      return true;
    case Type::int8:
      append(out, "{}", int{number_at<std::int8_t>(column, row)});
      return true;
    case Type::int16:
      append(out, "{}", number_at<std::int16_t>(column, row));
      return true;
    case Type::int32:
      append(out, "{}", number_at<std::int32_t>(column, row));
      return true;
    case Type::int64:
      append(out, "{}", number_at<std::int64_t>(column, row));
      return true;
    case Type::uint8:
      append(out, "{}", unsigned{number_at<std::uint8_t>(column, row)});
      return true;
    case Type::uint16:
      append(out, "{}", number_at<std::uint16_t>(column, row));
      return true;
    case Type::uint32:
      append(out, "{}", number_at<std::uint32_t>(column, row));
      return true;
    case Type::uint64:
      append(out, "{}", number_at<std::uint64_t>(column, row));
      return true;
    case Type::float32:
      append_float(out, static_cast<double>(number_at<float>(column, row)));
      return true;
    case Type::float64:
      append_float(out, number_at<double>(column, row));
      return true;
    case Type::list:
      append_items(out, field.children[0], column.children[0], offset_at(column, row), offset_at(column, row + 1));
      return true;
    case Type::fixed_size_list:
      append_items(out, field.children[0], column.children[0], row * field.size, (row + 1) * field.size);
      return true;
    case Type::structure:
      append_fields(out, field, column, row);
      return true;
    default:
      return false;
  }
}

// REQUIRES: not null. The types that are strings in JSON.
void append_string(std::string& out, const Field& field, const Column& column, std::int64_t row) {
  switch (column.type) {
    case Type::utf8:
      out += text_of(bytes_at(column, row));
      break;
    case Type::binary:
      append_base64(out, bytes_at(column, row));
      break;
    case Type::uuid:
      append_uuid(out, {column.values.data() + row * 16, 16});
      break;
    case Type::date32:
      append_date(out, number_at<std::int32_t>(column, row));
      break;
    case Type::time64_ns:
      append_time(out, number_at<std::int64_t>(column, row));
      break;
    case Type::timestamp_us:
    case Type::timestamp_ns:
      append_instant(out, field, number_at<std::int64_t>(column, row));
      break;
    case Type::month_day_nano:
      append_month_day_nano(out, number_at<MonthDayNano>(column, row));
      break;
    default:
      break;
  }
}

void append_json(std::string& out, const Field& field, const Column& column, std::int64_t row) {
  if (is_null(column, row)) {
    out += "null";
  } else if (column.type == Type::dense_union) {
    const auto alternative = column.values.data()[row];
    append_json(out, field.children[alternative], column.children[alternative], offset_at(column, row));
  } else if (!append_plain(out, field, column, row)) {
    std::string text;
    append_string(text, field, column, row);
    append_json_string(out, text);
  }
}

}  // namespace

bool is_null(const Column& column, std::int64_t row) noexcept {
  if (column.type == Type::null) return true;
  if (column.type == Type::dense_union) {
    return is_null(column.children[column.values.data()[row]], offset_at(column, row));
  }
  return column.nulls != 0 && (column.validity.data()[row / 8] >> (row % 8) & 1) == 0;
}

void append_float(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value < 0 ? "-Infinity" : "Infinity";
  } else {
    const std::size_t begin = out.size();
    append(out, "{}", value);
    if (out.find_first_of(".e", begin) == std::string::npos) out += ".0";
  }
}

void append_date(std::string& out, std::int64_t days) {
  const Civil date = civil_of(days);
  if (date.year < 0) out += '-';
  append(out, "{:04}-{:02}-{:02}", date.year < 0 ? -date.year : date.year, date.month, date.day);
}

void append_time(std::string& out, std::int64_t ns) { append_clock(out, ns / kNanosPerSecond, ns % kNanosPerSecond); }

void append_timestamp(std::string& out, std::int64_t seconds, std::int64_t nanos, bool utc) {
  const std::int64_t days = floor_div(seconds, kDaySeconds);
  append_date(out, days);
  out += 'T';
  append_clock(out, floor_mod(seconds, kDaySeconds), nanos);
  if (utc) out += 'Z';
}

void append_interval(std::string& out, std::int64_t months, std::int64_t days, std::int64_t seconds,
                     std::int64_t nanos) {
  const bool below = seconds < 0 && nanos != 0;  // -1 s and 5e8 ns are -0.5 s
  const std::int64_t whole = below ? seconds + 1 : seconds;
  append(out, "P{}M{}DT{}{}", months, days, below && whole == 0 ? "-" : "", whole);
  append_fraction(out, below ? kNanosPerSecond - nanos : nanos);
  out += 'S';
}

void append_base64(std::string& out, ByteView bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(bytes.size() - i, 3);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) bits = bits << 8 | (j < count ? bytes[i + j] : 0U);
    for (std::size_t j = 0; j < 4; ++j) out += j <= count ? kDigits[bits >> (18 - 6 * j) & 63U] : '=';
  }
}

void append_uuid(std::string& out, ByteView bytes) {
  for (std::size_t i = 0; i < 16; ++i)
    append(out, "{}{:02x}", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", bytes[i]);
}

bool append_cell(std::string& out, const Field& field, const Column& column, std::int64_t row) {
  if (is_null(column, row)) return false;
  if (column.type == Type::dense_union) {
    const auto alternative = column.values.data()[row];
    return append_cell(out, field.children[alternative], column.children[alternative], offset_at(column, row));
  }
  if (!append_plain(out, field, column, row)) append_string(out, field, column, row);
  return true;
}

}  // namespace wirespeed::column
