// What a field of a record holds.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::record {

class Schema;

enum class Kind : std::uint8_t {
  boolean,  // a byte: 0 or 1
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  date,           // int32: days since 1970-01-01
  timestamp,      // int64: us since 1970-01-01T00:00, as a clock on the wall shows it
  timestamp_utc,  // the same, in UTC
  duration,       // int64: us
  fixed_text,     // `width` bytes of UTF-8; zeros at their end do not count
  fixed_bytes,    // `width` bytes
  text,           // UTF-8
  bytes,
  record,
};

struct FieldType {
  Kind kind = Kind::int64;
  bool is_list = false;     // any number of them
  std::uint32_t width = 0;  // of fixed_text and fixed_bytes
  std::shared_ptr<const Schema> record{};
};

// Values of one width lie in the fixed part of a record; all others, and lists, in its tail.
constexpr bool has_width(Kind kind) noexcept { return kind < Kind::text; }
inline bool is_fixed(const FieldType& type) noexcept { return has_width(type.kind) && !type.is_list; }
constexpr bool is_padded(Kind kind) noexcept { return kind == Kind::fixed_text || kind == Kind::fixed_bytes; }

// Bytes of one value. REQUIRES: has_width(type.kind)
std::uint32_t width_of(const FieldType& type) noexcept;

// Where a value, or the values of a list, may begin in a record: at a multiple of it.
std::uint32_t alignment_of(const FieldType& type) noexcept;

// As "int32", "fixed_text[20]", "list<text>". Nested schemas grow by themselves: of them it says only "record".
std::string to_string(const FieldType& type);

// Calls visit.operator()<T>() with the type of a value's memory. REQUIRES: has_width(kind) && !is_padded(kind)
template <typename Visit>
auto visit_number(Kind kind, Visit&& visit) {
  switch (kind) {
    case Kind::boolean:
    case Kind::uint8:
      return visit.template operator()<std::uint8_t>();
    case Kind::int8:
      return visit.template operator()<std::int8_t>();
    case Kind::int16:
      return visit.template operator()<std::int16_t>();
    case Kind::uint16:
      return visit.template operator()<std::uint16_t>();
    case Kind::int32:
    case Kind::date:
      return visit.template operator()<std::int32_t>();
    case Kind::uint32:
      return visit.template operator()<std::uint32_t>();
    case Kind::uint64:
      return visit.template operator()<std::uint64_t>();
    case Kind::float32:
      return visit.template operator()<float>();
    case Kind::float64:
      return visit.template operator()<double>();
    default:
      return visit.template operator()<std::int64_t>();
  }
}

}  // namespace wirespeed::record
