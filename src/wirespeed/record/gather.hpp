// Fields of many records as columns.
#pragma once

#include "wirespeed/column/batch.hpp"
#include "wirespeed/record/batch.hpp"

namespace wirespeed::record {

// The values of a field of one width, one behind the other, zeros where it is null; and, where `missing` is not null, a
// byte for each record, 1 where it is. Returns how many are null. REQUIRES: is_fixed() of the field's type, and room.
std::size_t gather_values(const Records& records, std::size_t field, std::uint8_t* values, std::uint8_t* missing);

// How a field of a record looks as a column: date32, timestamp_us, duration_us, utf8, list, struct, ...
column::Field column_field(const Field& field);
column::Schema column_schema(const Schema& schema);

// One column. Fails when the text of all would pass column::kMaxTextBytes.
Result<column::Column> gather_column(const Records& records, std::size_t field);
Result<column::Batch> gather_batch(const Records& records);

}  // namespace wirespeed::record
