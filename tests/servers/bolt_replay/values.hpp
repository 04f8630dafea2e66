// The values of records. Each is a function of its shape and its index, so that whoever reads them can say what they
// must be (tests/python/replay_values.py does).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "protocol.hpp"
#include "wirespeed/packstream/encoder.hpp"

namespace wirespeed::bolt_replay {

enum class Shape : std::uint8_t {
  list_of_strings,  // one column: a list of `width` times the published text
  list_of_ints,     // one column: a list of `width` integers
  ints,             // `width` columns, as of all that follow but the last ones
  floats,
  strings,
  booleans,
  nulls,
  bytes,
  maps,
  nodes,
  relationships,
  paths,
  dates,
  times,
  local_times,
  datetimes,
  zoned_datetimes,
  local_datetimes,
  durations,
  points,
  points3d,
  vectors,
  unsupported,
  mixed,     // columns of integer, float, text, boolean, text or null, and again
  changing,  // columns whose type changes from row to row: integer, float, text, null, boolean
  deep,      // one column: lists in each other, `width` deep
  broken,    // a structure of an unknown tag
  liar,      // a list that announces 2^32 - 1 items
  bad_utf8,
};

using Writer = packstream::Encoder<packstream::VectorOutput>;

std::optional<Shape> shape_of(std::string_view name) noexcept;
// Whether `width` is the size of one column's values, not the number of columns.
bool is_one_column(Shape shape) noexcept;

struct Place {
  std::uint64_t row;
  std::uint64_t column;
  std::uint64_t width;
  std::uint64_t index;  // row * width + column, or that modulo what the query says is distinct
};

// Memory is all that it can lack.
bool write_value(Writer& writer, Shape shape, Place place, Era era);

}  // namespace wirespeed::bolt_replay
