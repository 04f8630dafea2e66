// The structures of Bolt as C++ values: graph, time, space, vectors.
//
//   auto node = read_structure(*value.get<packstream::Structure>(), {version, utc});
//   if (const auto* found = std::get_if<Node>(&*node)) found->labels ...
//
// A structure with a wrong number of fields, or fields of a wrong kind, is an error of code malformed that says which.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/bolt/protocol.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::bolt {

// How a connection encodes structures.
struct StructureForm {
  ProtocolVersion version;
  bool utc = true;  // times with a zone count seconds of UTC: always from 5.0 on, by agreement in 4.4

  bool has_element_ids() const noexcept { return version >= kBolt50; }
};

struct Node {
  std::int64_t id = 0;
  std::vector<std::string> labels;
  packstream::Map properties;
  std::string element_id;  // the id in digits where the server has none

  friend bool operator==(const Node&, const Node&) = default;
};

struct Relationship {
  std::int64_t id = 0;
  std::int64_t start_id = 0;
  std::int64_t end_id = 0;
  std::string type;
  packstream::Map properties;
  std::string element_id;
  std::string start_element_id;
  std::string end_element_id;

  friend bool operator==(const Relationship&, const Relationship&) = default;
};

// One in a path, whose place there tells its ends.
struct UnboundRelationship {
  std::int64_t id = 0;
  std::string type;
  packstream::Map properties;
  std::string element_id;

  friend bool operator==(const UnboundRelationship&, const UnboundRelationship&) = default;
};

// nodes[0] -relationships[0]- nodes[1] ...: as many nodes as relationships and one. Each relationship has the ends that
// it has in the graph, against the path's direction perhaps.
struct Path {
  std::vector<Node> nodes;
  std::vector<Relationship> relationships;

  friend bool operator==(const Path&, const Path&) = default;
};

struct Date {
  std::int64_t days = 0;  // since 1970-01-01
  friend bool operator==(const Date&, const Date&) = default;
};

struct LocalTime {
  std::int64_t nanoseconds = 0;  // since midnight
  friend bool operator==(const LocalTime&, const LocalTime&) = default;
};

struct Time {
  std::int64_t nanoseconds = 0;
  std::int64_t offset_seconds = 0;  // east of UTC
  friend bool operator==(const Time&, const Time&) = default;
};

struct LocalDateTime {
  std::int64_t seconds = 0;  // since 1970-01-01T00:00
  std::int64_t nanoseconds = 0;
  friend bool operator==(const LocalDateTime&, const LocalDateTime&) = default;
};

struct DateTime {
  std::int64_t seconds = 0;  // since 1970-01-01T00:00, of UTC unless is_wall_clock
  std::int64_t nanoseconds = 0;
  std::variant<std::int64_t, std::string> zone;  // seconds east of UTC, or a zone's name
  // The seconds are those of the zone's own clock. Only 4.4 without the UTC patch says so, and only for named zones:
  // which instant it is takes a table of zones.
  bool is_wall_clock = false;
  friend bool operator==(const DateTime&, const DateTime&) = default;
};

struct Duration {
  std::int64_t months = 0;
  std::int64_t days = 0;
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  friend bool operator==(const Duration&, const Duration&) = default;
};

inline constexpr std::int64_t kWgs84 = 4326;
inline constexpr std::int64_t kWgs84Height = 4979;
inline constexpr std::int64_t kCartesian = 7203;
inline constexpr std::int64_t kCartesian3D = 9157;

struct Point {
  std::int64_t srid = 0;
  double x = 0;
  double y = 0;
  std::optional<double> z;
  friend bool operator==(const Point&, const Point&) = default;
};

// Numbers of one type (6.0 and newer).
struct Vector {
  enum class Type : std::uint8_t {
    int8 = 0xC8,
    int16 = 0xC9,
    int32 = 0xCA,
    int64 = 0xCB,
    float32 = 0xC6,
    float64 = 0xC1
  };
  Type type = Type::float64;
  packstream::Bytes data;  // big endian

  std::size_t width() const noexcept;  // bytes of a number
  std::size_t size() const noexcept { return data.size() / width(); }
  friend bool operator==(const Vector&, const Vector&) = default;
};

// A value of a type that the agreed version has nothing for (6.0 and newer).
struct UnsupportedType {
  std::string name;
  std::int64_t minimum_major = 0;  // the version that has it
  std::int64_t minimum_minor = 0;
  std::string message;
  friend bool operator==(const UnsupportedType&, const UnsupportedType&) = default;
};

using AnyStructure = std::variant<Node, Relationship, UnboundRelationship, Path, Date, LocalTime, Time, LocalDateTime,
                                  DateTime, Duration, Point, Vector, UnsupportedType>;

Result<AnyStructure> read_structure(const packstream::Structure& structure, const StructureForm& form);

// As a parameter of a query. Nodes, relationships and paths cannot be sent.
packstream::Value to_value(const Date& date);
packstream::Value to_value(const LocalTime& time);
packstream::Value to_value(const Time& time);
packstream::Value to_value(const LocalDateTime& time);
// An error of code unsupported for a named zone where times are not in UTC but the value is, and the other way round.
Result<packstream::Value> to_value(const DateTime& time, const StructureForm& form);
packstream::Value to_value(const Duration& duration);
packstream::Value to_value(const Point& point);
// An error of code unsupported before 6.0.
Result<packstream::Value> to_value(const Vector& vector, const StructureForm& form);

}  // namespace wirespeed::bolt
