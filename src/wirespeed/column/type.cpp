#include "wirespeed/column/type.hpp"

#include <fmt/format.h>

#include <iterator>

namespace wirespeed::column {
namespace {

// Of types that are told by their name alone: as we call it, as Arrow's C interface does, and how wide it is.
struct Plain {
  const char* name;
  const char* format;
  std::size_t width;
};

// By Type.
constexpr Plain kPlain[] = {
    {"null", "n", 0},
    {"bool", "b", 0},
    {"int8", "c", 1},
    {"int16", "s", 2},
    {"int32", "i", 4},
    {"int64", "l", 8},
    {"float32", "f", 4},
    {"float64", "g", 8},
    {"utf8", "u", 0},
    {"binary", "z", 0},
    {"uuid", "w:16", 16},
    {"date32", "tdD", 4},
    {"time64[ns]", "ttn", 8},
    {"timestamp[us", "tsu:", 8},
    {"timestamp[ns", "tsn:", 8},
    {"month_day_nano", "tin", 16},
    {"list<utf8>", "+l", 0},
    {"list", "+l", 0},
    {"fixed_size_list", "+w:", 0},
    {"struct", "+s", 0},
    {"union", "+ud:", 0},
    {"uint32", "I", 4},
    {"uint64", "L", 8},
    {"decimal128", "d:", 16},
    {"time64[us]", "ttu", 8},
    {"large_utf8", "U", 0},
    {"large_binary", "Z", 0},
    {"utf8_view", "vu", 0},
    {"fixed_size_binary", "w:", 0},
    {"map", "+m", 0},
    {"uint8", "C", 1},
    {"uint16", "S", 2},
    {"duration[us]", "tDu", 8},
};
static_assert(std::size(kPlain) == static_cast<std::size_t>(Type::duration_us) + 1);

Plain plain(Type type) noexcept { return kPlain[static_cast<std::size_t>(type)]; }

std::string with_children(const Field& field, bool names) {
  if (field.children.empty()) return plain(field.type).name;
  std::string text = std::string(plain(field.type).name) + "<";
  for (const Field& child : field.children) {
    if (&child != &field.children.front()) text += ", ";
    if (names) text += child.name + ": ";
    text += to_string(child);
  }
  return text + ">";
}

}  // namespace

std::size_t width_of(Type type) noexcept { return plain(type).width; }

bool is_list(Type type) noexcept { return type == Type::list || type == Type::list_utf8; }

bool is_timestamp(Type type) noexcept { return type == Type::timestamp_us || type == Type::timestamp_ns; }

Field map_of(std::string name, Field key, Field value) {
  key.name = "key";
  key.nullable = false;
  value.name = "value";
  Field entries{.name = std::string(kEntriesName), .type = Type::structure, .nullable = false};
  entries.children = {std::move(key), std::move(value)};
  return {.name = std::move(name), .type = Type::map, .children = {std::move(entries)}};
}

Field dictionary_of(std::string name, Type places, Field values) {
  values.name.clear();
  return {.name = std::move(name), .type = places, .dictionary = {std::move(values)}};
}

std::string format_of(const Field& field) {
  std::string format = plain(field.type).format;
  switch (field.type) {
    case Type::timestamp_us:
    case Type::timestamp_ns:
      return format + field.zone;
    case Type::fixed_size_list:
    case Type::fixed_size_binary:
      return format + std::to_string(field.size);
    case Type::decimal128:
      return fmt::format("{}{},{}", format, field.precision, field.scale);
    case Type::dense_union:
      for (std::size_t i = 0; i < field.children.size(); ++i) format += fmt::format("{}{}", i == 0 ? "" : ",", i);
      return format;
    default:
      return format;
  }
}

std::string to_string(const Field& field) {
  if (!field.dictionary.empty()) {
    return fmt::format("dictionary<{}, {}>", plain(field.type).name, to_string(field.dictionary[0]));
  }
  switch (field.type) {
    case Type::timestamp_us:
    case Type::timestamp_ns:
      return fmt::format("{}{}{}]", plain(field.type).name, field.zone.empty() ? "" : ", ", field.zone);
    case Type::fixed_size_list:
      return fmt::format("{}[{}]", with_children(field, false), field.size);
    case Type::fixed_size_binary:
      return fmt::format("{}[{}]", plain(field.type).name, field.size);
    case Type::decimal128:
      return fmt::format("{}({}, {})", plain(field.type).name, field.precision, field.scale);
    case Type::list:
      return with_children(field, false);
    case Type::map:
      return with_children({.type = Type::map, .children = field.children[0].children}, false);
    case Type::structure:
    case Type::dense_union:
      return with_children(field, true);
    default:
      return plain(field.type).name;
  }
}

}  // namespace wirespeed::column
