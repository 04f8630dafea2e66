// What columns and JSON agree upon about structures: their shapes, and the fields of those that are not simply values.
#include "wirespeed/bolt/columns_structures.hpp"

#include "wirespeed/base/utf8.hpp"

namespace wirespeed::bolt {
namespace {

using column::Type;

constexpr std::size_t kMaxZoneBytes = 64;

// The width of a vector's elements by the marker that its type is named by; 0: no such type.
std::size_t element_of(std::uint8_t marker, Type& type) noexcept {
  switch (marker) {
    case 0xC8:
      type = Type::int8;
      break;
    case 0xC9:
      type = Type::int16;
      break;
    case 0xCA:
      type = Type::int32;
      break;
    case 0xCB:
      type = Type::int64;
      break;
    case 0xC6:
      type = Type::float32;
      break;
    case 0xC1:
      type = Type::float64;
      break;
    default:
      return 0;
  }
  return column::width_of(type);
}

// IANA's names and what looks like them: they become part of a schema.
bool is_zone_name(std::string_view name) noexcept {
  if (name.empty() || name.size() > kMaxZoneBytes) return false;
  for (const char c : name) {
    if (c <= ' ' || c > '~') return false;
  }
  return true;
}

bool has_zone_name(std::uint8_t tag) noexcept {
  return tag == structure::kDateTimeZoneId || tag == structure::kLegacyDateTimeZoneId;
}

}  // namespace

const StructureShape* shape_of(std::uint8_t tag) noexcept {
  struct Row {
    std::uint8_t tag;
    StructureShape shape;
  };
  static constexpr Row kShapes[] = {
      {structure::kNode, {"node", 4, 3}},
      {structure::kRelationship, {"relationship", 8, 5}},
      {structure::kDateTime, {"date-time", 3, 3}},
      {structure::kDateTimeZoneId, {"date-time", 3, 3}},
      {structure::kLocalDateTime, {"local date-time", 2, 2}},
      {structure::kDate, {"date", 1, 1}},
      {structure::kLocalTime, {"local time", 1, 1}},
      {structure::kTime, {"time", 2, 2}},
      {structure::kDuration, {"duration", 4, 4}},
      {structure::kPoint2D, {"point", 3, 3}},
      {structure::kPoint3D, {"point", 4, 4}},
      {structure::kPath, {"path", 3, 3}},
      {structure::kUnboundRelationship, {"relationship", 4, 3}},
      {structure::kVector, {"vector", 2, 2}},
      {structure::kLegacyDateTime, {"date-time", 3, 3}},
      {structure::kLegacyDateTimeZoneId, {"date-time", 3, 3}},
      {structure::kUnsupportedType, {"unsupported type", 4, 4}},
  };
  for (const Row& row : kShapes) {
    if (row.tag == tag) return &row.shape;
  }
  return nullptr;
}

std::string wrong_shape(std::uint8_t tag, std::size_t fields) {
  const StructureShape* shape = shape_of(tag);
  if (shape == nullptr) return fmt::format("a structure of unknown meaning (tag {:02X})", tag);
  if (fields == shape->fields || fields == shape->fewer) return {};
  return fmt::format("a {} of {} fields, expected {},", shape->name, fields, shape->fields);
}

bool read_moment(packstream::Cursor& cursor, std::uint8_t tag, Moment& out, std::string& wrong) {
  if (!cursor.expect_integer(out.seconds) || !cursor.expect_integer(out.nanos)) return false;
  if (out.nanos < 0 || out.nanos >= kNanosPerSecond) {
    wrong = fmt::format("{} nanoseconds of a second", out.nanos);
    return false;
  }
  if (tag == structure::kLocalDateTime) return true;
  if (has_zone_name(tag)) {
    if (!cursor.expect_text(out.zone)) return false;
    if (!is_zone_name(out.zone)) wrong = "a zone without a name";
    return wrong.empty();
  }
  if (!cursor.expect_integer(out.offset)) return false;
  if (tag == structure::kLegacyDateTime && __builtin_sub_overflow(out.seconds, out.offset, &out.seconds)) {
    wrong = "a time and an offset beyond 64 bits";
  }
  return wrong.empty();
}

bool read_vector(packstream::Cursor& cursor, VectorBytes& out, std::string& wrong) {
  ByteView marker;
  if (!cursor.expect_bytes(marker) || !cursor.expect_bytes(out.data)) return false;
  const std::size_t width = marker.size() == 1 ? element_of(marker[0], out.type) : 0;
  if (width == 0) {
    wrong = "a vector of unknown elements";
  } else if (out.data.size() % width != 0) {
    wrong = fmt::format("a vector of {} bytes, which are no whole {},", out.data.size(),
                        column::to_string({.type = out.type}));
  } else {
    out.size = out.data.size() / width;
  }
  return wrong.empty();
}

}  // namespace wirespeed::bolt
