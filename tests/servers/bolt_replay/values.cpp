#include "values.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "structures.hpp"

namespace wirespeed::bolt_replay {

namespace {

constexpr std::string_view kPublishedText = "qwertyuiopasdfghjklzxcvbnmQWERTYUIOPASDFGHJKLZXCVBNMM";
static_assert(kPublishedText.size() == 53);

constexpr std::array<std::pair<std::string_view, Shape>, 29> kShapes{{
    {"list_of_strings", Shape::list_of_strings},
    {"list_of_ints", Shape::list_of_ints},
    {"ints", Shape::ints},
    {"floats", Shape::floats},
    {"strings", Shape::strings},
    {"booleans", Shape::booleans},
    {"nulls", Shape::nulls},
    {"bytes", Shape::bytes},
    {"maps", Shape::maps},
    {"nodes", Shape::nodes},
    {"relationships", Shape::relationships},
    {"paths", Shape::paths},
    {"dates", Shape::dates},
    {"times", Shape::times},
    {"local_times", Shape::local_times},
    {"datetimes", Shape::datetimes},
    {"zoned_datetimes", Shape::zoned_datetimes},
    {"local_datetimes", Shape::local_datetimes},
    {"durations", Shape::durations},
    {"points", Shape::points},
    {"points3d", Shape::points3d},
    {"vectors", Shape::vectors},
    {"unsupported", Shape::unsupported},
    {"mixed", Shape::mixed},
    {"changing", Shape::changing},
    {"deep", Shape::deep},
    {"broken", Shape::broken},
    {"liar", Shape::liar},
    {"bad_utf8", Shape::bad_utf8},
}};

bool write_list_of_strings(Writer& writer, std::uint64_t width) {
  bool ok = writer.list(width);
  for (std::uint64_t i = 0; ok && i < width; ++i) ok = writer.text(kPublishedText);
  return ok;
}

bool write_list_of_ints(Writer& writer, std::uint64_t width) {
  bool ok = writer.list(width);
  for (std::uint64_t i = 0; ok && i < width; ++i) ok = writer.integer(static_cast<std::int64_t>(i));
  return ok;
}

bool write_deep(Writer& writer, std::uint64_t levels) {
  bool ok = true;
  for (std::uint64_t i = 1; ok && i < levels; ++i) ok = writer.list(1);
  return ok && writer.list(0);
}

bool write_text(Writer& writer, std::uint64_t index) { return writer.text(fmt::format("value {}", index)); }

bool write_map(Writer& writer, std::uint64_t index) {
  return writer.map(2) && writer.text("id") && writer.integer(static_cast<std::int64_t>(index)) &&
         writer.text("tags") && writer.list(2) && writer.text("a") && writer.null();
}

bool write_bytes(Writer& writer, std::uint64_t index) {
  const std::array<std::uint8_t, 3> bytes{static_cast<std::uint8_t>(index), 0x00, 0xFF};
  return writer.bytes(bytes);
}

bool write_number(Writer& writer, std::uint64_t index) { return writer.floating(static_cast<double>(index) / 2); }

bool write_mixed(Writer& writer, Place place) {
  switch (place.column % 5) {
    case 0:
      return writer.integer(static_cast<std::int64_t>(place.row));
    case 1:
      return write_number(writer, place.row);
    case 2:
      return write_text(writer, place.row);
    case 3:
      return writer.boolean(place.row % 2 == 0);
    default:
      return place.row % 10 == 0 ? writer.null() : write_text(writer, place.row);
  }
}

bool write_changing(Writer& writer, Place place) {
  switch ((place.row + place.column) % 5) {
    case 0:
      return writer.integer(static_cast<std::int64_t>(place.row));
    case 1:
      return write_number(writer, place.row);
    case 2:
      return write_text(writer, place.row);
    case 3:
      return writer.null();
    default:
      return writer.boolean(true);
  }
}

}  // namespace

std::optional<Shape> shape_of(std::string_view name) noexcept {
  const auto* found = std::ranges::find(kShapes, name, &std::pair<std::string_view, Shape>::first);
  return found == kShapes.end() ? std::nullopt : std::optional(found->second);
}

bool is_one_column(Shape shape) noexcept {
  return shape == Shape::list_of_strings || shape == Shape::list_of_ints || shape == Shape::deep;
}

bool write_value(Writer& writer, Shape shape, Place place, Era era) {
  switch (shape) {
    case Shape::list_of_strings:
      return write_list_of_strings(writer, place.width);
    case Shape::list_of_ints:
      return write_list_of_ints(writer, place.width);
    case Shape::deep:
      return write_deep(writer, place.width);
    case Shape::ints:
      return writer.integer(static_cast<std::int64_t>(place.index));
    case Shape::floats:
      return write_number(writer, place.index);
    case Shape::strings:
      return write_text(writer, place.index);
    case Shape::booleans:
      return writer.boolean(place.index % 2 == 0);
    case Shape::nulls:
      return writer.null();
    case Shape::bytes:
      return write_bytes(writer, place.index);
    case Shape::maps:
      return write_map(writer, place.index);
    case Shape::mixed:
      return write_mixed(writer, place);
    case Shape::changing:
      return write_changing(writer, place);
    default:
      return write_structure(writer, shape, place.index, era);
  }
}

}  // namespace wirespeed::bolt_replay
