#include "wirespeed/record/type.hpp"

#include <fmt/format.h>

#include <iterator>

namespace wirespeed::record {
namespace {

struct Plain {
  const char* name;
  std::uint32_t width;
};

// By Kind.
constexpr Plain kPlain[] = {
    {"bool", 1},       {"int8", 1},        {"int16", 2},     {"int32", 4},         {"int64", 8},
    {"uint8", 1},      {"uint16", 2},      {"uint32", 4},    {"uint64", 8},        {"float32", 4},
    {"float64", 8},    {"date", 4},        {"timestamp", 8}, {"timestamp_utc", 8}, {"duration", 8},
    {"fixed_text", 0}, {"fixed_bytes", 0}, {"text", 0},      {"bytes", 0},         {"record", 0},
};
static_assert(std::size(kPlain) == static_cast<std::size_t>(Kind::record) + 1);

Plain plain(Kind kind) noexcept { return kPlain[static_cast<std::size_t>(kind)]; }

std::string item_name(const FieldType& type) {
  return is_padded(type.kind) ? fmt::format("{}[{}]", plain(type.kind).name, type.width) : plain(type.kind).name;
}

}  // namespace

std::uint32_t width_of(const FieldType& type) noexcept {
  return is_padded(type.kind) ? type.width : plain(type.kind).width;
}

std::uint32_t alignment_of(const FieldType& type) noexcept {
  if (is_padded(type.kind)) return 1;
  if (has_width(type.kind)) return plain(type.kind).width;
  if (type.kind == Kind::record) return 8;
  return type.is_list ? 4 : 1;  // the ends of texts come first
}

std::string to_string(const FieldType& type) {
  return type.is_list ? fmt::format("list<{}>", item_name(type)) : item_name(type);
}

}  // namespace wirespeed::record
