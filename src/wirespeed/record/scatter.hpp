// Columns as fields of many records.
#pragma once

#include "wirespeed/column/array_view.hpp"
#include "wirespeed/record/writer.hpp"

namespace wirespeed::record {

// Whether items like the view's can be a field of the type: numbers and booleans numbers, `ticks` times in the field's
// own unit (us, of a date days), all kinds of text text and bytes.
bool can_scatter(const FieldType& type, const column::ArrayView& view) noexcept;

// Sets the field to an item. What is missing, and NaT, and NaN where the field is no float, is null. False, with
// nothing set, when the item does not fit: a number out of range or with a fraction, text that is no UTF-8 or too long.
// REQUIRES: can_scatter()
bool scatter(Writer& writer, const Field& field, const column::ArrayView& view, std::int64_t row);

}  // namespace wirespeed::record
