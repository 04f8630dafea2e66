// A tile of a source column in one form, whatever its layout: loops over cells then need to know their target alone.
// What stands in the place of a NULL means nothing. REQUIRES: at most kTileRows rows.
#pragma once

#include "wirespeed/column/arrow_values.hpp"
#include "wirespeed/postgres/column_encoder.hpp"

namespace wirespeed::postgres {

using column::ImportedColumn;
using column::Layout;

bool is_integer(Layout layout) noexcept;  // of any width, with or without sign
bool is_float(Layout layout) noexcept;
bool is_text(Layout layout) noexcept;
bool is_bytes(Layout layout) noexcept;  // with sizes of their own: binary, large or not, views
bool is_list(Layout layout) noexcept;   // with offsets or of fixed size; no map

// Of values `T` that lie one behind the other.
template <typename T>
const T* values_of(const ImportedColumn& column, RowRange rows) noexcept {
  return static_cast<const T*>(column.buffers[1]) + column.first + rows.begin;
}

void load_integers(const ImportedColumn& column, RowRange rows, std::int64_t* out) noexcept;   // no uint64
void load_integers(const ImportedColumn& column, RowRange rows, std::uint64_t* out) noexcept;  // uint64
void load_floats(const ImportedColumn& column, RowRange rows, double* out) noexcept;
void load_bits(const ImportedColumn& column, RowRange rows, std::uint8_t* out) noexcept;
void load_bytes(const ImportedColumn& column, RowRange rows, ByteView* out) noexcept;  // text and bytes of all layouts
// date32, date64, time32, time64, timestamp, duration: the number of their units.
void load_times(const ImportedColumn& column, RowRange rows, std::int64_t* out) noexcept;

// The values of a list, as rows of its child.
RowRange items_of(const ImportedColumn& column, std::int64_t row) noexcept;

}  // namespace wirespeed::postgres
