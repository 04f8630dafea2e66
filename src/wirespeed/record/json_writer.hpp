// Tables as JSON text.
//
//   records   [{"a":1,"b":"x"},{"a":2,"b":null}]
//   columns   {"a":[1,2],"b":["x",null]}
//   lines     {"a":1,"b":"x"} and a line feed, for each row
#pragma once

#include <string>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/record/json_column.hpp"

namespace wirespeed::record {

enum class Orient : std::uint8_t { records, columns, lines };

// A column in parts, one behind the other.
struct JsonChunks {
  std::string name{};
  std::vector<JsonColumn> chunks{};
};

using JsonTable = std::vector<JsonChunks>;

// About how long the text will be, by a sample of the items, for whoever asks for memory.
std::size_t expected_bytes(const JsonTable& table, Orient orient);

// Text from which on `threads` are used; below, one is.
inline constexpr std::size_t kParallelBytes = 2 << 20;

// The text of the table into `memory`, from its beginning; how long it is. Fails for a value that has no JSON, naming
// its column and row, for names that occur twice, for columns of different lengths, when `stop` says so, and with
// Errc::limit when there is no memory.
Result<std::size_t> write_json(const JsonTable& table, Orient orient, JsonMemory& memory, unsigned threads = 1,
                               const Stop& stop = {});

}  // namespace wirespeed::record
