// Values as text: for columns that became text because their values are of several types, and for JSON in columns.
// What JSON has no form for is a string: dates and times as ISO 8601 (instants in UTC), bytes in base64; floats that
// are no numbers are NaN, Infinity and -Infinity, as most readers of JSON take them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/column/batch.hpp"

namespace wirespeed::column {

void append_float(std::string& out, double value);  // with a point or an exponent: 1.0, not 1
void append_date(std::string& out, std::int64_t days);
void append_time(std::string& out, std::int64_t ns);  // of the day
// REQUIRES: nanos < 1e9
void append_timestamp(std::string& out, std::int64_t seconds, std::int64_t nanos, bool utc);
void append_interval(std::string& out, std::int64_t months, std::int64_t days, std::int64_t seconds,
                     std::int64_t nanos);
void append_base64(std::string& out, ByteView bytes);
void append_uuid(std::string& out, ByteView bytes);  // REQUIRES: 16 bytes

// The value in `row`: text, dates and the like as they are, the rest as JSON. False, and nothing, for a null.
// Fields of a struct that are null are left out.
bool append_cell(std::string& out, const Field& field, const Column& column, std::int64_t row);

bool is_null(const Column& column, std::int64_t row) noexcept;

}  // namespace wirespeed::column
