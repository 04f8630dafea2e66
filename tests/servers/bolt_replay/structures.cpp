#include "structures.hpp"

#include <array>
#include <limits>

#include <fmt/format.h>

namespace wirespeed::bolt_replay {

namespace {

constexpr std::int64_t kNanoseconds = 1'000'000'000;
constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kFirstSecond = 946'684'800;  // 2000-01-01

bool integers(Writer& writer, std::initializer_list<std::int64_t> values) {
  bool ok = true;
  for (const std::int64_t value : values) ok = ok && writer.integer(value);
  return ok;
}

bool structure(Writer& writer, std::uint8_t tag, std::initializer_list<std::int64_t> fields) {
  return writer.structure(tag, fields.size()) && integers(writer, fields);
}

std::int64_t offset_seconds(std::int64_t i) noexcept { return (i % 25 - 12) * 3600; }
std::int64_t nanosecond_of_day(std::int64_t i) noexcept { return i * 1'000'000'007 % (kDay * kNanoseconds); }
std::int64_t second(std::int64_t i) noexcept { return kFirstSecond + i * 86'399; }
std::int64_t nanosecond(std::int64_t i) noexcept { return i * 1'000'003 % kNanoseconds; }

bool write_date(Writer& writer, std::int64_t days) { return structure(writer, 'D', {days}); }

bool write_person(Writer& writer, std::int64_t i) {
  return writer.map(8) && writer.text("name") && writer.text(fmt::format("name {}", i)) && writer.text("email") &&
         writer.text(fmt::format("person{}@example.org", i)) && writer.text("city") &&
         writer.text(fmt::format("city {}", i % 100)) && writer.text("age") && writer.integer(i % 90) &&
         writer.text("visits") && writer.integer(i * 1009) && writer.text("score") &&
         writer.floating(static_cast<double>(i) / 2) && writer.text("active") && writer.boolean(i % 2 == 0) &&
         writer.text("joined") && write_date(writer, 10'000 + i % 10'000);
}

bool write_element_id(Writer& writer, std::string_view kind, std::int64_t i, Era era) {
  return !era.element_ids || writer.text(fmt::format("4:{}:{}", kind, i));
}

bool write_node(Writer& writer, std::int64_t i, Era era) {
  return writer.structure('N', era.element_ids ? 4 : 3) && writer.integer(i) && writer.list(2) &&
         writer.text("Person") && writer.text(i % 2 == 0 ? "Reader" : "Writer") && write_person(writer, i) &&
         write_element_id(writer, "node", i, era);
}

bool write_since(Writer& writer, std::int64_t i) {
  return writer.map(1) && writer.text("since") && writer.integer(2000 + i % 25);
}

bool write_relationship(Writer& writer, std::int64_t i, Era era) {
  return writer.structure('R', era.element_ids ? 8 : 5) && integers(writer, {i, i, i + 1}) && writer.text("KNOWS") &&
         write_since(writer, i) && write_element_id(writer, "relationship", i, era) &&
         write_element_id(writer, "node", i, era) && write_element_id(writer, "node", i + 1, era);
}

bool write_unbound(Writer& writer, std::int64_t i, Era era) {
  return writer.structure('r', era.element_ids ? 4 : 3) && writer.integer(i) && writer.text("KNOWS") &&
         write_since(writer, i) && write_element_id(writer, "relationship", i, era);
}

// (i) -> (i + 1) -> back over the same relationship: both directions are in it.
bool write_path(Writer& writer, std::int64_t i, Era era) {
  return writer.structure('P', 3) && writer.list(2) && write_node(writer, i, era) && write_node(writer, i + 1, era) &&
         writer.list(1) && write_unbound(writer, i, era) && writer.list(4) && integers(writer, {1, 1, -1, 0});
}

bool write_datetime(Writer& writer, std::int64_t i, Era era) {
  const std::int64_t offset = offset_seconds(i);
  const std::int64_t shift = era.utc ? 0 : offset;
  return structure(writer, era.utc ? 'I' : 'F', {second(i) + shift, nanosecond(i), offset});
}

// A zone that never had another offset in these years, so that what is local can be said without a table.
bool write_zoned_datetime(Writer& writer, std::int64_t i, Era era) {
  const std::int64_t shift = era.utc ? 0 : 9 * 3600;
  return writer.structure(era.utc ? 'i' : 'f', 3) && integers(writer, {second(i) + shift, nanosecond(i)}) &&
         writer.text("Asia/Tokyo");
}

bool write_point(Writer& writer, std::uint8_t tag, std::int64_t srid, std::int64_t i) {
  const bool ok = writer.structure(tag, tag == 'X' ? 3 : 4) && writer.integer(srid) &&
                  writer.floating(static_cast<double>(i % 180)) && writer.floating(static_cast<double>(i % 90));
  return ok && (tag == 'X' || writer.floating(static_cast<double>(i)));
}

// Three floats of 32 bits: 0.0, 1.0, -2.0.
bool write_vector(Writer& writer) {
  const std::array<std::uint8_t, 1> type{0xC6};
  const std::array<std::uint8_t, 12> data{0, 0, 0, 0, 0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0};
  return writer.structure('V', 2) && writer.bytes(type) && writer.bytes(data);
}

bool write_unsupported(Writer& writer) {
  return writer.structure('?', 4) && writer.text("QUATERNION") && integers(writer, {9, 1}) && writer.map(1) &&
         writer.text("message") && writer.text("It needs a newer driver.");
}

bool write_bad_utf8(Writer& writer) { return writer.text("caf\xE9"); }

}  // namespace

bool write_structure(Writer& writer, Shape shape, std::uint64_t index, Era era) {
  const auto i = static_cast<std::int64_t>(index);
  switch (shape) {
    case Shape::nodes:
      return write_node(writer, i, era);
    case Shape::relationships:
      return write_relationship(writer, i, era);
    case Shape::paths:
      return write_path(writer, i, era);
    case Shape::dates:
      return write_date(writer, i * 37 % 30'000);
    case Shape::times:
      return structure(writer, 'T', {nanosecond_of_day(i), offset_seconds(i)});
    case Shape::local_times:
      return structure(writer, 't', {nanosecond_of_day(i)});
    case Shape::datetimes:
      return write_datetime(writer, i, era);
    case Shape::zoned_datetimes:
      return write_zoned_datetime(writer, i, era);
    case Shape::local_datetimes:
      return structure(writer, 'd', {second(i), nanosecond(i)});
    case Shape::durations:
      return structure(writer, 'E', {i % 50, i, i * 7, i % 999});
    case Shape::points:
      return write_point(writer, 'X', i % 2 == 0 ? 4326 : 7203, i);
    case Shape::points3d:
      return write_point(writer, 'Y', i % 2 == 0 ? 4979 : 9157, i);
    case Shape::vectors:
      return write_vector(writer);
    case Shape::unsupported:
      return write_unsupported(writer);
    case Shape::broken:
      return structure(writer, 'Z', {i});
    case Shape::liar:
      return writer.list(std::numeric_limits<std::uint32_t>::max());
    default:
      return write_bad_utf8(writer);
  }
}

}  // namespace wirespeed::bolt_replay
