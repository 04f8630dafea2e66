// Structures as JSON: graph structures as objects of their fields, a path as it is on the wire (nodes, relationships
// without their ends, indices); dates, times and durations in ISO 8601.
#include <span>

#include "wirespeed/bolt/columns_structures.hpp"
#include "wirespeed/column/cell_text.hpp"
#include "wirespeed/packstream/json_reader.hpp"

namespace wirespeed::bolt {
namespace {

using column::Type;
using packstream::JsonReader;
using Names = std::span<const char* const>;

constexpr const char* kNodeFields[] = {"id", "labels", "properties", "element_id"};
constexpr const char* kRelationshipFields[] = {"id",         "start_id",   "end_id",           "type",
                                               "properties", "element_id", "start_element_id", "end_element_id"};
constexpr const char* kUnboundFields[] = {"id", "type", "properties", "element_id"};
constexpr const char* kPathFields[] = {"nodes", "relationships", "indices"};
constexpr const char* kPointFields[] = {"srid", "x", "y", "z"};
constexpr const char* kUnsupportedFields[] = {"name", "major", "minor", "extra"};

bool write_object(JsonReader& reader, Names names, std::size_t fields) {
  reader.begin_object();
  for (std::size_t i = 0; i < fields; ++i) {
    if (!reader.read_member(names[i])) return false;
  }
  reader.end_object();
  return true;
}

bool write_date(JsonReader& reader) {
  std::int64_t days = 0;
  if (!reader.cursor().expect_integer(days)) return false;
  constexpr std::int64_t kMost = std::int64_t{1} << 53;  // far beyond any calendar, and far from overflow
  if (days > kMost || days < -kMost) return reader.malformed("a date beyond any calendar");
  std::string text;
  column::append_date(text, days);
  reader.string(text);
  return true;
}

bool write_time(JsonReader& reader, bool zoned) {
  std::int64_t ns = 0;
  std::int64_t offset = 0;
  constexpr std::int64_t kDay = 86'400;
  if (!reader.cursor().expect_integer(ns) || (zoned && !reader.cursor().expect_integer(offset))) return false;
  if (ns < 0 || ns >= kDay * kNanosPerSecond || offset <= -kDay || offset >= kDay) {
    return reader.malformed("a time outside of the day");
  }
  std::string text;
  column::append_time(text, ns);
  if (zoned) {
    const std::int64_t seconds = std::abs(offset);
    fmt::format_to(std::back_inserter(text), "{}{:02}:{:02}", offset < 0 ? '-' : '+', seconds / 3600,
                   seconds / 60 % 60);
    if (seconds % 60 != 0) fmt::format_to(std::back_inserter(text), ":{:02}", seconds % 60);
  }
  reader.string(text);
  return true;
}

bool write_date_time(JsonReader& reader, std::uint8_t tag) {
  Moment moment;
  std::string wrong;
  if (!read_moment(reader.cursor(), tag, moment, wrong)) return !wrong.empty() && reader.malformed(std::move(wrong));
  const bool named = tag == structure::kLegacyDateTimeZoneId;
  const bool utc = tag != structure::kLocalDateTime && !named;
  std::string text;
  column::append_timestamp(text, moment.seconds, moment.nanos, utc);
  if (named) text += fmt::format("[{}]", moment.zone);
  reader.string(text);
  return true;
}

bool write_duration(JsonReader& reader) {
  std::int64_t parts[4];
  for (std::int64_t& part : parts) {
    if (!reader.cursor().expect_integer(part)) return false;
  }
  if (parts[3] < 0 || parts[3] >= kNanosPerSecond)
    return reader.malformed("a duration of more nanoseconds than a second");
  std::string text;
  column::append_interval(text, parts[0], parts[1], parts[2], parts[3]);
  reader.string(text);
  return true;
}

double element_at(const VectorBytes& vector, std::size_t i) noexcept {
  const std::uint8_t* at = vector.data.data();
  if (vector.type == Type::float32) {
    return static_cast<double>(std::bit_cast<float>(packstream::load_be<std::uint32_t>(at + 4 * i)));
  }
  return std::bit_cast<double>(packstream::load_be<std::uint64_t>(at + 8 * i));
}

std::int64_t integer_at(const VectorBytes& vector, std::size_t i) noexcept {
  const std::uint8_t* at = vector.data.data();
  switch (vector.type) {
    case Type::int8:
      return static_cast<std::int8_t>(at[i]);
    case Type::int16:
      return packstream::load_be<std::int16_t>(at + 2 * i);
    case Type::int32:
      return packstream::load_be<std::int32_t>(at + 4 * i);
    default:
      return packstream::load_be<std::int64_t>(at + 8 * i);
  }
}

bool write_vector(JsonReader& reader) {
  VectorBytes vector;
  std::string wrong;
  if (!read_vector(reader.cursor(), vector, wrong)) return !wrong.empty() && reader.malformed(std::move(wrong));
  const bool floats = vector.type == Type::float32 || vector.type == Type::float64;
  std::string& out = reader.out();
  out += '[';
  for (std::size_t i = 0; i < vector.size; ++i) {
    if (i != 0) out += ", ";
    if (floats) {
      column::append_float(out, element_at(vector, i));
    } else {
      out += std::to_string(integer_at(vector, i));
    }
  }
  out += ']';
  return true;
}

}  // namespace

bool read_json_structure(JsonReader& reader, std::uint8_t tag, std::size_t fields) {
  if (std::string wrong = wrong_shape(tag, fields); !wrong.empty()) return reader.malformed(std::move(wrong));
  switch (tag) {
    case structure::kNode:
      return write_object(reader, kNodeFields, fields);
    case structure::kRelationship:
      return write_object(reader, kRelationshipFields, fields);
    case structure::kUnboundRelationship:
      return write_object(reader, kUnboundFields, fields);
    case structure::kPath:
      return write_object(reader, kPathFields, fields);
    case structure::kPoint2D:
    case structure::kPoint3D:
      return write_object(reader, kPointFields, fields);
    case structure::kUnsupportedType:
      return write_object(reader, kUnsupportedFields, fields);
    case structure::kDate:
      return write_date(reader);
    case structure::kLocalTime:
    case structure::kTime:
      return write_time(reader, tag == structure::kTime);
    case structure::kDuration:
      return write_duration(reader);
    case structure::kVector:
      return write_vector(reader);
    default:
      return write_date_time(reader, tag);
  }
}

}  // namespace wirespeed::bolt
