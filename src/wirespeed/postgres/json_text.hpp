// Values of a source column as JSON text: what structs, maps and lists of them become in json and jsonb.
//
// Numbers, booleans, text, lists, structs (with all fields) and maps of text are JSON's own. What it has no form for is
// a string: dates, times and intervals as ISO 8601, instants in UTC, bytes in base64.
#pragma once

#include <string>

#include "wirespeed/postgres/source_tile.hpp"

namespace wirespeed::postgres {

// Whether each value has a form: all but unions, maps by other keys than text, and decimals beyond 128 bits.
bool has_json_form(const ImportedColumn& column) noexcept;

// Returns null, or why the value has no form: a float that is no number. REQUIRES: has_json_form(column)
const char* append_json(std::string& out, const ImportedColumn& column, std::int64_t row);

}  // namespace wirespeed::postgres
