#include "wirespeed/bolt/columns_structures.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "wirespeed/bolt/columns_path.hpp"

namespace wirespeed::bolt {
namespace {

using column::AnyBuilder;
using column::Kind;
using column::Type;
using packstream::ColumnReader;
using packstream::Cursor;

// Structs of one Arrow type that are not one: their names tell alternatives apart.
constexpr char kNodeName[] = "node";
constexpr char kRelationshipName[] = "relationship";
constexpr char kTimeName[] = "time";
constexpr char kPointName[] = "point";
constexpr char kZonedName[] = "zoned_local_timestamp";
constexpr char kUnsupportedName[] = "unsupported";

bool is_int32(std::int64_t value) noexcept { return value == static_cast<std::int32_t>(value); }

// The next value as a member, which must be an integer, a float or text.
bool read_integer(ColumnReader& reader, AnyBuilder& to, std::string_view name) {
  std::int64_t value = 0;
  if (!reader.cursor().expect_integer(value)) return false;
  AnyBuilder* member = to.member(name);
  return member != nullptr && member->integer(value);
}

bool read_int32(ColumnReader& reader, AnyBuilder& to, std::string_view name) {
  std::int64_t value = 0;
  if (!reader.cursor().expect_integer(value)) return false;
  if (!is_int32(value)) return reader.malformed(fmt::format("{}, which is no 32-bit {},", value, name));
  AnyBuilder* member = to.member(name);
  return member != nullptr && member->number(Kind{Type::int32}, static_cast<std::int32_t>(value));
}

bool read_float(ColumnReader& reader, AnyBuilder& to, std::string_view name) {
  double value = 0;
  if (!reader.cursor().expect_float(value)) return false;
  AnyBuilder* member = to.member(name);
  return member != nullptr && member->floating(value);
}

bool read_text(ColumnReader& reader, AnyBuilder& to, std::string_view name) {
  std::string_view value;
  if (!reader.cursor().expect_text(value)) return false;
  AnyBuilder* member = to.member(name);
  return member != nullptr && member->text(value);
}

// A list of text, even where it is always empty.
bool read_labels(ColumnReader& reader, AnyBuilder& node) {
  std::uint64_t count = 0;
  AnyBuilder* member = node.member("labels");
  AnyBuilder* list = member == nullptr ? nullptr : member->list();
  if (list == nullptr || !reader.cursor().expect_list(count)) return false;
  AnyBuilder& items = list->items();
  if (items.kind().type == Type::null) items.open(Kind{Type::utf8});
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string_view label;
    if (!reader.cursor().expect_text(label) || !items.text(label)) return false;
  }
  return list->close_list();
}

bool read_node(ColumnReader& reader, AnyBuilder& to, std::size_t fields) {
  AnyBuilder* node = to.structure(kNodeName);
  if (node == nullptr) return false;
  return read_integer(reader, *node, "id") && read_labels(reader, *node) && reader.read_member(*node, "properties") &&
         (fields < 4 || read_text(reader, *node, "element_id")) && node->close_structure();
}

bool read_relationship(ColumnReader& reader, AnyBuilder& to, std::size_t fields) {
  AnyBuilder* out = to.structure(kRelationshipName);
  if (out == nullptr) return false;
  const bool old = read_integer(reader, *out, "id") && read_integer(reader, *out, "start_id") &&
                   read_integer(reader, *out, "end_id") && read_text(reader, *out, "type") &&
                   reader.read_member(*out, "properties");
  if (!old) return false;
  const bool ids =
      fields == 5 || (read_text(reader, *out, "element_id") && read_text(reader, *out, "start_element_id") &&
                      read_text(reader, *out, "end_element_id"));
  return ids && out->close_structure();
}

bool read_unbound(ColumnReader& reader, AnyBuilder& to, std::size_t fields) {
  AnyBuilder* out = to.structure(kRelationshipName);
  if (out == nullptr) return false;
  return read_integer(reader, *out, "id") && read_text(reader, *out, "type") &&
         reader.read_member(*out, "properties") && (fields < 4 || read_text(reader, *out, "element_id")) &&
         out->close_structure();
}

bool read_date(ColumnReader& reader, AnyBuilder& to) {
  std::int64_t days = 0;
  if (!reader.cursor().expect_integer(days)) return false;
  if (!is_int32(days)) return to.refuse("a date beyond 32 bits of days");
  return to.date(static_cast<std::int32_t>(days));
}

bool read_local_time(ColumnReader& reader, AnyBuilder& to) {
  std::int64_t ns = 0;
  return reader.cursor().expect_integer(ns) && to.time(ns);
}

bool read_time(ColumnReader& reader, AnyBuilder& to) {
  std::int64_t ns = 0;
  AnyBuilder* out = to.structure(kTimeName);
  if (out == nullptr || !reader.cursor().expect_integer(ns)) return false;
  AnyBuilder* time = out->member("time");
  return time != nullptr && time->time(ns) && read_int32(reader, *out, "offset") && out->close_structure();
}

using ZoneText = std::array<char, 8>;

// "+hh:mm", which is all that Arrow knows; instants with other offsets are given in UTC.
std::string_view zone_of(std::int64_t offset, ZoneText& text) noexcept {
  constexpr std::int64_t kDay = 86'400;
  if (offset == 0 || offset % 60 != 0 || offset <= -kDay || offset >= kDay) return "UTC";
  const std::int64_t minutes = std::abs(offset) / 60;
  const auto digit = [](std::int64_t value) { return static_cast<char>('0' + value); };
  text = {offset < 0 ? '-' : '+',   digit(minutes / 600), digit(minutes / 60 % 10), ':',
          digit(minutes % 60 / 10), digit(minutes % 10)};
  return {text.data(), 6};
}

bool put_zoned(const Moment& moment, AnyBuilder& to) {
  AnyBuilder* out = to.structure(kZonedName);
  if (out == nullptr) return false;
  AnyBuilder* local = out->member("local");
  if (local == nullptr || !local->timestamp(moment.seconds, static_cast<std::uint32_t>(moment.nanos), {})) return false;
  AnyBuilder* zone = out->member("zone");
  return zone != nullptr && zone->text(moment.zone) && out->close_structure();
}

bool read_date_time(ColumnReader& reader, AnyBuilder& to, std::uint8_t tag) {
  Moment moment;
  std::string wrong;
  if (!read_moment(reader.cursor(), tag, moment, wrong)) return !wrong.empty() && reader.malformed(std::move(wrong));
  if (tag == structure::kLegacyDateTimeZoneId) return put_zoned(moment, to);
  const auto nanos = static_cast<std::uint32_t>(moment.nanos);
  if (tag == structure::kLocalDateTime) return to.timestamp(moment.seconds, nanos, {});
  ZoneText text;
  const bool named = tag == structure::kDateTimeZoneId;
  return to.timestamp(moment.seconds, nanos, named ? moment.zone : zone_of(moment.offset, text));
}

bool read_duration(ColumnReader& reader, AnyBuilder& to) {
  std::int64_t months = 0;
  std::int64_t days = 0;
  std::int64_t ns = 0;
  Moment rest;
  Cursor& cursor = reader.cursor();
  if (!cursor.expect_integer(months) || !cursor.expect_integer(days) || !cursor.expect_integer(rest.seconds) ||
      !cursor.expect_integer(rest.nanos)) {
    return false;
  }
  if (!is_int32(months) || !is_int32(days) || __builtin_mul_overflow(rest.seconds, kNanosPerSecond, &ns) ||
      __builtin_add_overflow(ns, rest.nanos, &ns)) {
    return to.refuse("a duration beyond 32 bits of months or days, or 64 of nanoseconds");
  }
  return to.interval(static_cast<std::int32_t>(months), static_cast<std::int32_t>(days), ns);
}

bool read_point(ColumnReader& reader, AnyBuilder& to, std::size_t fields) {
  AnyBuilder* out = to.structure(kPointName);
  if (out == nullptr) return false;
  return read_int32(reader, *out, "srid") && read_float(reader, *out, "x") && read_float(reader, *out, "y") &&
         (fields < 4 || read_float(reader, *out, "z")) && out->close_structure();
}

bool read_unsupported(ColumnReader& reader, AnyBuilder& to) {
  std::string_view name;
  std::int64_t major = 0;
  std::int64_t minor = 0;
  Cursor& cursor = reader.cursor();
  AnyBuilder* out = to.structure(kUnsupportedName);
  if (out == nullptr || !cursor.expect_text(name) || !cursor.expect_integer(major) || !cursor.expect_integer(minor)) {
    return false;
  }
  AnyBuilder* member = out->member("name");
  if (member == nullptr || !member->text(name)) return false;
  member = out->member("minimum_protocol");
  if (member == nullptr || !member->text(fmt::format("{}.{}", major, minor))) return false;
  std::uint64_t entries = 0;
  if (!cursor.expect_map(entries)) return false;
  for (std::uint64_t i = 0; i < entries; ++i) {
    std::string_view key;
    ByteView skipped;
    if (!cursor.expect_key(key)) return false;
    const bool message = key == "message";
    if (!(message ? read_text(reader, *out, key) : cursor.skip(skipped, reader.rules().version))) return false;
  }
  return out->close_structure();
}

template <typename T>
bool put_numbers(const VectorBytes& vector, AnyBuilder& items) {
  using Bits = std::conditional_t<sizeof(T) == 1, std::uint8_t,
                                  std::conditional_t<sizeof(T) == 2, std::uint16_t,
                                                     std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;
  for (std::size_t i = 0; i < vector.size; ++i) {
    const auto bits = packstream::load_be<Bits>(vector.data.data() + i * sizeof(T));
    if (!items.number(Kind{vector.type}, std::bit_cast<T>(bits))) return false;
  }
  return true;
}

bool put_elements(const VectorBytes& vector, AnyBuilder& items) {
  switch (vector.type) {
    case Type::int8:
      return put_numbers<std::int8_t>(vector, items);
    case Type::int16:
      return put_numbers<std::int16_t>(vector, items);
    case Type::int32:
      return put_numbers<std::int32_t>(vector, items);
    case Type::int64:
      return put_numbers<std::int64_t>(vector, items);
    case Type::float32:
      return put_numbers<float>(vector, items);
    default:
      return put_numbers<double>(vector, items);
  }
}

constexpr char kInt8Vector[] = "vector<int8>";
constexpr char kInt16Vector[] = "vector<int16>";
constexpr char kInt32Vector[] = "vector<int32>";
constexpr char kInt64Vector[] = "vector<int64>";
constexpr char kFloat32Vector[] = "vector<float32>";
constexpr char kFloat64Vector[] = "vector<float64>";

const char* vector_name(Type type) noexcept {
  switch (type) {
    case Type::int8:
      return kInt8Vector;
    case Type::int16:
      return kInt16Vector;
    case Type::int32:
      return kInt32Vector;
    case Type::int64:
      return kInt64Vector;
    case Type::float32:
      return kFloat32Vector;
    default:
      return kFloat64Vector;
  }
}

bool read_vector_value(ColumnReader& reader, AnyBuilder& to) {
  VectorBytes vector;
  std::string wrong;
  if (!read_vector(reader.cursor(), vector, wrong)) return !wrong.empty() && reader.malformed(std::move(wrong));
  AnyBuilder* out = to.vector(Kind{Type::fixed_size_list, vector_name(vector.type)}, vector.type, vector.size);
  return out != nullptr && put_elements(vector, out->items()) && out->close_vector(vector.size);
}

bool is_graph(std::uint8_t tag) noexcept {
  return tag == structure::kNode || tag == structure::kRelationship || tag == structure::kUnboundRelationship ||
         tag == structure::kPath;
}

}  // namespace

bool read_structure(ColumnReader& reader, AnyBuilder& to, std::uint8_t tag, std::size_t fields) {
  if (std::string wrong = wrong_shape(tag, fields); !wrong.empty()) return reader.malformed(std::move(wrong));
  if (reader.rules().json_graph && is_graph(tag)) return reader.read_json(to, reader.cursor().position() - 2);
  switch (tag) {
    case structure::kNode:
      return read_node(reader, to, fields);
    case structure::kRelationship:
      return read_relationship(reader, to, fields);
    case structure::kUnboundRelationship:
      return read_unbound(reader, to, fields);
    case structure::kPath:
      return read_path(reader, to);
    case structure::kDate:
      return read_date(reader, to);
    case structure::kLocalTime:
      return read_local_time(reader, to);
    case structure::kTime:
      return read_time(reader, to);
    case structure::kDuration:
      return read_duration(reader, to);
    case structure::kPoint2D:
    case structure::kPoint3D:
      return read_point(reader, to, fields);
    case structure::kVector:
      return read_vector_value(reader, to);
    case structure::kUnsupportedType:
      return read_unsupported(reader, to);
    default:
      return read_date_time(reader, to, tag);
  }
}

}  // namespace wirespeed::bolt
