// Single values of imported columns. REQUIRES of each: the column's layout is one that the name says, and `row` is one
// of its rows.
#pragma once

#include "wirespeed/column/arrow_import.hpp"

namespace wirespeed::column {

// An integer of any width; of a uint64 its bits.
inline std::int64_t integer_at(const ImportedColumn& column, std::int64_t row) noexcept {
  switch (column.layout) {
    case Layout::int8:
      return column.at<std::int8_t>(1, row);
    case Layout::int16:
      return column.at<std::int16_t>(1, row);
    case Layout::int32:
      return column.at<std::int32_t>(1, row);
    case Layout::uint8:
      return column.at<std::uint8_t>(1, row);
    case Layout::uint16:
      return column.at<std::uint16_t>(1, row);
    case Layout::uint32:
      return column.at<std::uint32_t>(1, row);
    default:
      return column.at<std::int64_t>(1, row);
  }
}

inline bool bit_at(const ImportedColumn& column, std::int64_t row) noexcept {
  const auto* bits = static_cast<const std::uint8_t*>(column.buffers[1]);
  return (bits[(column.first + row) / 8] >> ((column.first + row) % 8) & 1) != 0;
}

// Text or bytes with offsets.
template <typename Offset>
ByteView sized_at(const ImportedColumn& column, std::int64_t row) noexcept {
  const Offset begin = column.at<Offset>(1, row);
  const Offset end = column.at<Offset>(1, row + 1);
  return {static_cast<const std::uint8_t*>(column.buffers[2]) + begin, static_cast<std::size_t>(end - begin)};
}

//  | int32 size | up to 12 bytes |   or   | int32 size | 4 bytes | int32 buffer | int32 offset |
inline ByteView view_at(const ImportedColumn& column, std::int64_t row) noexcept {
  const auto* at = static_cast<const std::uint8_t*>(column.buffers[1]) + 16 * (column.first + row);
  const auto size = static_cast<std::size_t>(load_le<std::int32_t>(at));
  if (size <= 12) return {at + 4, size};
  const auto* data = static_cast<const std::uint8_t*>(column.buffers[2 + load_le<std::int32_t>(at + 8)]);
  return {data + load_le<std::int32_t>(at + 12), size};
}

// fixed_bytes, decimal
inline ByteView fixed_at(const ImportedColumn& column, std::int64_t row) noexcept {
  const auto* data = static_cast<const std::uint8_t*>(column.buffers[1]);
  return {data + (column.first + row) * column.width, static_cast<std::size_t>(column.width)};
}

// IEEE 754 half precision: 1 bit of sign, 5 of exponent, 10 of fraction.
double half_to_double(std::uint16_t bits) noexcept;

}  // namespace wirespeed::column
