// What a column holds, as Arrow names it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wirespeed/base/error.hpp"

namespace wirespeed::column {

enum class Type : std::uint8_t {
  null,  // no value at all
  boolean,
  int8,
  int16,
  int32,
  int64,
  float32,
  float64,
  utf8,             // 32-bit offsets
  binary,           // 32-bit offsets
  uuid,             // 16 bytes
  date32,           // days since 1970-01-01
  time64_ns,        // ns since midnight
  timestamp_us,     // since 1970-01-01T00:00, in UTC when there is a zone, else as a clock on the wall shows it
  timestamp_ns,     //
  month_day_nano,   // int32 months, int32 days, int64 ns
  list_utf8,        // of utf8, 32-bit offsets
  list,             // of its child, 32-bit offsets
  fixed_size_list,  // `size` values of its child each
  structure,        // its children side by side
  dense_union,      // each value one of its children's
  uint32,
  uint64,
  decimal128,         // 16 bytes, little endian: the value times 10^`scale`; at most `precision` digits
  time64_us,          // us since midnight
  large_utf8,         // 64-bit offsets
  large_binary,       // 64-bit offsets
  utf8_view,          // 16 bytes each: short text itself, else where it is in Column::data
  fixed_size_binary,  // `size` bytes each
  map,                // lists, with 32-bit offsets, of its one child: a struct of a key and a value
  uint8,
  uint16,
  duration_us,
};

struct Field {
  std::string name{};
  Type type = Type::null;
  bool nullable = true;
  std::vector<Field>
      children{};              // of a list one, called kItemName; of a struct its fields; of a union its alternatives
  std::string zone{};          // of a timestamp: an IANA name or +hh:mm; none: no zone
  std::int32_t size = 0;       // of a fixed_size_list or a fixed_size_binary
  std::int32_t precision = 0;  // of a decimal128: 1 to 38
  std::int32_t scale = 0;
  std::vector<Field> dictionary{};  // none or one: what the values are; then `type` is that of their places in it
  std::vector<std::pair<std::string, std::string>> metadata{};  // as "ARROW:extension:name"

  friend bool operator==(const Field&, const Field&) = default;
};

using Schema = std::vector<Field>;

inline constexpr std::string_view kItemName = "item";        // of a list's child, by Arrow's custom
inline constexpr std::string_view kEntriesName = "entries";  // of a map's child

// A map<key, value>. A key is never null.
Field map_of(std::string name, Field key, Field value);

// Values of `values` as places, of the integer type `places`, in a dictionary.
Field dictionary_of(std::string name, Type places, Field values);

// Bytes of one value; 0 for what has no values of one width (text, lists, structs, booleans).
std::size_t width_of(Type type) noexcept;

bool is_list(Type type) noexcept;  // of offsets: list, list_utf8
bool is_timestamp(Type type) noexcept;
inline bool has_bytes(Type type) noexcept { return type == Type::utf8 || type == Type::binary; }

// The format string of Arrow's C interface.
std::string format_of(const Field& field);

// As "list<struct<a: int64, b: utf8>>", without the field's own name.
std::string to_string(const Field& field);

// What to_string() writes of the types that any_builder.hpp builds, but unions; the names of a struct's fields hold no
// ':', ',' or '>'. Blanks do not matter.
Result<Field> parse_type(std::string_view text);

}  // namespace wirespeed::column
