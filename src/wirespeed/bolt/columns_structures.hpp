// What Bolt's structures are in columns and in JSON: the rules that packstream's ColumnReader is given.
//
//   Node           struct<id, labels: list<utf8>, properties: struct<...>, element_id>
//   Relationship   struct<id, start_id, end_id, type, properties: struct<...>, element_id, start_element_id,
//                  end_element_id>
//   Path           struct<nodes: list<node>, relationships: list<relationship>>, both in the order of the walk
//   Date           date32                     LocalTime       time64[ns]
//   LocalDateTime  timestamp[ns]              Time            struct<time: time64[ns], offset: int32>, seconds
//   DateTime       timestamp[ns, zone]        before Bolt 5, with a zone's name: struct<local: timestamp[ns], zone:
//   utf8> Duration       month_day_nano             Point           struct<srid: int32, x, y[, z]: float64> Vector
//   fixed_size_list<T>[n]      UnsupportedType struct<name, minimum_protocol, message>
#pragma once

#include "wirespeed/packstream/column_reader.hpp"

namespace wirespeed::bolt {

bool read_structure(packstream::ColumnReader& reader, column::AnyBuilder& to, std::uint8_t tag, std::size_t fields);
bool read_json_structure(packstream::JsonReader& reader, std::uint8_t tag, std::size_t fields);

// What both have in common.
namespace structure {

inline constexpr std::uint8_t kNode = 'N';
inline constexpr std::uint8_t kRelationship = 'R';
inline constexpr std::uint8_t kUnboundRelationship = 'r';
inline constexpr std::uint8_t kPath = 'P';
inline constexpr std::uint8_t kDate = 'D';
inline constexpr std::uint8_t kLocalTime = 't';
inline constexpr std::uint8_t kTime = 'T';
inline constexpr std::uint8_t kLocalDateTime = 'd';
inline constexpr std::uint8_t kDateTime = 'I';
inline constexpr std::uint8_t kDateTimeZoneId = 'i';
inline constexpr std::uint8_t kLegacyDateTime = 'F';        // of the clock on the wall, before Bolt 5
inline constexpr std::uint8_t kLegacyDateTimeZoneId = 'f';  //
inline constexpr std::uint8_t kDuration = 'E';
inline constexpr std::uint8_t kPoint2D = 'X';
inline constexpr std::uint8_t kPoint3D = 'Y';
inline constexpr std::uint8_t kVector = 'V';
inline constexpr std::uint8_t kUnsupportedType = '?';

}  // namespace structure

inline constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

// How many fields a structure may have, and what it is called. Before Bolt 5 graph structures had no element ids.
struct StructureShape {
  const char* name;
  std::uint8_t fields;
  std::uint8_t fewer;  // in older versions
};

// Null for a tag that nobody has defined.
const StructureShape* shape_of(std::uint8_t tag) noexcept;

// What is wrong with a structure of this tag and so many fields; empty when nothing is.
std::string wrong_shape(std::uint8_t tag, std::size_t fields);

// A Date, LocalTime, ... as its integers come, in the order of the wire.
struct Moment {
  std::int64_t seconds = 0;
  std::int64_t nanos = 0;
  std::int64_t offset = 0;  // of the zone, in seconds
  std::string_view zone;
};

// Reads the fields of a date and time of any of the five kinds; the zone of one with an offset is left empty.
// `wrong` says what is no date.
bool read_moment(packstream::Cursor& cursor, std::uint8_t tag, Moment& out, std::string& wrong);

// A vector's elements. False when its bytes do not fit its type.
struct VectorBytes {
  column::Type type = column::Type::null;
  std::size_t size = 0;
  ByteView data;  // big endian
};
bool read_vector(packstream::Cursor& cursor, VectorBytes& out, std::string& wrong);

}  // namespace wirespeed::bolt
