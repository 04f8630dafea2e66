#include "wirespeed/column/type.hpp"

#include <fmt/format.h>

namespace wirespeed::column {
namespace {

// Of types that are told by their name alone: as we call it, as Arrow's C interface does, and how wide it is.
struct Plain {
  const char* name;
  const char* format;
  std::size_t width;
};

Plain plain(Type type) noexcept {
  switch (type) {
    case Type::null:
      return {"null", "n", 0};
    case Type::boolean:
      return {"bool", "b", 0};
    case Type::int8:
      return {"int8", "c", 1};
    case Type::int16:
      return {"int16", "s", 2};
    case Type::int32:
      return {"int32", "i", 4};
    case Type::int64:
      return {"int64", "l", 8};
    case Type::float32:
      return {"float32", "f", 4};
    case Type::float64:
      return {"float64", "g", 8};
    case Type::utf8:
      return {"utf8", "u", 0};
    case Type::binary:
      return {"binary", "z", 0};
    case Type::uuid:
      return {"uuid", "w:16", 16};
    case Type::date32:
      return {"date32", "tdD", 4};
    case Type::time64_ns:
      return {"time64[ns]", "ttn", 8};
    case Type::timestamp_us:
      return {"timestamp[us", "tsu:", 8};
    case Type::timestamp_ns:
      return {"timestamp[ns", "tsn:", 8};
    case Type::month_day_nano:
      return {"month_day_nano", "tin", 16};
    case Type::list_utf8:
      return {"list<utf8>", "+l", 0};
    case Type::list:
      return {"list", "+l", 0};
    case Type::fixed_size_list:
      return {"fixed_size_list", "+w:", 0};
    case Type::structure:
      return {"struct", "+s", 0};
    case Type::dense_union:
      return {"union", "+ud:", 0};
  }
  return {"", "", 0};
}

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

std::string format_of(const Field& field) {
  std::string format = plain(field.type).format;
  if (is_timestamp(field.type)) return format + field.zone;
  if (field.type == Type::fixed_size_list) return format + std::to_string(field.size);
  if (field.type != Type::dense_union) return format;
  for (std::size_t i = 0; i < field.children.size(); ++i) format += fmt::format("{}{}", i == 0 ? "" : ",", i);
  return format;
}

std::string to_string(const Field& field) {
  switch (field.type) {
    case Type::timestamp_us:
    case Type::timestamp_ns:
      return fmt::format("{}{}{}]", plain(field.type).name, field.zone.empty() ? "" : ", ", field.zone);
    case Type::fixed_size_list:
      return fmt::format("{}[{}]", with_children(field, false), field.size);
    case Type::list:
      return with_children(field, false);
    case Type::structure:
    case Type::dense_union:
      return with_children(field, true);
    default:
      return plain(field.type).name;
  }
}

}  // namespace wirespeed::column
