#include "wirespeed/bolt/columns_row_writer.hpp"

#include "wirespeed/bolt/columns_structures.hpp"
#include "wirespeed/column/arrow_values.hpp"

namespace wirespeed::bolt {
namespace {

using column::bit_at;
using column::fixed_at;
using column::half_to_double;
using column::integer_at;
using column::Layout;
using column::sized_at;
using column::view_at;

SplitTime split(std::int64_t value, std::int64_t per_second) noexcept {
  const std::int64_t rest = value % per_second;
  const bool below = rest < 0;
  return {value / per_second - (below ? 1 : 0), (below ? rest + per_second : rest) * (kNanosPerSecond / per_second)};
}

}  // namespace

bool RowWriter::value(const ImportedColumn& column, std::int64_t row) {
  if (column.is_null(row)) return encoder_.null();
  if (!column.dictionary.empty()) return value(column.dictionary[0], integer_at(column, row));
  switch (column.layout) {
    case Layout::int64:
      return encoder_.integer(column.at<std::int64_t>(1, row));
    case Layout::float64:
      return encoder_.floating(column.at<double>(1, row));
    case Layout::text:
      return encoder_.text(text_of(sized_at<std::int32_t>(column, row)));
    case Layout::boolean:
      return encoder_.boolean(bit_at(column, row));
    case Layout::structure:
      return structure(column, row);
    case Layout::list:
      return list<std::int32_t>(column, row);
    default:
      return other(column, row);
  }
}

bool RowWriter::structure(const ImportedColumn& column, std::int64_t row) {
  if (!encoder_.map(column.children.size())) return false;
  for (const ImportedColumn& child : column.children) {
    if (!encoder_.text(child.name) || !value(child, column.first + row)) return wrong_in(child);
  }
  return true;
}

// On the way out, the names from the innermost column on.
bool RowWriter::wrong_in(const ImportedColumn& column) {
  column_ = column_.empty() ? column.name : column.name + "." + column_;
  return false;
}

bool RowWriter::other(const ImportedColumn& column, std::int64_t row) {
  switch (column.layout) {
    case Layout::null:
      return encoder_.null();
    case Layout::int8:
    case Layout::int16:
    case Layout::int32:
    case Layout::uint8:
    case Layout::uint16:
    case Layout::uint32:
      return encoder_.integer(integer_at(column, row));
    case Layout::uint64:
      return unsigned_integer(column.at<std::uint64_t>(1, row));
    case Layout::float16:
      return encoder_.floating(half_to_double(column.at<std::uint16_t>(1, row)));
    case Layout::float32:
      return encoder_.floating(static_cast<double>(column.at<float>(1, row)));
    case Layout::large_text:
      return encoder_.text(text_of(sized_at<std::int64_t>(column, row)));
    case Layout::text_view:
      return encoder_.text(text_of(view_at(column, row)));
    case Layout::bytes:
      return encoder_.bytes(sized_at<std::int32_t>(column, row));
    case Layout::large_bytes:
      return encoder_.bytes(sized_at<std::int64_t>(column, row));
    case Layout::bytes_view:
      return encoder_.bytes(view_at(column, row));
    case Layout::fixed_bytes:
      return encoder_.bytes(fixed_at(column, row));
    case Layout::large_list:
      return list<std::int64_t>(column, row);
    case Layout::fixed_list:
      return items(column.children[0], (column.first + row) * column.width, column.width);
    case Layout::map:
      return map(column, row);
    case Layout::dense_union:
    case Layout::sparse_union:
      return alternative(column, row);
    default:
      return temporal(column, row);
  }
}

bool RowWriter::temporal(const ImportedColumn& column, std::int64_t row) {
  switch (column.layout) {
    case Layout::date32:
      return date(column.at<std::int32_t>(1, row));
    case Layout::date64:
      return date(split(column.at<std::int64_t>(1, row), column.per_second * 86'400).seconds);
    case Layout::time32:
      return time(std::int64_t{column.at<std::int32_t>(1, row)} * (kNanosPerSecond / column.per_second));
    case Layout::time64:
      return time(column.at<std::int64_t>(1, row) * (kNanosPerSecond / column.per_second));
    case Layout::timestamp:
      return timestamp(column, split(column.at<std::int64_t>(1, row), column.per_second));
    case Layout::duration:
      return duration(0, 0, split(column.at<std::int64_t>(1, row), column.per_second));
    case Layout::months:
      return duration(column.at<std::int32_t>(1, row), 0, {});
    case Layout::day_time:
      return day_time(column.at<std::int64_t>(1, row));
    default:
      return month_day_nano(column, row);
  }
}

bool RowWriter::unsigned_integer(std::uint64_t value) {
  if (value <= INT64_MAX) return encoder_.integer(static_cast<std::int64_t>(value));
  wrong_ = fmt::format("{} is beyond the integers of Bolt, which end at 2^63 - 1", value);
  return false;
}

bool RowWriter::items(const ImportedColumn& column, std::int64_t begin, std::int64_t count) {
  if (!encoder_.list(static_cast<std::uint64_t>(count))) return false;
  for (std::int64_t i = 0; i < count; ++i) {
    if (!value(column, begin + i)) return false;
  }
  return true;
}

template <typename Offset>
bool RowWriter::list(const ImportedColumn& column, std::int64_t row) {
  const Offset begin = column.at<Offset>(1, row);
  return items(column.children[0], begin, column.at<Offset>(1, row + 1) - begin);
}

bool RowWriter::map(const ImportedColumn& column, std::int64_t row) {
  const ImportedColumn& entries = column.children[0];
  const std::int64_t begin = column.at<std::int32_t>(1, row);
  const std::int64_t end = column.at<std::int32_t>(1, row + 1);
  if (!encoder_.map(static_cast<std::uint64_t>(end - begin))) return false;
  for (std::int64_t i = begin; i < end; ++i) {
    const std::int64_t entry = entries.first + i;
    if (entries.children[0].is_null(entry)) {
      wrong_ = "a key of a map is null";
      return false;
    }
    if (!value(entries.children[0], entry) || !value(entries.children[1], entry)) return false;
  }
  return true;
}

bool RowWriter::alternative(const ImportedColumn& column, std::int64_t row) {
  const std::int8_t id = column.at<std::int8_t>(0, row);
  const bool dense = column.layout == Layout::dense_union;
  for (std::size_t i = 0; i < column.type_ids.size(); ++i) {
    if (column.type_ids[i] != id) continue;
    return value(column.children[i], dense ? column.at<std::int32_t>(1, row) : column.first + row);
  }
  wrong_ = fmt::format("{} is none of the union's alternatives", id);
  return false;
}

bool RowWriter::date(std::int64_t days) { return encoder_.structure(structure::kDate, 1) && encoder_.integer(days); }

bool RowWriter::time(std::int64_t ns) { return encoder_.structure(structure::kLocalTime, 1) && encoder_.integer(ns); }

bool RowWriter::timestamp(const ImportedColumn& column, SplitTime time) {
  if (column.zone.empty()) {
    return encoder_.structure(structure::kLocalDateTime, 2) && integers(time.seconds, time.nanos);
  }
  if (!column.has_offset) {
    return encoder_.structure(structure::kDateTimeZoneId, 3) && integers(time.seconds, time.nanos) &&
           encoder_.text(column.zone);
  }
  const std::uint8_t tag = utc_ ? structure::kDateTime : structure::kLegacyDateTime;
  const std::int64_t seconds = utc_ ? time.seconds : time.seconds + column.offset_seconds;
  return encoder_.structure(tag, 3) && integers(seconds, time.nanos) && encoder_.integer(column.offset_seconds);
}

bool RowWriter::duration(std::int64_t months, std::int64_t days, SplitTime time) {
  return encoder_.structure(structure::kDuration, 4) && integers(months, days) && integers(time.seconds, time.nanos);
}

//  | int32 days | int32 milliseconds |
bool RowWriter::day_time(std::int64_t bits) {
  const auto days = static_cast<std::int32_t>(bits);
  return duration(0, days, split(static_cast<std::int32_t>(bits >> 32), 1000));
}

bool RowWriter::month_day_nano(const ImportedColumn& column, std::int64_t row) {
  const auto* at = static_cast<const std::uint8_t*>(column.buffers[1]) + 16 * (column.first + row);
  return duration(load_le<std::int32_t>(at), load_le<std::int32_t>(at + 4),
                  split(load_le<std::int64_t>(at + 8), kNanosPerSecond));
}

bool RowWriter::integers(std::int64_t first, std::int64_t second) {
  return encoder_.integer(first) && encoder_.integer(second);
}

}  // namespace wirespeed::bolt
