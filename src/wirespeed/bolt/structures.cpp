#include "wirespeed/bolt/structures.hpp"

#include <limits>

#include "wirespeed/bolt/field_reader.hpp"
#include "wirespeed/bolt/path_reader.hpp"

namespace wirespeed::bolt {
namespace {

using packstream::Structure;
using packstream::Value;

Result<Date> read_date(const Structure& structure) {
  FieldReader fields(structure, "Date", 1);
  const Date date{fields.integer()};
  return fields.done(date);
}

Result<LocalTime> read_local_time(const Structure& structure) {
  FieldReader fields(structure, "LocalTime", 1);
  const LocalTime time{fields.integer()};
  return fields.done(time);
}

Result<Time> read_time(const Structure& structure) {
  FieldReader fields(structure, "Time", 2);
  Time time;
  time.nanoseconds = fields.integer();
  time.offset_seconds = fields.integer();
  return fields.done(time);
}

Result<LocalDateTime> read_local_date_time(const Structure& structure) {
  FieldReader fields(structure, "LocalDateTime", 2);
  LocalDateTime time;
  time.seconds = fields.integer();
  time.nanoseconds = fields.integer();
  return fields.done(time);
}

Result<DateTime> read_date_time(const Structure& structure, bool is_legacy) {
  FieldReader fields(structure, "DateTime", 3);
  DateTime time;
  time.seconds = fields.integer();
  time.nanoseconds = fields.integer();
  const std::int64_t offset = fields.integer();
  if (is_legacy && __builtin_sub_overflow(time.seconds, offset, &time.seconds)) fields.refuse("an offset in range");
  time.zone = offset;
  return fields.done(std::move(time));
}

Result<DateTime> read_zoned_date_time(const Structure& structure, bool is_legacy) {
  FieldReader fields(structure, "DateTimeZoneId", 3);
  DateTime time;
  time.seconds = fields.integer();
  time.nanoseconds = fields.integer();
  time.zone = fields.text();
  time.is_wall_clock = is_legacy;
  return fields.done(std::move(time));
}

Result<Duration> read_duration(const Structure& structure) {
  FieldReader fields(structure, "Duration", 4);
  Duration duration;
  duration.months = fields.integer();
  duration.days = fields.integer();
  duration.seconds = fields.integer();
  duration.nanoseconds = fields.integer();
  return fields.done(duration);
}

Result<Point> read_point(const Structure& structure, bool is_3d) {
  FieldReader fields(structure, is_3d ? "Point3D" : "Point2D", is_3d ? 4 : 3);
  Point point;
  point.srid = fields.integer();
  point.x = fields.floating();
  point.y = fields.floating();
  if (is_3d) point.z = fields.floating();
  return fields.done(point);
}

bool is_vector_type(std::uint8_t marker) noexcept {
  return (marker >= 0xC8 && marker <= 0xCB) || marker == 0xC6 || marker == 0xC1;
}

Result<Vector> read_vector(const Structure& structure) {
  FieldReader fields(structure, "Vector", 2);
  const packstream::Bytes type = fields.bytes();
  Vector vector;
  if (type.size() == 1 && is_vector_type(type[0])) {
    vector.type = static_cast<Vector::Type>(type[0]);
  } else {
    fields.refuse("one byte that is a number's marker");
  }
  vector.data = fields.bytes();
  if (vector.data.size() % vector.width() != 0) fields.refuse("whole numbers of the vector's type");
  return fields.done(std::move(vector));
}

Result<UnsupportedType> read_unsupported(const Structure& structure) {
  FieldReader fields(structure, "UnsupportedType", 4);
  UnsupportedType type;
  type.name = fields.text();
  type.minimum_major = fields.integer();
  type.minimum_minor = fields.integer();
  const packstream::Map extra = fields.map();
  const Value* message = extra.find("message");
  if (message != nullptr && message->get<std::string>() != nullptr) type.message = *message->get<std::string>();
  return fields.done(std::move(type));
}

template <typename T>
Result<AnyStructure> any(Result<T> made) {
  if (!made) return std::unexpected(std::move(made).error());
  return AnyStructure(*std::move(made));
}

// F and f are what I and i are where times are not in UTC; each is an error in the other's place.
std::unexpected<Error> wrong_form(const Structure& structure, const StructureForm& form) {
  return fail(Errc::malformed, "Bolt structure '{}' (DateTime): not to be expected in Bolt {} {} UTC times",
              static_cast<char>(structure.tag), form.version.text(), form.utc ? "with" : "without");
}

Result<AnyStructure> read_any_date_time(const Structure& structure, const StructureForm& form) {
  const bool is_legacy = structure.tag == 'F' || structure.tag == 'f';
  if (is_legacy == form.utc) return wrong_form(structure, form);
  const bool has_offset = structure.tag == 'F' || structure.tag == 'I';
  return any(has_offset ? read_date_time(structure, is_legacy) : read_zoned_date_time(structure, is_legacy));
}

Value structure_of(char tag, std::initializer_list<Value> fields) {
  return Structure{static_cast<std::uint8_t>(tag), fields};
}

}  // namespace

Result<AnyStructure> read_structure(const Structure& structure, const StructureForm& form) {
  switch (structure.tag) {
    case 'N':
      return any(read_node(structure, form));
    case 'R':
      return any(read_relationship(structure, form));
    case 'r':
      return any(read_unbound_relationship(structure, form));
    case 'P':
      return any(read_path(structure, form));
    case 'D':
      return any(read_date(structure));
    case 't':
      return any(read_local_time(structure));
    case 'T':
      return any(read_time(structure));
    case 'd':
      return any(read_local_date_time(structure));
    case 'I':
    case 'i':
    case 'F':
    case 'f':
      return read_any_date_time(structure, form);
    case 'E':
      return any(read_duration(structure));
    case 'X':
    case 'Y':
      return any(read_point(structure, structure.tag == 'Y'));
    case 'V':
      return any(read_vector(structure));
    case '?':
      return any(read_unsupported(structure));
    default:
      return fail(Errc::malformed, "Bolt structure: no structure has the tag {:02X}", structure.tag);
  }
}

std::size_t Vector::width() const noexcept {
  switch (type) {
    case Type::int8:
      return 1;
    case Type::int16:
      return 2;
    case Type::int32:
    case Type::float32:
      return 4;
    case Type::int64:
    case Type::float64:
      return 8;
  }
  return 1;
}

Value to_value(const Date& date) { return structure_of('D', {date.days}); }
Value to_value(const LocalTime& time) { return structure_of('t', {time.nanoseconds}); }
Value to_value(const Time& time) { return structure_of('T', {time.nanoseconds, time.offset_seconds}); }
Value to_value(const LocalDateTime& time) { return structure_of('d', {time.seconds, time.nanoseconds}); }
Value to_value(const Duration& duration) {
  return structure_of('E', {duration.months, duration.days, duration.seconds, duration.nanoseconds});
}
Value to_value(const Point& point) {
  if (!point.z) return structure_of('X', {point.srid, point.x, point.y});
  return structure_of('Y', {point.srid, point.x, point.y, *point.z});
}

Result<Value> to_value(const DateTime& time, const StructureForm& form) {
  const auto* offset = std::get_if<std::int64_t>(&time.zone);
  if (offset != nullptr && form.utc) return structure_of('I', {time.seconds, time.nanoseconds, *offset});
  if (offset != nullptr) {
    std::int64_t local = 0;
    if (!__builtin_add_overflow(time.seconds, *offset, &local)) {
      return structure_of('F', {local, time.nanoseconds, *offset});
    }
    return fail(Errc::invalid_argument, "DateTime: {} seconds and an offset of {} are out of range", time.seconds,
                *offset);
  }
  if (form.utc == time.is_wall_clock) {
    return fail(Errc::unsupported, "DateTime in {}: expected seconds of {}, found the other; send it with an offset",
                std::get<std::string>(time.zone), form.utc ? "UTC" : "the zone's own clock");
  }
  return structure_of(form.utc ? 'i' : 'f', {time.seconds, time.nanoseconds, std::get<std::string>(time.zone)});
}

Result<Value> to_value(const Vector& vector, const StructureForm& form) {
  if (form.version < kBolt60) {
    return fail(Errc::unsupported, "Vector: expected Bolt 6.0 or newer, found {}; send a list of numbers instead",
                form.version.text());
  }
  return structure_of('V', {packstream::Bytes{static_cast<std::uint8_t>(vector.type)}, vector.data});
}

}  // namespace wirespeed::bolt
