#include "wirespeed/postgres/source_tile.hpp"

namespace wirespeed::postgres {
namespace {

template <typename From, typename To>
void widen(const ImportedColumn& column, RowRange rows, To* out) noexcept {
  const From* values = values_of<From>(column, rows);
  for (std::size_t i = 0; i < rows.count; ++i) out[i] = static_cast<To>(values[i]);
}

template <typename Offset>
void load_sized(const ImportedColumn& column, RowRange rows, ByteView* out) noexcept {
  const Offset* offsets = values_of<Offset>(column, rows);
  const auto* data = static_cast<const std::uint8_t*>(column.buffers[2]);
  for (std::size_t i = 0; i < rows.count; ++i) {
    out[i] = {data + offsets[i], static_cast<std::size_t>(offsets[i + 1] - offsets[i])};
  }
}

// A view in the place of a NULL may point anywhere.
void load_views(const ImportedColumn& column, RowRange rows, ByteView* out) noexcept {
  for (std::size_t i = 0; i < rows.count; ++i) {
    const std::int64_t row = rows.begin + static_cast<std::int64_t>(i);
    out[i] = column.is_null(row) ? ByteView() : view_at(column, row);
  }
}

void load_fixed(const ImportedColumn& column, RowRange rows, ByteView* out) noexcept {
  for (std::size_t i = 0; i < rows.count; ++i) out[i] = fixed_at(column, rows.begin + static_cast<std::int64_t>(i));
}

template <typename Offset>
RowRange sized_items(const ImportedColumn& column, std::int64_t row) noexcept {
  const auto begin = column.at<Offset>(1, row);
  const auto end = column.at<Offset>(1, row + 1);
  return {begin, end < begin ? 0 : static_cast<std::size_t>(end - begin)};
}

}  // namespace

bool is_integer(Layout layout) noexcept { return layout >= Layout::int8 && layout <= Layout::uint64; }

bool is_float(Layout layout) noexcept { return layout >= Layout::float16 && layout <= Layout::float64; }

bool is_text(Layout layout) noexcept {
  return layout == Layout::text || layout == Layout::large_text || layout == Layout::text_view;
}

bool is_bytes(Layout layout) noexcept {
  return layout == Layout::bytes || layout == Layout::large_bytes || layout == Layout::bytes_view;
}

bool is_list(Layout layout) noexcept {
  return layout == Layout::list || layout == Layout::large_list || layout == Layout::fixed_list;
}

void load_integers(const ImportedColumn& column, RowRange rows, std::int64_t* out) noexcept {
  switch (column.layout) {
    case Layout::int8:
      return widen<std::int8_t>(column, rows, out);
    case Layout::int16:
      return widen<std::int16_t>(column, rows, out);
    case Layout::int32:
      return widen<std::int32_t>(column, rows, out);
    case Layout::uint8:
      return widen<std::uint8_t>(column, rows, out);
    case Layout::uint16:
      return widen<std::uint16_t>(column, rows, out);
    case Layout::uint32:
      return widen<std::uint32_t>(column, rows, out);
    default:
      return widen<std::int64_t>(column, rows, out);
  }
}

void load_integers(const ImportedColumn& column, RowRange rows, std::uint64_t* out) noexcept {
  widen<std::uint64_t>(column, rows, out);
}

void load_floats(const ImportedColumn& column, RowRange rows, double* out) noexcept {
  if (column.layout == Layout::float64) return widen<double>(column, rows, out);
  if (column.layout == Layout::float32) return widen<float>(column, rows, out);
  const auto* values = values_of<std::uint16_t>(column, rows);
  for (std::size_t i = 0; i < rows.count; ++i) out[i] = column::half_to_double(values[i]);
}

void load_bits(const ImportedColumn& column, RowRange rows, std::uint8_t* out) noexcept {
  const auto* bits = static_cast<const std::uint8_t*>(column.buffers[1]);
  const auto first = static_cast<std::size_t>(column.first + rows.begin);
  for (std::size_t i = 0; i < rows.count; ++i) {
    out[i] = static_cast<std::uint8_t>(bits[(first + i) / 8] >> ((first + i) % 8) & 1);
  }
}

void load_bytes(const ImportedColumn& column, RowRange rows, ByteView* out) noexcept {
  switch (column.layout) {
    case Layout::text:
    case Layout::bytes:
      return load_sized<std::int32_t>(column, rows, out);
    case Layout::large_text:
    case Layout::large_bytes:
      return load_sized<std::int64_t>(column, rows, out);
    case Layout::fixed_bytes:
      return load_fixed(column, rows, out);
    default:
      return load_views(column, rows, out);
  }
}

void load_times(const ImportedColumn& column, RowRange rows, std::int64_t* out) noexcept {
  if (column.layout == Layout::date32 || column.layout == Layout::time32) return widen<std::int32_t>(column, rows, out);
  widen<std::int64_t>(column, rows, out);
}

RowRange items_of(const ImportedColumn& column, std::int64_t row) noexcept {
  if (column.layout == Layout::large_list) return sized_items<std::int64_t>(column, row);
  if (column.layout != Layout::fixed_list) return sized_items<std::int32_t>(column, row);
  return {(column.first + row) * column.width, static_cast<std::size_t>(column.width)};
}

}  // namespace wirespeed::postgres
